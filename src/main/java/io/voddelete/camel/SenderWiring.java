package io.voddelete.camel;

import io.voddelete.operations.Sender;
import io.voddelete.sender.AskInfo;
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
import io.voddelete.sender.PoisonIdFinder;
import io.voddelete.sender.RateLimiter;
import io.voddelete.sender.ReleaseBatch;
import io.voddelete.sender.ResultWriter;
import io.voddelete.sender.SendingPause;
import io.voddelete.sender.SettleCall;
import io.voddelete.sender.StallWatch;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.store.AssetStore;
import io.voddelete.store.Pause;
import io.voddelete.store.StoreException;
import io.voddelete.store.SubmissionQueries;
import io.voddelete.support.ThrottledLog.Trouble;
import io.voddelete.support.TimeSource;
import io.voddelete.support.WakeUp;
import io.voddelete.vod.AdaptiveRate;
import io.voddelete.vod.RetryPolicy;
import io.voddelete.vod.ServerClock;
import io.voddelete.vod.Settlement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.processor.aggregate.AggregateController;
import org.apache.camel.processor.aggregate.DefaultAggregateController;
import org.apache.camel.util.concurrent.SynchronousExecutorService;
import org.jspecify.annotations.Nullable;

/** The beans that claim ids, ask about them and delete them. */
final class SenderWiring implements AutoCloseable {
    /** No call for this long is a stall, unless calls are that far apart. */
    private static final Duration LASTING = Duration.ofMinutes(1);

    private final Settings settings;
    private final SubmissionQueries queries;
    private final TimeSource clock;
    private final ServerClock serverClock;
    private final RateLimiter deletes;
    private final RateLimiter infos;
    private final AccessWiring access;
    private final SendingPause hold;
    private final AskInfo askInfo;
    private final CallErrors callErrors;
    private final CallSlot callSlot;
    private final DeleteBatch deleteBatch;
    private final ClaimRoom claimRoom;
    private final ClaimPending claimPending;
    private final StallWatch stalls;
    private final AggregateController batches = new DefaultAggregateController();
    private final ErrorWatch errors;
    private final ScheduledExecutorService deadlines;
    private @Nullable CallWiring calls;

    /**
     * @param work raised when ids can be claimed
     * @param stop ends every wait
     * @param settled called when ids were settled or deferred
     * @param errors watches the errors of its threads
     */
    SenderWiring(
            Settings settings,
            AssetStore store,
            TimeSource clock,
            RandomGenerator random,
            WakeUp work,
            WakeUp stop,
            Runnable settled,
            ErrorWatch errors) {
        this.settings = settings;
        this.errors = errors;
        this.deadlines = new VodTimer("vod-call-deadline", errors);
        this.queries = store.queries();
        this.clock = clock;
        this.serverClock = new ServerClock(clock);
        Settlement settlement = new Settlement(patience(random), settings.flag(Setting.CONFIRM));
        Duration lease = settings.duration(Setting.BATCH_LEASE);
        this.deletes = new RateLimiter(
                new AdaptiveRate("delete", settings.number(Setting.PACE_CALLS)), store.senderState(), clock, stop);
        this.infos = new RateLimiter(
                new AdaptiveRate("info", settings.number(Setting.INFO_CALLS)), store.senderState(), clock, stop);
        CredentialsInUse credentials = new CredentialsInUse(AccessWiring.identity(settings), random);
        this.hold = new SendingPause(
                store.senderState(), credentials, deletes, infos, settings.number(Setting.CALL_CONCURRENCY), clock);
        this.stalls = new StallWatch(
                this::isAnyToSend, () -> deletes.calls() + infos.calls(), () -> patience(deletes.interval()), clock);
        this.access = new AccessWiring(settings, hold, clock, random, stop, errors);
        ErrorPolicy policy = new ErrorPolicy(hold, credentials, access.passes(), serverClock, clock);
        this.askInfo = new AskInfo(
                store.claims(), settlement, infos, policy, clock, settings.flag(Setting.PREFLIGHT), stop, settled);
        this.callErrors = new CallErrors(policy, deletes, clock);
        this.callSlot = new CallSlot(deletes, hold, settings.duration(Setting.CALL_TIMEOUT), work, clock);
        PoisonIdFinder poisonIds = new PoisonIdFinder();
        ResultWriter results = new ResultWriter(store.claims(), clock, work, callErrors.faults());
        this.deleteBatch = new DeleteBatch(
                new BeginCall(
                        store.claims(),
                        () -> new UUID(random.nextLong(), random.nextLong()).toString(),
                        lease,
                        askInfo,
                        poisonIds,
                        work),
                callSlot,
                new SettleCall(settlement, askInfo, callErrors, poisonIds, results, clock),
                new ReleaseBatch(settlement, deletes, callSlot, results, lease, clock),
                work,
                settled);
        ClockStepBack watch = new ClockStepBack(
                store.claims(),
                hold,
                List.of(deletes, infos),
                longestWait(),
                batches::forceCompletionOfAllGroups,
                clock);
        this.claimRoom = new ClaimRoom(
                settings.number(Setting.BATCH_SIZE),
                settings.number(Setting.BATCH_IN_FLIGHT),
                settings.number(Setting.OUTCOME_BACKLOG),
                deletes,
                askInfo,
                clock);
        this.claimPending =
                new ClaimPending(store.claims(), claimRoom, new ClaimGroups(askInfo, lease), hold, watch, work, clock);
    }

