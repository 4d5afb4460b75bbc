package io.voddelete.sender;

import io.voddelete.support.FaultLog;
import io.voddelete.support.WithheldException;
import io.voddelete.vod.Credentials;
import io.voddelete.vod.Pass;
import java.util.Optional;

/** What calls show to be let in. */
public interface Passes {
    /**
     * Returns when there is something to show; to be called before anything is spent on the call.
     *
     * @throws WithheldException if there is nothing for now
     */
    void ready();

    /** What the next call shows; to be asked once a call, after {@link #ready}. */
    Pass next();

    /** What goes wrong with getting one now. */
    default Optional<FaultLog.Trouble> trouble() {
        return Optional.empty();
    }

    /** Keys are always there. */
    static Passes ofKeys(SenderHold hold) {
        return new Passes() {
            @Override
            public void ready() {
                // nothing has to be fetched
            }

            @Override
            public Pass next() {
                return (Credentials) hold.identity();
            }
        };
    }
}
