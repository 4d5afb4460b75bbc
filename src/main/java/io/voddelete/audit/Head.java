package io.voddelete.audit;

/**
 * The end of the chain: whoever knows it can tell whether a line before it was changed.
 *
 * @param number number of the last line; 0 before the first line
 * @param sha256 SHA-256 of that line without its line feed, in lower-case hex; 64 zeros before the first line
 */
public record Head(long number, String sha256) {
    /** Before the first line. */
    public static final Head BEGINNING = new Head(0, "0".repeat(64));
}
