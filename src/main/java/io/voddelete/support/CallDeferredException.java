package io.voddelete.support;

/** Work was postponed without loss, because the process is stopping or a claim is no longer held. */
public final class CallDeferredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CallDeferredException(String why) {
        super(why, null, false, false);
    }
}
