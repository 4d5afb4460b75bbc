package io.voddelete.camel;

import io.voddelete.protect.Guards;
import io.voddelete.sender.ClaimRoom;
import io.voddelete.sender.RateLimiter;
import io.voddelete.sender.SendingPause;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.store.StoreException;
import io.voddelete.store.SubmissionQueries;
import io.voddelete.support.TimeSource;
import java.util.List;

/** Whether ids should be sent now, and nothing that is reported elsewhere keeps them back. */
record SenderWork(
        Settings settings,
        SubmissionQueries queries,
        SendingPause hold,
        Guards guards,
        ClaimRoom claimRoom,
        List<RateLimiter> pacers,
        TimeSource clock) {
    /**
     * A reason that is reported elsewhere is not a stall: the sender is off, paused or halted, outcomes wait, or VOD admits no more
     * calls for a while.
     */
    boolean isAny() {
        try {
            return settings.flag(Setting.SENDER_ENABLED)
                    && queries.pending() > 0
                    && hold.pause().isEmpty()
                    && hold.operatorPause().isEmpty()
                    && guards.halt().isEmpty()
                    && claimRoom.backlog().isEmpty()
                    && pacers.stream().allMatch(pacer -> pacer.heldUntil().isEmpty())
                    && queries.isAnyDue(clock.instant());
        } catch (StoreException e) {
            return false; // the store says so itself
        }
    }
}
