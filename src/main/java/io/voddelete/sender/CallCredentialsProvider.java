package io.voddelete.sender;

import io.voddelete.support.CallDeferredException;
import io.voddelete.support.ThrottledLog;
import io.voddelete.vod.CallCredentials;
import io.voddelete.vod.Credentials;
import java.time.Instant;
import java.util.Optional;

/** Provides the credentials for calls. */
public interface CallCredentialsProvider {
    /**
     * Returns once there are credentials. Call before anything is spent on the call.
     *
     * @throws CallDeferredException if there are none at the moment
     */
    void ready();

    /** The credentials for the next call; call once per call, after {@link #ready}. */
    CallCredentials next();

    /** The current problem with getting credentials, if any. */
    default Optional<ThrottledLog.Trouble> trouble() {
        return Optional.empty();
    }

    /** When the current credentials expire; empty if that is not known. */
    default Optional<Instant> expiry() {
        return Optional.empty();
    }

    /** How one that is refused is replaced. */
    default Renewal renewal() {
        return Renewal.NONE;
    }

    /** Keys, which are always available. */
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
