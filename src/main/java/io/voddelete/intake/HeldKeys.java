package io.voddelete.intake;

import io.voddelete.support.CallDeferredException;
import io.voddelete.support.WakeUp;
import java.util.HashSet;
import java.util.Set;

/** The keys whose messages are being accepted. A broker may deliver a message again while its first copy is still being read. */
final class HeldKeys {
    private static final long LOOK_AGAIN_MILLIS = 200;

    private final Set<String> held = new HashSet<>();

    /**
     * Waits until nobody else holds the key.
     *
     * @throws io.voddelete.support.CallDeferredException if the module is stopping, or the thread is interrupted
     */
    synchronized void hold(String key, WakeUp work) {
        while (!held.add(key)) {
            try {
                wait(LOOK_AGAIN_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CallDeferredException("interrupted while another copy of the message is being accepted");
            }
            work.goOnUnlessStopping();
        }
    }

    synchronized void release(String key) {
        held.remove(key);
        notifyAll();
    }
}
