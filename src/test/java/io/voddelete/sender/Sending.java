package io.voddelete.sender;

import static io.voddelete.kit.Retries.retryPolicy;

import io.voddelete.asset.Batch;
import io.voddelete.asset.Claim;
import io.voddelete.support.WakeUp;
import io.voddelete.vod.AdaptiveRate;
import io.voddelete.vod.Backoff;
import io.voddelete.vod.Settlement;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** The steps of the sender around a real store, as the module puts them together. */
final class Sending implements AutoCloseable {
    static final Duration TIMEOUT = Duration.ofSeconds(8);
    static final long BACKLOG = 12;

    final StoreKit kit;
    final WakeUp work = new WakeUp();
    final WakeUp stop = new WakeUp();
    final AtomicInteger settled = new AtomicInteger();
    final AtomicInteger completed = new AtomicInteger();
    final RateLimiter deletePacer;
    final RateLimiter infoPacer;
    final SendingPause hold;
    final ErrorPolicy policy;
    final AskInfo askInfo;
    final CallErrors callErrors;
    final CallSlot callSlot;
    final DeleteBatch deleteBatch;
    final ClaimRoom claimRoom;
    final ClaimPending claimPending;

    Sending(Path directory, boolean preflight) {
        kit = new StoreKit(directory);
        Settlement settlement = new Settlement(
                retryPolicy(2, new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(30), new Random(1))), false);
        deletePacer =
                new RateLimiter(new AdaptiveRate("delete", 100), kit.store().senderState(), kit.clock, stop);
        infoPacer = new RateLimiter(new AdaptiveRate("info", 300), kit.store().senderState(), kit.clock, stop);
        policy = kit.policy(deletePacer, infoPacer, StoreKit.CREDENTIALS);
        hold = policy.pause();
        askInfo = new AskInfo(
                kit.store().claims(),
                settlement,
                infoPacer,
                policy,
                kit.clock,
                preflight,
                stop,
                settled::incrementAndGet);
        AtomicInteger calls = new AtomicInteger();
        callErrors = new CallErrors(policy, deletePacer, kit.clock);
        callSlot = new CallSlot(deletePacer, hold, TIMEOUT, work, kit.clock);
        PoisonIdFinder poisonIds = new PoisonIdFinder();
        ResultWriter results = new ResultWriter(kit.store().claims(), kit.clock, work, callErrors.faults());
        deleteBatch = new DeleteBatch(
                new BeginCall(
                        kit.store().claims(),
                        () -> "call-" + calls.incrementAndGet(),
                        StoreKit.LEASE,
                        askInfo,
                        poisonIds,
                        work),
                callSlot,
                new SettleCall(settlement, askInfo, callErrors, poisonIds, results, kit.clock),
                new ReleaseBatch(settlement, deletePacer, callSlot, results, StoreKit.LEASE, kit.clock),
                work,
                settled::incrementAndGet);
        ClockStepBack watch = new ClockStepBack(
                kit.store().claims(),
                hold,
                List.of(deletePacer, infoPacer),
                Duration.ofMinutes(30),
                completed::incrementAndGet,
                kit.clock);
        claimRoom = new ClaimRoom(10, 200, BACKLOG, deletePacer, askInfo, kit.clock);
        claimPending = new ClaimPending(
                kit.store().claims(),
                claimRoom,
                new ClaimGroups(askInfo, StoreKit.LEASE),
                hold,
                watch,
                work,
                kit.clock);
    }

    /** A batch of ids that were accepted and claimed just now. */
    Batch batch(String... ids) {
        return new Batch(kit.group(ids).claims());
    }

    /** The same, begun and sent. */
    Batch sent(String... ids) {
        return send(batch(ids));
    }

    /** The batch, begun and sent. */
    Batch send(Batch batch) {
        return deleteBatch.waitForSlot(deleteBatch.beginCall(batch));
    }

    /** What is known of the ids that are due now; they are claimed by that. */
    List<Claim.Known> due() {
        return kit.claim(100).stream().map(Claim::known).toList();
    }

    static String words(String... items) {
        StringBuilder results = new StringBuilder();
        for (String item : items) {
            String[] word = item.split("=");
            results.append(results.isEmpty() ? "" : ",")
                    .append("{\"asset_id\":\"" + word[0] + "\",\"status\":\"" + word[1] + "\"}");
        }
        return "[" + results + "]";
    }

    @Override
    public void close() {
        stop.stop();
        work.stop();
        kit.close();
    }
}
