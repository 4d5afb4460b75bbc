package io.voddelete.camel;

import io.voddelete.asset.AssetId;
import io.voddelete.operations.Sender;
import io.voddelete.operations.SenderReports;
import io.voddelete.protect.Guards;
import io.voddelete.sender.AskInfo;
import io.voddelete.sender.AssetChecks;
import io.voddelete.sender.BeginCall;
import io.voddelete.sender.CallErrors;
import io.voddelete.sender.CallSlot;
import io.voddelete.sender.ClaimGroups;
import io.voddelete.sender.ClaimPending;
import io.voddelete.sender.ClaimRoom;
import io.voddelete.sender.ClockStepBack;
import io.voddelete.sender.CredentialsInUse;
import io.voddelete.sender.DeleteBatch;
import io.voddelete.sender.ErrorPolicy;
import io.voddelete.sender.OtherNodes;
import io.voddelete.sender.PoisonIdFinder;
import io.voddelete.sender.RateLimiter;
import io.voddelete.sender.ReleaseBatch;
import io.voddelete.sender.ResultWriter;
import io.voddelete.sender.SendingPause;
import io.voddelete.sender.SettleCall;
import io.voddelete.sender.SurveyCalls;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.store.AssetStore;
import io.voddelete.support.ThrottledLog.Trouble;
import io.voddelete.support.TimeSource;
import io.voddelete.support.WakeUp;
import io.voddelete.vod.AdaptiveRate;
import io.voddelete.vod.AssetDetails;
import io.voddelete.vod.ServerClock;
import io.voddelete.vod.Settlement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.processor.aggregate.AggregateController;
import org.apache.camel.processor.aggregate.DefaultAggregateController;
import org.apache.camel.util.concurrent.SynchronousExecutorService;
import org.jspecify.annotations.Nullable;

/** The beans that claim ids, ask about them and delete them. */
final class SenderWiring implements AutoCloseable {
    private final Settings settings;
    private final ObservedCalls observed;
    private final TimeSource clock;
    private final ServerClock serverClock;
    private final RateLimiter deletes;
    private final RateLimiter infos;
    private final AccessWiring access;
    private final SendingPause hold;
    private final GuardWiring guarding;
    private final AssetChecks checks;
    private final AskInfo askInfo;
    private final SurveyCalls surveyCalls;
    private final CallSlot callSlot;
    private final DeleteBatch deleteBatch;
    private final ClaimRoom claimRoom;
    private final ClaimPending claimPending;
    private final SenderFaults faults;
    private final OtherNodes others;
    private final AggregateController batches = new DefaultAggregateController();
    private final ErrorWatch errors;
    private final ScheduledExecutorService deadlines;
    private @Nullable CallWiring calls;

    /**
     * @param guarding asked before each call
     * @param observed shows each call to others
     * @param work begun when this process sends; raised when ids can be claimed
     * @param stop ends every wait
     * @param settled called when ids were settled or deferred
     * @param errors watches the errors of its threads
     */
    SenderWiring(
            Settings settings,
            AssetStore store,
            GuardWiring guarding,
            ObservedCalls observed,
            TimeSource clock,
            RandomGenerator random,
            WakeUp work,
            WakeUp stop,
            Runnable settled,
            ErrorWatch errors) {
        this.settings = settings;
        this.errors = errors;
        this.guarding = guarding;
        Guards guards = guarding.begin(errors, work, store, clock);
        this.deadlines = new VodTimer("vod-call-deadline", errors);
        this.observed = observed;
        this.clock = clock;
        this.serverClock = new ServerClock(clock);
        SenderTimes times = new SenderTimes(settings);
        Settlement settlement = new Settlement(times.retries(random), settings.flag(Setting.CONFIRM));
        Duration lease = settings.duration(Setting.BATCH_LEASE);
        this.deletes = new RateLimiter(
                new AdaptiveRate("delete", settings.number(Setting.PACE_CALLS)), store.senderState(), clock, stop);
        this.infos = new RateLimiter(
                new AdaptiveRate("info", settings.number(Setting.INFO_CALLS)), store.senderState(), clock, stop);
        CredentialsInUse credentials = new CredentialsInUse(AccessWiring.identity(settings), random);
        List<RateLimiter> kinds = List.of(deletes, infos);
        boolean isSender = store.nodes().isSender(); // once: it may become it at any moment
        this.hold = new SendingPause(
                store.senderState(),
                store.events(),
                credentials,
                deletes,
                infos,
                settings.number(Setting.CALL_CONCURRENCY),
                isSender,
                clock);
        this.access = new AccessWiring(settings, hold, clock, random, stop, errors);
        this.others = new OtherNodes(store.senderState(), hold, guards, kinds, access.reach(), isSender, clock);
        ErrorPolicy policy = new ErrorPolicy(hold, credentials, access.passes(), access.reach(), serverClock, clock);
        this.checks = new AssetChecks(guarding.rules(), store.releases(), settlement, clock);
        this.askInfo = new AskInfo(
                store.claims(),
                settlement,
                checks,
                infos,
                policy,
                clock,
                settings.flag(Setting.PREFLIGHT),
                stop,
                settled);
        this.surveyCalls = new SurveyCalls(infos, policy);
        CallErrors callErrors = new CallErrors(policy, deletes, clock);
        this.callSlot = new CallSlot(
                deletes, hold, guards, store.claims(), settings.duration(Setting.CALL_TIMEOUT), work, clock);
        PoisonIdFinder poisonIds = new PoisonIdFinder();
        ResultWriter results = new ResultWriter(store.claims(), clock, work, callErrors.faults());
        this.deleteBatch = new DeleteBatch(
                new BeginCall(
                        store.claims(),
                        () -> new UUID(random.nextLong(), random.nextLong()).toString(),
                        lease,
                        askInfo,
                        poisonIds,
                        guards,
                        work),
                callSlot,
                new SettleCall(settlement, askInfo, callErrors, poisonIds, results, clock),
                new ReleaseBatch(settlement, deletes, callSlot, results, lease, clock),
                work,
                settled);
        ClockStepBack watch = new ClockStepBack(
                store.claims(), hold, kinds, times.longestWait(), batches::forceCompletionOfAllGroups, clock);
        this.claimRoom = new ClaimRoom(
                settings.number(Setting.BATCH_SIZE),
                settings.number(Setting.BATCH_IN_FLIGHT),
                settings.number(Setting.OUTCOME_BACKLOG),
                deletes,
                askInfo,
                clock);
        this.claimPending = new ClaimPending(
                store.claims(), claimRoom, new ClaimGroups(askInfo, lease), hold, guards, watch, work, clock);
        this.faults = SenderFaults.of(
                store,
                new SenderWork(settings, store.queries(), hold, guards, claimRoom, kinds, clock),
                kinds,
                clock,
                List.of(
                        access.passes()::trouble,
                        claimPending::trouble,
                        askInfo::trouble,
                        checks::trouble,
                        callErrors.faults()::trouble));
    }

