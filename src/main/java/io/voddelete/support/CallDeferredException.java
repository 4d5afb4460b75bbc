package io.voddelete.support;

/** What was to be done is not done now, and nothing is lost by that: the stop came, or a claim is no longer held. */
public final class CallDeferredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CallDeferredException(String why) {
        super(why, null, false, false);
    }
}
