package io.voddelete.sender;

import static io.voddelete.kit.Retries.retryPolicy;

import io.voddelete.asset.Batch;
import io.voddelete.asset.Claim;
import io.voddelete.protect.GuardMode;
import io.voddelete.protect.Guards;
import io.voddelete.protect.ProtectionRules;
import io.voddelete.reader.AssetIdPattern;
import io.voddelete.reader.IdColumns;
import io.voddelete.reader.ListOptions;
import io.voddelete.reader.ListRules;
import io.voddelete.store.Claims;
import io.voddelete.store.SenderState;
import io.voddelete.support.AtomicFile;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.WakeUp;
import io.voddelete.vod.AdaptiveRate;
import io.voddelete.vod.Backoff;
import io.voddelete.vod.Settlement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** The steps of the sender around a real store, as the module puts them together. */
final class Sending implements AutoCloseable {
    static final Duration TIMEOUT = Duration.ofSeconds(8);
    static final long BACKLOG = 12;

    /** As by default. */
    private static final ProtectionRules RULES = new ProtectionRules(
            new ProtectionRules.Tags(Set.of("do-not-delete", "legal-hold"), false),
            Set.of(),
            ProtectionRules.Young.OFF,
            GuardMode.OFF);

    /** Runs whenever results of DELETE calls are about to be stored. */
    Runnable beforeResults = () -> {};

    final StoreKit kit;
    final WakeUp work = new WakeUp();
    final WakeUp stop = new WakeUp();
    final AtomicInteger settled = new AtomicInteger();
    final AtomicInteger completed = new AtomicInteger();
    final RateLimiter deletePacer;
    final RateLimiter infoPacer;
    final SendingPause hold;
    final ErrorPolicy policy;
    final AssetChecks checks;
    final AskInfo askInfo;
    final CallErrors callErrors;
    final CallSlot callSlot;
    final DeleteBatch deleteBatch;
    final Guards guards;
    final ClaimRoom claimRoom;
    final ClaimPending claimPending;
    /** What happens while the slot of a DELETE call is being stored. */
    Callable<?> whenSlotIsStored = () -> null;

    Sending(Path directory, boolean preflight) {
        this(directory, preflight, RULES);
    }

    Sending(Path directory, boolean preflight, ProtectionRules rules) {
        kit = new StoreKit(directory);
        guards = guards(directory);
        Settlement settlement = new Settlement(
                retryPolicy(2, new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(30), new Random(1))), false);
        SenderState slots = StoreKit.doing(
                SenderState.class, kit.store().senderState(), "changePace", () -> whenSlotIsStored.call());
        deletePacer = new RateLimiter(new AdaptiveRate("delete", 100), slots, kit.clock, stop);
        infoPacer = new RateLimiter(new AdaptiveRate("info", 300), kit.store().senderState(), kit.clock, stop);
        policy = kit.policy(deletePacer, infoPacer, StoreKit.CREDENTIALS);
        hold = policy.pause();
        checks = new AssetChecks(rules, kit.store().releases(), settlement, kit.clock);
        askInfo = new AskInfo(
                kit.store().claims(),
                settlement,
                checks,
                infoPacer,
                policy,
                kit.clock,
                preflight,
                stop,
                settled::incrementAndGet);
        AtomicInteger calls = new AtomicInteger();
        callErrors = new CallErrors(policy, deletePacer, kit.clock);
        callSlot = new CallSlot(deletePacer, hold, guards, kit.store().claims(), TIMEOUT, work, kit.clock);
        PoisonIdFinder poisonIds = new PoisonIdFinder();
        Claims claims = StoreKit.doing(Claims.class, kit.store().claims(), "settle", () -> {
            beforeResults.run();
            return null;
        });
        ResultWriter results = new ResultWriter(claims, kit.clock, work, callErrors.faults());
        deleteBatch = new DeleteBatch(
                new BeginCall(
                        kit.store().claims(),
                        () -> "call-" + calls.incrementAndGet(),
                        StoreKit.LEASE,
                        askInfo,
                        poisonIds,
                        guards,
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
                guards,
                watch,
                work,
                kit.clock);
    }

    private Guards guards(Path directory) {
        ListRules rules = new ListRules(new AssetIdPattern(Pattern.compile("[a-z0-9-]+")), IdColumns.parse("asset_id"));
        try {
            return Guards.open(
                    new Guards.Watched(directory.resolve("STOP"), List.of(directory.resolve("protected.txt")), false),
                    new ListOptions(rules, 1 << 20, 0),
                    directory.resolve("protected"),
                    new AtomicFile(new Random(1)),
                    kit.clock,
                    () -> false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    /** Whether a call with at least one of these ids begins. */
    boolean deleteBatchBegins(ClaimGroup group) {
        try {
            return deleteBatch.beginCall(new Batch(group.claims())).isOpen();
        } catch (CallDeferredException e) {
            return false;
        }
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
