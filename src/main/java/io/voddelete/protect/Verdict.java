package io.voddelete.protect;

/**
 * What the rules say about one asset.
 *
 * @param detail why, for reports, as {@code tag legal-hold}; what the response lacks for UNCHECKED and UNKNOWN; empty for SEND.
 *     Not escaped: it may hold a text of VOD
 */
public record Verdict(Kind kind, String detail) {
    /** In ascending order of strength. */
    public enum Kind {
        /** It may be deleted. */
        SEND,
        /** It may be deleted, although the response does not say what a rule that nobody asked for needs. */
        UNCHECKED,
        /** It may be deleted after somebody approves it. */
        HOLD,
        /** The response does not say what a rule needs: it must not be deleted on a guess. */
        UNKNOWN,
        /** It must not be deleted. */
        KEEP
    }

    static final Verdict SEND = new Verdict(Kind.SEND, "");
}
