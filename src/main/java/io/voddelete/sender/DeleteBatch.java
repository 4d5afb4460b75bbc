package io.voddelete.sender;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.Batch;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Result;
import io.voddelete.store.Claims;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.RootCause;
import io.voddelete.support.Text;
import io.voddelete.support.ThrottledLog;
import io.voddelete.support.TimeSource;
import io.voddelete.support.WakeUp;
import io.voddelete.vod.CallCredentials;
import io.voddelete.vod.DeleteResponse;
import io.voddelete.vod.Settlement;
import io.voddelete.vod.VodError;
import io.voddelete.vod.VodResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the DELETE calls of a batch, each from begin-call to settlement. */
public final class DeleteBatch {
    /** What a deletion needs from its surroundings. */
    public record Around(
            Claims claims,
            Settlement settlement,
            RateLimiter pacer,
            ErrorPolicy errors,
            AskInfo askInfo,
            TimeSource clock) {}

    private static final Logger LOG = LoggerFactory.getLogger(DeleteBatch.class);

    private final Around around;
    private final Supplier<String> newCallId;
    private final Duration lease;
    private final Duration timeout;
    private final WakeUp work;
    private final Runnable settled;
    private final ThrottledLog faults;
    private final ResultWriter settling;
    private final PoisonIdFinder isolation = new PoisonIdFinder();
    private final AtomicLong calls = new AtomicLong();

    /**
     * @param lease how long the ids are claimed, from begin-call on
     * @param timeout the maximum duration of a call
     * @param work raised when ids can be claimed
     * @param settled called when ids were settled or deferred
     */
    public DeleteBatch(
            Around around,
            Supplier<String> newCallId,
            Duration lease,
            Duration timeout,
            WakeUp work,
            Runnable settled) {
        this.around = around;
        this.newCallId = newCallId;
        this.lease = lease;
        this.timeout = timeout;
        this.work = work;
        this.settled = settled;
        this.faults = new ThrottledLog(LOG, "a DELETE call", around.clock);
        this.settling = new ResultWriter(around.claims, around.clock, work, faults);
    }

    /**
     * Writes down that these ids may be deleted from now on.
     *
     * @return the batch with the ids of which that is written down
     * @throws CallDeferredException if there is nothing to call
     */
    public Batch beginCall(Batch batch) {
        if (work.isStopping()) {
            throw new CallDeferredException("stopping");
        }
        Batch first = around.askInfo.isPermitted() ? batch : isolation.first(batch);
        Batch begun = around.claims.beginCall(newCallId.get(), first, lease);
        if (!begun.isOpen()) {
            throw new CallDeferredException("every claim was lost");
        }
        return begun;
    }

    /**
     * Waits for the slot of the call.
     *
     * @return the same batch, sent
     * @throws CallDeferredException if the stop or the end of the lease comes first
     */
    public Batch waitForSlot(Batch batch) {
        Instant sentAt = around.pacer.awaitSlot(
                around.errors.pause().probe(),
                probeKey(batch),
                batch.size(),
                batch.leaseUntil().minus(timeout));
        work.raise();
        if (around.clock.instant().plus(timeout).isAfter(batch.leaseUntil())) {
            throw new CallDeferredException("the lease ended before the slot came");
        }
        calls.incrementAndGet();
        return batch.sent(sentAt);
    }

    /** An object that stays the same when the call is sent. */
    private static Object probeKey(Batch batch) {
        return batch.call().id();
    }

    /**
     * Stores the meaning of the response for each id, and decides on the next call of the batch.
     *
     * @return the batch of the next call, or an ended one
     */
    public Batch settle(Batch batch, VodResponse httpAnswer) {
        DeleteResponse read = DeleteResponse.read(httpAnswer);
        DeleteResponse answer = batch.size() == 1 ? around.errors.judge(read) : read;
        Instant now = around.clock.instant();
        List<Result> results = around.settlement.ofAnswer(batch.claims(), answer, around.askInfo.isPermitted(), now);
        List<Claim> kept = results.stream()
                .filter(Result.Kept.class::isInstance)
                .map(Result::claim)
                .toList();
        PoisonIdFinder.Step step = isolation.after(batch, answer.error(), kept);
        settling.store(withFree(results, step.free(), now), batch.leaseUntil());
        faults.ended();
        if (answer.error() == null) {
            faults.worked();
            around.errors.worked();
            logForeign(batch, answer);
        } else {
            considerError(batch, answer.error(), httpAnswer.pass());
        }
        around.errors.answered(probeKey(batch), answer.error());
        around.pacer.answered(answer.error(), batch.sentAt());
        settled.run();
        return step.next();
    }

    private static List<Result> withFree(List<Result> results, List<Claim> free, Instant now) {
        if (free.isEmpty()) {
            return results;
        }
        List<Result> all = new ArrayList<>(results);
        free.forEach(claim -> all.add(later(claim, now)));
        return all;
    }

    private void considerError(Batch batch, VodError error, CallCredentials pass) {
        if (error.isAboutAssets()) {
            faults.worked();
        } else if (!ErrorPolicy.isThrottle(error)) {
            // true of every class but those about assets, which may settle ids as FAILED
            faults.failed(error, "Nothing is lost: the ids stay pending until their state is known");
        }
        AssetId onlyId = batch.size() == 1 ? batch.claims().get(0).assetId() : null;
        if (!around.errors.isOvercome(error, pass, around.pacer)) {
            around.errors.consider(error, pass, around.pacer, batch.sentAt(), onlyId);
        }
    }

    /**
     * Gives the ids back that the batch still holds: nothing is known about them that was not known before, but that the call
     * may have acted if it went out.
     *
     * @param batch as the last step left it that ended well
     */
    public void release(Batch batch, Exception cause) {
        if (batch.call() != null) {
            around.errors.pause().probe().leave(probeKey(batch));
        }
        String what = "A DELETE call failed unexpectedly; its " + batch.size() + " ids stay pending";
        Instant now = around.clock.instant();
        Instant due = RootCause.isBehind(cause, CallDeferredException.class) ? around.pacer.retryAt(lease) : now.plusSeconds(1);
        List<Result> results = new ArrayList<>();
        for (Claim claim : batch.claims()) {
            results.add(batch.isSent() ? around.settlement.ofBrokenOff(claim, now) : later(claim, due));
        }
        batch.rest().forEach(claim -> results.add(later(claim, due)));
        Instant until = batch.leaseUntil();
        if (until == null) {
            settling.giveBackUnbegun(results, now.plus(lease), what, cause);
        } else {
            settling.giveBack(results, until, what, cause);
        }
        work.raise();
    }

    private static Result later(Claim claim, Instant due) {
        return new Result.Later(claim, claim.known(), due);
    }

    /** The number of DELETE calls since the start. */
    public long calls() {
        return calls.get();
    }

    private static void logForeign(Batch batch, DeleteResponse answer) {
        Map<String, Claim> asked = batch.byAssetId();
        answer.words().keySet().stream()
                .filter(id -> !asked.containsKey(id))
                .findFirst()
                .ifPresent(id -> LOG.warn(
                        "VOD's response names '{}', which was not in the call; that part of the response is ignored",
                        Text.visible(id)));
    }

    /** The current problem, if any. */
    public Optional<ThrottledLog.Trouble> trouble() {
        return faults.trouble();
    }
}