    void bind(CamelContext context) {
        SigningProcessor.Account account = new SigningProcessor.Account(
                settings.endpoint(), settings.text(Setting.PROJECT_ID), access.passes()::next);
        access.bind(context);
        VodBeans.bind(context, "vodClaimPending", claimPending);
        VodBeans.bind(context, "vodAskInfo", askInfo);
        VodBeans.bind(context, "vodDeleteBatch", deleteBatch);
        ClaimAggregation.bind(context, settings.number(Setting.BATCH_SIZE));
        VodBeans.bind(context, "vodBatches", batches);
        VodBeans.bind(context, "vodCallerThread", new SynchronousExecutorService());
        VodBeans.bind(context, "vodSignDelete", SigningProcessor.delete(account, serverClock, observed));
        VodBeans.bind(context, "vodSignInfo", SigningProcessor.info(account, serverClock, observed));
        VodBeans.bind(context, "vodReadAnswer", new ResponseProcessor(clock, hold::mismatched));
        VodBeans.bind(context, "vodReadFault", (Processor) ResponseProcessor::readFault);
        calls = CallWiring.bind(context, settings, clock, deadlines);
    }

    /** Call when the context has started, before anything is sent. */
    void onStarted(CamelContext context) {
        if (calls != null) {
            calls.onStarted(context);
        }
    }

    /** Cuts the connections of calls that take too long. */
    ScheduledExecutorService deadlines() {
        return deadlines;
    }

    /** The calls that ask about the ids of plans. */
    SurveyCalls surveyCalls() {
        return surveyCalls;
    }

    /** The current rate of DELETE calls; infinite if there is no limit. */
    double callsPerMinute() {
        return deletes.callsPerMinute();
    }

    /** The number of DELETE calls since the start. */
    long calls() {
        return callSlot.calls();
    }

    /** Why this asset would be kept whatever a person approves; empty if it would not. */
    Optional<String> protectedBy(AssetId assetId, AssetDetails asset) {
        return guarding.guards()
                .protecting(assetId)
                .map(file -> "file " + file.getFileName())
                .or(() -> checks.protectedBy(asset, clock.instant()));
    }

    /** What protects assets. */
    GuardWiring guarding() {
        return guarding;
    }

    /** What metrics and queries are about besides the sender. */
    WatchedCalls watchedCalls() {
        return new WatchedCalls(deletes, infos, serverClock, access.passes());
    }

    SendingPause hold() {
        return hold;
    }

    /** What queries, health checks and metrics tell about sending. */
    SenderReports reports(AssetStore store) {
        return new SenderReports(
                sender(), infos, serverClock::offset, access.passes()::expiry, store.queries(), store.nodes(), clock);
    }

    private Sender sender() {
        return new Sender(
                hold,
                deletes,
                others::halt,
                errors::end,
                claimRoom::backlog,
                this::trouble,
                settings.flag(Setting.SENDER_ENABLED),
                settings.number(Setting.BATCH_SIZE));
    }

    /** What other processes were told about sending. */
    OtherNodes others() {
        return others;
    }

    /** Since when nothing is sent because too many outcomes wait for their endpoints; empty if that is not the case. */
    Optional<Trouble> backlog() {
        return claimRoom.backlog();
    }

    /** Returns the fault, apart from pauses, that has kept pending ids from being sent for the longest time; empty if none has. */
    Optional<Trouble> trouble() {
        return faults.longest();
    }

    /** Also checks other secrets every second, until this is closed. */
    void watchToo(Runnable look) {
        access.alsoLook(look);
    }

    /** Ends the deadlines of calls and the reading of secrets. */
    @Override
    public void close() {
        access.close();
        guarding.close();
        deadlines.shutdownNow();
        if (calls != null) {
            calls.close();
        }
    }
}
