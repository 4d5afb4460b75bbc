package io.voddelete.message;

import org.jspecify.annotations.Nullable;

/**
 * A message that {@code direct:vod-delete} cannot accept now: the store is full or locked, the module is starting, stopping or
 * has ended, or the body could not be read to its end. Send the same message again later. If it has a key, it becomes one
 * submission however often it is sent.
 */
public final class SubmissionDeferredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;
    private final String remedy;

    /**
     * @param reason see {@link #reason()}
     * @param message what happened
     * @param remedy see {@link #remedy()}
     * @param cause what led to it; null if there is none
     */
    public SubmissionDeferredException(String reason, String message, String remedy, @Nullable Throwable cause) {
        super(message + ". Send it again later. What to do: " + remedy + ".", cause);
        this.reason = reason;
        this.remedy = remedy;
    }

    /**
     * For programs: {@code starting}, {@code stopping}, {@code store} (it cannot be written), {@code already-read} (a stream or
     * iterator was read at an earlier attempt) or {@code failed} (the body, the
     * temporary file or the rejected endpoint).
     */
    public String reason() {
        return reason;
    }

    /** What to do about the cause. */
    public String remedy() {
        return remedy;
    }
}
