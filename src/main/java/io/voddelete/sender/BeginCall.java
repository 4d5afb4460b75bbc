package io.voddelete.sender;

import io.voddelete.asset.Batch;
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
    private final WakeUp work;

    /**
     * @param newCallId an id that no other call has
     * @param lease how long the ids are claimed, from begin-call on
     * @param work ends with the stop
     */
    public BeginCall(
            Claims claims,
            Supplier<String> newCallId,
            Duration lease,
            AskInfo askInfo,
            PoisonIdFinder poisonIds,
            WakeUp work) {
        this.claims = claims;
        this.newCallId = newCallId;
        this.lease = lease;
        this.askInfo = askInfo;
        this.poisonIds = poisonIds;
        this.work = work;
    }

    Batch begin(Batch batch) {
        if (work.isStopping()) {
            throw new CallDeferredException("stopping");
        }
        Batch first = askInfo.isPermitted() ? batch : poisonIds.first(batch);
        Batch begun = claims.beginCall(newCallId.get(), first, lease);
        if (!begun.isOpen()) {
            throw new CallDeferredException("every claim was lost");
        }
        return begun;
    }
}
