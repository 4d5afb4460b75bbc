package io.voddelete.store;

/** More ids were to be accepted than the caller may have in a day; none was. */
public final class OverDayLimitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient DayUse use;

    OverDayLimitException(DayUse use) {
        super(
                use.asked() + " ids exceed the daily limit of the caller " + use.caller() + ": " + use.used() + " of "
                        + use.limit() + " are used",
                null,
                false,
                false);
        this.use = use;
    }

    public DayUse use() {
        return use;
    }
}
