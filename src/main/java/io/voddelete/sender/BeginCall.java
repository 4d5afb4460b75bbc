package io.voddelete.sender;

import io.voddelete.asset.Batch;
import io.voddelete.protect.Guards;
import io.voddelete.store.Claims;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.WakeUp;
import java.time.Duration;
import java.util.function.Supplier;

/** Writes down, before a DELETE call, which ids it may delete. */
public final class BeginCall {
    private final Claims claims;
    private final Supplier<String> newCallId;
    private final Duration lease;
    private final AskInfo askInfo;
    private final PoisonIdFinder poisonIds;
    private final Guards guards;
    private final WakeUp work;

    /**
     * @param newCallId an id that no other call has
     * @param lease how long the ids are claimed, from begin-call on
     * @param guards have the last word about each id
     * @param work ends with the stop
     */
    public BeginCall(
            Claims claims,
            Supplier<String> newCallId,
            Duration lease,
            AskInfo askInfo,
            PoisonIdFinder poisonIds,
            Guards guards,
            WakeUp work) {
        this.claims = claims;
        this.newCallId = newCallId;
        this.lease = lease;
        this.askInfo = askInfo;
        this.poisonIds = poisonIds;
        this.guards = guards;
        this.work = work;
    }

    Batch begin(Batch batch) {
        if (work.isStopping()) {
            throw new CallDeferredException("stopping");
        }
        CallSlot.requireNoHalt(guards.look());
        Batch first = askInfo.isPermitted() ? batch : poisonIds.first(batch);
        Batch begun = claims.beginCall(newCallId.get(), first, lease, new FileGuard(guards));
        if (!begun.isOpen()) {
            throw new CallDeferredException("every claim was lost");
        }
        return begun;
    }
}