    void bind(CamelContext context) {
        SigningProcessor.Account account = new SigningProcessor.Account(
                settings.endpoint(), settings.text(Setting.PROJECT_ID), access.passes()::next);
        access.bind(context);
        VodBeans.bind(context, "vodClaimPending", claimPending);
        VodBeans.bind(context, "vodAskInfo", askInfo);
        VodBeans.bind(context, "vodDeleteBatch", deleteBatch);
        VodBeans.bind(context, "vodClaimAggregation", new ClaimAggregation());
        VodBeans.bind(context, "vodBatches", batches);
        VodBeans.bind(context, "vodCallerThread", new SynchronousExecutorService());
        VodBeans.bind(context, "vodSignDelete", SigningProcessor.delete(account, serverClock));
        VodBeans.bind(context, "vodSignInfo", SigningProcessor.info(account, serverClock));
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

    /** The number of DELETE calls since the start. */
    long calls() {
        return callSlot.calls();
    }

    /** Why nothing but one call every ten minutes is sent; empty if the sender is not paused. */
    Optional<Pause> pause() {
        return hold.pause();
    }

    SendingPause hold() {
        return hold;
    }

    /** The sender for queries and commands. */
    Sender sender() {
        return new Sender(
                hold,
                deletes,
                errors::end,
                claimRoom::backlog,
                this::trouble,
                settings.flag(Setting.SENDER_ENABLED),
                settings.number(Setting.BATCH_SIZE));
    }

    /** Since when nothing is sent because too many outcomes wait for their endpoints; empty if that is not the case. */
    Optional<Trouble> backlog() {
        return claimRoom.backlog();
    }

    /** Returns the fault, apart from pauses, that has kept pending ids from being sent for the longest time; empty if none has. */
    Optional<Trouble> trouble() {
        Optional<Trouble> stall = stalls.look();
        if (queries.pending() == 0) {
            return Optional.empty();
        }
        return Stream.of(
                        stall,
                        access.passes().trouble(),
                        claimPending.trouble(),
                        askInfo.trouble(),
                        callErrors.faults().trouble())
                .flatMap(Optional::stream)
                .min(Comparator.comparing(Trouble::since));
    }

    /**
     * A reason that is reported elsewhere is not a stall: the sender is off or paused, outcomes wait, or VOD admits no more calls
     * for a while.
     */
    private boolean isAnyToSend() {
        try {
            return settings.flag(Setting.SENDER_ENABLED)
                    && queries.pending() > 0
                    && hold.pause().isEmpty()
                    && hold.operatorPause().isEmpty()
                    && claimRoom.backlog().isEmpty()
                    && Stream.of(deletes, infos)
                            .allMatch(pacer -> pacer.heldUntil().isEmpty())
                    && queries.isAnyDue(clock.instant());
        } catch (StoreException e) {
            return false; // the store says so itself
        }
    }

    private static Duration patience(Duration interval) {
        Duration slow = interval.multipliedBy(3);
        return slow.compareTo(LASTING) > 0 ? slow : LASTING;
    }

    /** The maximum deferral of an id, unless it may be busy. */
    private Duration longestWait() {
        return Stream.of(Setting.RETRY_DELAY_MAX, Setting.RETRY_BUSY_DELAY_MAX, Setting.BATCH_LEASE)
                .map(settings::duration)
                .reduce(AdaptiveRate.LONGEST_HOLD, (one, other) -> one.compareTo(other) > 0 ? one : other);
    }

    private RetryPolicy patience(RandomGenerator random) {
        return new RetryPolicy(
                settings.number(Setting.RETRY_ATTEMPTS),
                settings.backoff(Setting.RETRY_DELAY, Setting.RETRY_DELAY_MAX, random),
                settings.backoff(Setting.RETRY_BUSY_DELAY, Setting.RETRY_BUSY_DELAY_MAX, random),
                settings.duration(Setting.RETRY_BUSY_FOR));
    }

    /** Also checks the secrets of callers, until this is closed. */
    void watchToo(CallerWatch callers) {
        access.alsoLook(callers::look);
    }

    /** Ends the deadlines of calls and the reading of secrets. */
    @Override
    public void close() {
        access.close();
        deadlines.shutdownNow();
        if (calls != null) {
            calls.close();
        }
    }
}
