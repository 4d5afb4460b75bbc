package io.voddelete.plan;

/** VOD did not say anything about the ids; the message says why, fit for the plan. */
public final class LookupException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean lasting;

    /** @param lasting whether asking again at once is of no use, as without permission */
    public LookupException(String message, boolean lasting) {
        super(message);
        this.lasting = lasting;
    }

    /** Returns whether asking again at once is of no use. */
    boolean isLasting() {
        return lasting;
    }
}
