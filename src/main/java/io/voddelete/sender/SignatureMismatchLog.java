package io.voddelete.sender;

import io.voddelete.vod.ErrorCodes.ErrorClass;
import io.voddelete.vod.SignatureMismatch;
import io.voddelete.vod.VodError;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Remembers how the last refused signature differs from what the gateway read, and logs it if a pause begins because of it. */
final class SignatureMismatchLog {
    private static final Logger LOG = LoggerFactory.getLogger(SendingPause.class);

    private final AtomicReference<SignatureMismatch> last = new AtomicReference<>();

    void note(SignatureMismatch found) {
        last.set(found);
    }

    void forget() {
        last.set(null);
    }

    void explain(VodError error) {
        SignatureMismatch found = last.getAndSet(null);
        if (found != null && error.errorClass() == ErrorClass.AUTH) {
            LOG.warn(
                    "The gateway received the refused request as '{}'; this module signed '{}'; {}",
                    found.theirs(),
                    found.ours(),
                    found.difference());
        }
    }
}
