package io.voddelete.message;

/**
 * A message that {@code direct:vod-delete} will never accept as it is: its body is not a readable list of asset ids, or its key
 * belongs to another list. Nothing of it was accepted. Do not send it again; move it to where somebody looks at it, such as a
 * dead letter queue.
 */
public final class SubmissionRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;
    private final String remedy;

    /**
     * @param reason see {@link #reason()}
     * @param message what is wrong, with foreign text in it escaped
     * @param remedy see {@link #remedy()}
     */
    public SubmissionRefusedException(String reason, String message, String remedy) {
        super(message + ". Nothing of it was accepted. What to do: " + remedy + ".");
        this.reason = reason;
        this.remedy = remedy;
    }

    /**
     * For programs: {@code no-body}, {@code unsupported-body} (of another Java type), {@code unsupported-type} (another
     * Content-Type), {@code bad-key}, {@code key-in-use} (the key was used with another list), {@code link} (a file that is a
     * link), {@code side-file} (a checksum or marker file), or one of the reasons for refused files.
     */
    public String reason() {
        return reason;
    }

    /** What to do, such as {@code save it as UTF-8}. */
    public String remedy() {
        return remedy;
    }
}
