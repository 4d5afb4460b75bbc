package io.voddelete.store;

import java.util.Locale;

/** The state of a submission as people and other systems are told it. */
public enum SubmissionState {
    /** Its ids are not sent yet. */
    READING,
    /** Some id that it names is not settled. */
    PENDING,
    /** Every id that it names is settled. */
    DONE,
    /** As {@link Gate#GRACE}. */
    GRACE,
    /** As {@link Gate#HELD}. */
    HELD,
    /** As {@link Gate#STOPPED}. */
    STOPPED,
    /** As {@link Gate#CANCELLED}. */
    CANCELLED,
    /** As {@link Gate#EXPIRED}. */
    EXPIRED;

    /** Returns the state of a submission. */
    public static SubmissionState of(Submission submission) {
        if (!submission.sealed()) {
            return READING;
        }
        return switch (submission.release().gate()) {
            case RELEASED -> submission.isDone() ? DONE : PENDING;
            case GRACE -> GRACE;
            case HELD -> HELD;
            case STOPPED -> STOPPED;
            case CANCELLED -> CANCELLED;
            case EXPIRED -> EXPIRED;
        };
    }

    /** Returns whether the submission is sealed and not released, so that those in this state are listed the oldest first. */
    boolean isWaiting() {
        return this != READING && this != PENDING && this != DONE;
    }

    /** Returns the word for people and other systems. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
