package io.voddelete.sender;

import io.voddelete.asset.Batch;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.LogContext;
import io.voddelete.support.WakeUp;
import io.voddelete.vod.VodResponse;

/** The steps of the DELETE calls of a batch, from begin-call to settlement; each returns the batch as it is then. */
public final class DeleteBatch {
    private final BeginCall begin;
    private final CallSlot slot;
    private final SettleCall settle;
    private final ReleaseBatch release;
    private final WakeUp work;
    private final Runnable settled;

    /**
     * @param work raised when ids can be claimed
     * @param settled called when ids were settled or deferred
     */
    public DeleteBatch(
            BeginCall begin, CallSlot slot, SettleCall settle, ReleaseBatch release, WakeUp work, Runnable settled) {
        this.begin = begin;
        this.slot = slot;
        this.settle = settle;
        this.release = release;
        this.work = work;
        this.settled = settled;
    }

    /**
     * Writes down that these ids may be deleted from now on.
     *
     * @return the batch with the ids of which that is written down
     * @throws CallDeferredException if there is nothing to call
     */
    public Batch beginCall(Batch batch) {
        return begin.begin(batch);
    }

    /**
     * Waits for the slot of the call.
     *
     * @return the same batch, sent
     * @throws CallDeferredException if the stop or the end of the lease comes first
     */
    public Batch waitForSlot(Batch batch) {
        return inCall(batch, () -> slot.await(batch));
    }

    /**
     * Stores the meaning of the response for each id, and decides on the next call of the batch.
     *
     * @return the batch of the next call, or an ended one
     */
    public Batch settle(Batch batch, VodResponse response) {
        Batch next = inCall(batch, () -> settle.settle(batch, response));
        settled.run();
        return next;
    }

    /**
     * Releases the ids that the batch still holds. If its call was sent, it may have deleted them.
     *
     * @param batch as the last successful step returned it
     */
    public void releaseHeld(Batch batch, Exception cause) {
        inCall(batch, () -> {
            release.release(batch, cause);
            return batch;
        });
        work.raise();
    }

    private static Batch inCall(Batch batch, LogContext.Work<Batch, RuntimeException> work) {
        Batch.Call call = batch.call();
        return call == null ? work.run() : LogContext.ofCall(call.id(), work);
    }
}
