package io.voddelete.sender;

import io.voddelete.support.ClockJumps;
import io.voddelete.support.TimeSource;
import io.voddelete.vod.ServerClock;
import io.voddelete.vod.VodError;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns the time of VOD from its refusal of a signature that is off by the clock only, so that the next call is accepted. If that
 * call is refused too, the time is learned again only after a pause, unless the clock was set in between. Guarded by the lock of
 * {@link ErrorPolicy}.
 */
final class ClockSkewCorrection {
    private static final Logger LOG = LoggerFactory.getLogger(SendingPause.class);

    /** VOD accepts a smaller offset, so the clock has been corrected since. */
    private static final Duration RIGHT = Duration.ofMinutes(1);

    /** Limit even if the clock is set each time, because five refusals in a row lock a key. */
    private static final int MOST_IN_A_ROW = 3;

    private final ServerClock serverClock;
    private final TimeSource clock;
    /** Jumps between two times learned from VOD. */
    private final ClockJumps jumps;

    /** Null if the time was never learned. */
    private @Nullable Instant learntAt;
    /** How often the time was learned without a call signed with it having been accepted. */
    private int doubts;

    ClockSkewCorrection(ServerClock serverClock, TimeSource clock) {
        this.serverClock = serverClock;
        this.clock = clock;
        this.jumps = new ClockJumps(clock);
    }

    /** Returns whether the refused call was signed with the old time, and the new one is known by now. */
    boolean isKnownSince(VodError error, Instant sentAt) {
        return learntAt != null
                && sentAt.isBefore(learntAt)
                && !learntAt.isAfter(clock.instant())
                && serverClock.tellsTime(error);
    }

    /** Learns the time if the error contains one that has not failed already; returns whether it did. */
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
                error.inLog());
        return true;
    }

    /** A call was accepted, or the sender is paused. */
    void settled() {
        doubts = 0;
    }
}
