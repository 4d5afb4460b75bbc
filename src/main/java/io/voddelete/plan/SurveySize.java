package io.voddelete.plan;

/**
 * How many ids of a plan {@code asset/info} is asked about.
 *
 * @param most 0 for none, {@link Long#MAX_VALUE} for all
 */
public record SurveySize(long most) {
    static final SurveySize ALL = new SurveySize(Long.MAX_VALUE);
    static final SurveySize NONE = new SurveySize(0);

    public SurveySize {
        if (most < 0) {
            throw new IllegalArgumentException("a survey of " + most + " ids");
        }
    }

    /** Parses {@code all}, {@code none} or a number of at least 1. */
    public static SurveySize of(String value) {
        return switch (value) {
            case "all" -> ALL;
            case "none" -> NONE;
            default -> new SurveySize(Long.parseLong(value));
        };
    }

    /** Returns this size, or so many if it is larger. */
    public SurveySize atMost(long number) {
        return new SurveySize(Math.min(most, number));
    }

    boolean isAll() {
        return most == Long.MAX_VALUE;
    }
}
