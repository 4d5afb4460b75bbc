package io.voddelete.sender;

import io.voddelete.asset.Claim;
import io.voddelete.asset.Evidence;
import io.voddelete.asset.Result;
import io.voddelete.store.Claims;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.ThrottledLog;
import io.voddelete.support.TimeSource;
import io.voddelete.support.WakeUp;
import io.voddelete.vod.AssetState;
import io.voddelete.vod.CallCredentials;
import io.voddelete.vod.InfoResponse;
import io.voddelete.vod.Settlement;
import io.voddelete.vod.VodError;
import io.voddelete.vod.VodResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks {@code asset/info} before a call: what is gone is settled, what is busy waits, what lives goes on. */
public final class AskInfo {
    private static final Logger LOG = LoggerFactory.getLogger(AskInfo.class);

    private static final Duration LONGEST_TIME = Duration.ofMinutes(1);
    private static final Duration NOT_PERMITTED = Duration.ofMinutes(10);

    private final Settlement settlement;
    private final RateLimiter pacer;
    private final ErrorPolicy errors;
    private final SendingPause hold;
    private final TimeSource clock;
    private final boolean preflight;
    private final Runnable settled;
    private final ThrottledLog faults;
    private final ResultWriter settling;
    /** When VOD said so last; null if it never did. */
    private volatile Long notPermittedSince;

    private volatile Duration usualTime = Duration.ZERO;

    /**
     * @param preflight whether to ask about every id, or only about those that an answer left open
     * @param stop ends every wait
     * @param settled called when ids were settled or put off
     */
    public AskInfo(
            Claims claims,
            Settlement settlement,
            RateLimiter pacer,
            ErrorPolicy errors,
            TimeSource clock,
            boolean preflight,
            WakeUp stop,
            Runnable settled) {
        this.settlement = settlement;
        this.pacer = pacer;
        this.errors = errors;
        this.hold = errors.pause();
        this.clock = clock;
        this.preflight = preflight;
        this.settled = settled;
        this.faults = new ThrottledLog(LOG, "asking asset/info", clock);
        this.settling = new ResultWriter(claims, clock, stop, faults);
    }

    /** Whether {@code asset/info} is to be asked about this claim. What is to be confirmed goes no other way. */
    boolean isFor(Claim claim) {
        return isToConfirm(claim)
                || isPermitted() && (preflight || claim.known().ask());
    }

    private static boolean isToConfirm(Claim claim) {
        return claim.known().evidence() == Evidence.SAID_DELETED;
    }

    /** False for a while after VOD said that these credentials may not ask. */
    boolean isPermitted() {
        return untilPermitted().isZero();
    }

    private Duration untilPermitted() {
        Long since = notPermittedSince;
        long left = since == null ? 0 : NOT_PERMITTED.toNanos() - (clock.nanoTime() - since);
        return Duration.ofNanos(Math.max(0, left));
    }

    /** How long until new claims can be asked about; zero if they need not be. */
    Duration untilNext() {
        return preflight && isPermitted() ? pacer.untilNext() : Duration.ZERO;
    }

    /** How long it takes lately from a claim to its answer, the wait for the slot included; at most a minute. */
    Duration usualTime() {
        return usualTime;
    }

    /**
     * Waits for the slot of the call.
     *
     * @return the same claims, sent
     * @throws CallDeferredException if the stop comes first
     */
    public ClaimGroup waitForSlot(ClaimGroup group) {
        return group.sent(
                pacer.awaitSlot(hold.probe(), group.probeKey(), group.claims().size(), group.leaseUntil()));
    }

    /** Settles or puts off what the answer decides and gives the claims that are to be sent now. */
    public ClaimGroup settle(ClaimGroup group, VodResponse httpAnswer) {
        Instant now = clock.instant();
        learnTime(Duration.between(group.claimedAt(), now));
        InfoResponse answer = InfoResponse.read(httpAnswer);
        if (answer.error() != null) {
            note(answer, httpAnswer.pass(), group.sentAt());
        } else {
            faults.worked();
        }
        faults.ended();
        errors.answered(group.probeKey(), answer.error());
        pacer.answered(answer.error(), group.sentAt());
        List<Claim> sendable = new ArrayList<>();
        List<Result> results = new ArrayList<>();
        for (Claim claim : group.claims()) {
            Optional<Result> result = decide(claim, answer, now);
            boolean heard = answer.state(claim.assetId()) != AssetState.UNKNOWN;
            result.ifPresentOrElse(
                    results::add,
                    () -> sendable.add(heard ? claim.with(claim.known().withState()) : claim));
        }
        if (!results.isEmpty()) {
            settling.store(results, group.leaseUntil());
            settled.run();
        }
        return group.sendable(sendable);
    }

    private synchronized void learnTime(Duration time) {
        long millis = Math.max(0, Math.min(time.toMillis(), LONGEST_TIME.toMillis()));
        usualTime = Duration.ofMillis((usualTime.toMillis() * 3 + millis) / 4);
    }

    /** Gives the claims back: they were not asked about. */
    public void release(ClaimGroup group, Exception cause) {
        hold.probe().leave(group.probeKey());
        Duration lease = Duration.between(group.claimedAt(), group.leaseUntil());
        Instant due = cause instanceof CallDeferredException
                ? retryAt(lease)
                : clock.instant().plusSeconds(1);
        List<Result> results = group.claims().stream()
                .map(claim -> (Result) new Result.Later(claim, claim.known(), due))
                .toList();
        String what = "asset/info was not asked about " + results.size() + " ids, which stay pending";
        settling.giveBackUnbegun(results, group.leaseUntil(), what, cause);
    }

    /** Where ids are not asked about first, a slot that is far keeps none from being claimed. */
    private Instant retryAt(Duration lease) {
        return untilNext().isZero() && !hold.isFar() ? pacer.retryThoughClaimed(lease) : pacer.retryAt(lease);
    }

    private Optional<Result> decide(Claim claim, InfoResponse answer, Instant now) {
        if (answer.isNotPermitted()) {
            return isToConfirm(claim)
                    ? Optional.of(new Result.Later(claim, claim.known(), now.plus(untilPermitted())))
                    : Optional.empty();
        }
        VodError error = answer.error();
        boolean held = error != null
                && switch (error.errorClass()) {
                    case THROTTLED, AUTH, ACCOUNT -> true;
                    default -> false;
                };
        if (held) {
            return Optional.of(new Result.Later(claim, claim.known(), now));
        }
        return error != null && error.httpStatus() == 0
                ? settlement.ofNoAnswer(claim, now)
                : settlement.ofInfo(claim, answer.state(claim.assetId()), now);
    }

    private void note(InfoResponse answer, CallCredentials pass, Instant sentAt) {
        if (answer.isNotPermitted()) {
            if (notPermittedSince == null) {
                LOG.warn(
                        "these credentials may not ask asset/info ({}); ids are sent without asking first, which costs"
                                + " more calls. Grant vod:asset:getInfo, which is tried again every {} minutes",
                        answer.error(),
                        NOT_PERMITTED.toMinutes());
            }
            notPermittedSince = clock.nanoTime();
            return;
        }
        if (!ErrorPolicy.isThrottle(answer.error())) {
            faults.failed(answer.error(), "The ids stay pending and are asked about again");
        }
        if (!errors.isOvercome(answer.error(), pass, pacer)) {
            errors.consider(answer.error(), pass, pacer, sentAt, null);
        }
    }

    /** What goes wrong with it now. */
    public Optional<ThrottledLog.Trouble> trouble() {
        return faults.trouble();
    }
}
