package io.voddelete.sender;

import io.voddelete.support.TimeSource;
import io.voddelete.vod.ServerClock;
import io.voddelete.vod.VodError;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time that VOD tells where it refuses a signature only because a clock is off: signed by it, the next call is
 * accepted. If that is not, the time is learnt again no sooner than after a pause, unless the clock was set in between.
 * Used under the lock of the policy.
 */
final class ClockSkewCorrection {
    private static final Logger LOG = LoggerFactory.getLogger(SendingPause.class);

    /** VOD would not refuse a signature for less: the clock was off before. */
    private static final Duration RIGHT = Duration.ofMinutes(1);

    /** A clock that is set each time is no reason for more refusals: five in a row lock a key. */
    private static final int MOST_IN_A_ROW = 3;

    private final ServerClock serverClock;
    private final TimeSource clock;
    /** Between two times that VOD told. */
    private final ClockJumps jumps;

    private Instant learntAt;
    /** So often the time was learnt and no call signed by it was accepted yet. */
    private int doubts;

    ClockSkewCorrection(ServerClock serverClock, TimeSource clock) {
        this.serverClock = serverClock;
        this.clock = clock;
        this.jumps = new ClockJumps(clock);
    }

    /** Whether the refused call was signed by the old time, and the new one is known by now. */
    boolean isKnownSince(VodError error, Instant sentAt) {
        return learntAt != null
                && sentAt.isBefore(learntAt)
                && !learntAt.isAfter(clock.instant())
                && serverClock.tellsTime(error);
    }

    /** Takes the time over, if the error tells one and it has not been tried in vain. */
    boolean learn(VodError error) {
        int most = jumps.hasJumped() ? MOST_IN_A_ROW : 1;
        if (doubts >= most || !serverClock.learn(error)) {
            return false;
        }
        learntAt = clock.instant();
        doubts++;
        Duration offset = serverClock.offset();
        if (offset.abs().compareTo(RIGHT) < 0) {
            LOG.info("The clock of this machine was corrected; calls are signed with its time again");
            return true;
        }
        LOG.warn(
                "The clock of this machine is {} seconds {} VOD's, which refuses its signatures: {}. Calls are signed with"
                        + " VOD's time from now on; no id is marked FAILED. What to do: correct the clock (NTP)",
                offset.abs().toSeconds(),
                offset.isNegative() ? "ahead of" : "behind",
                error);
        return true;
    }

    /** A call was accepted, or the sender is paused. */
    void settled() {
        doubts = 0;
    }
}
