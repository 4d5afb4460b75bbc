package io.voddelete.sender;

import io.voddelete.support.CallDeferredException;
import io.voddelete.support.ThrottledLog;
import io.voddelete.vod.CallCredentials;
import io.voddelete.vod.Credentials;
import java.util.Optional;

/** What calls show to be let in. */
public interface CallCredentialsProvider {
    /**
     * Returns when there is something to show; to be called before anything is spent on the call.
     *
     * @throws CallDeferredException if there is nothing for now
     */
    void ready();

    /** What the next call shows; to be asked once a call, after {@link #ready}. */
    CallCredentials next();

    /** What goes wrong with getting one now. */
    default Optional<ThrottledLog.Trouble> trouble() {
        return Optional.empty();
    }

    /** How one that is refused is replaced. */
    default Renewal renewal() {
        return Renewal.NONE;
    }

    /** Keys are always there. */
    static CallCredentialsProvider ofKeys(SendingPause hold) {
        return new CallCredentialsProvider() {
            @Override
            public void ready() {
                // nothing has to be fetched
            }

            @Override
            public CallCredentials next() {
                return (Credentials) hold.identity();
            }
        };
    }
}
