package io.voddelete.sender;

import io.voddelete.asset.Claim;
import io.voddelete.asset.Evidence;
import io.voddelete.asset.Result;
import io.voddelete.store.Claims;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.RootCause;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks {@code asset/info} before a call: missing assets are settled, busy ones wait, existing ones are sent. */
public final class AskInfo {
    private static final Logger LOG = LoggerFactory.getLogger(AskInfo.class);

    private static final Duration LONGEST_TIME = Duration.ofMinutes(1);
    private static final Duration NOT_PERMITTED = Duration.ofMinutes(10);

    private final Settlement settlement;
    private final AssetChecks checks;
    private final RateLimiter pacer;
    private final ErrorPolicy errors;
    private final SendingPause hold;
    private final TimeSource clock;
    private final boolean preflight;
    private final Runnable settled;
    private final ThrottledLog faults;
    private final ResultWriter settling;
    /** When VOD said so last; null if it never did. */
    private volatile @Nullable Long notPermittedSince;

    private volatile Duration usualTime = Duration.ZERO;

    /**
     * @param checks decide which existing assets must not be deleted
     * @param preflight whether to ask about every id, or only about those that a response left open
     * @param stop ends every wait
     * @param settled called when ids were settled or deferred
     */
    public AskInfo(
            Claims claims,
            Settlement settlement,
            AssetChecks checks,
            RateLimiter pacer,
            ErrorPolicy errors,
            TimeSource clock,
            boolean preflight,
            WakeUp stop,
            Runnable settled) {
        this.settlement = settlement;
        this.checks = checks;
        this.pacer = pacer;
        this.errors = errors;
        this.hold = errors.pause();
        this.clock = clock;
        this.preflight = preflight;
        this.settled = settled;
        this.faults = new ThrottledLog(LOG, "asking asset/info", clock);
        this.settling = new ResultWriter(claims, clock, stop, faults);
    }

    /** Returns those claims about which {@code asset/info} must be asked. There is no other way to confirm a deletion. */
    Set<Claim> chosen(List<Claim> claims) {
        boolean asks = isPermitted() || checks.needInfo();
        Set<Claim> toCompare = asks && preflight ? Set.of() : checks.toCompare(claims);
        return claims.stream()
                .filter(claim -> isToConfirm(claim)
                        || asks && (preflight || claim.known().ask())
                        || toCompare.contains(claim))
                .collect(Collectors.toSet());
    }

    private static boolean isToConfirm(Claim claim) {
        return claim.known().evidence() == Evidence.SAID_DELETED;
    }

    /** False for a while after VOD said that these credentials are not permitted to ask. */
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

    /** The recent time from a claim to its response, including the wait for the slot; at most a minute. */
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

    /** Settles or defers ids according to the response, and returns the claims that can be sent now. */
    public ClaimGroup settle(ClaimGroup group, VodResponse httpAnswer) {
        Instant now = clock.instant();
        InfoResponse answer = InfoResponse.read(httpAnswer);
        pacer.count(answer.error(), group.sentAt());
        learnTime(Duration.between(group.claimedAt(), now));
        VodError error = answer.error();
        if (error != null) {
            note(error, answer.isNotPermitted(), httpAnswer.pass(), group.sentAt());
        } else {
            faults.worked();
        }
        faults.ended();
        errors.answered(group.probeKey(), error, group.sentAt());
        pacer.answered(error, group.sentAt());
        List<Claim> sendable = new ArrayList<>();
        List<Result> results = new ArrayList<>();
        for (Claim asked : group.claims()) {
            Claim claim = asked.with(asked.known()
                    .withInfo(answer.info(asked.assetId(), asked.known().info())));
            Optional<Result> result = result(claim, answer, now);
            boolean heard = answer.state(claim.assetId()) != AssetState.UNKNOWN;
            result.ifPresentOrElse(
                    results::add,
                    () -> sendable.add(heard ? claim.with(claim.known().withState()) : claim));
        }
        Map<Claim, Result> held = checks.check(sendable, answer, group.claims().size() == 1, untilPermitted(), now);
        results.addAll(held.values());
        sendable.removeAll(held.keySet());
        if (!results.isEmpty()) {
            settling.store(results, httpAnswer.requestId(), group.leaseUntil());
            settled.run();
        }
        return group.sendable(sendable);
    }

    /** What VOD said that it deleted may still be seen for a while: it is kept only where it would be sent once more. */
    private Optional<Result> result(Claim claim, InfoResponse answer, Instant now) {
        return isToConfirm(claim)
                ? decide(claim, answer, now).or(() -> checks.kept(claim, answer, now))
                : checks.kept(claim, answer, now).or(() -> decide(claim, answer, now));
    }

    private synchronized void learnTime(Duration time) {
        long millis = Math.max(0, Math.min(time.toMillis(), LONGEST_TIME.toMillis()));
        usualTime = Duration.ofMillis((usualTime.toMillis() * 3 + millis) / 4);
    }

    /** Releases the claims without having asked about them. */
    public void release(ClaimGroup group, Exception cause) {
        hold.probe().leave(group.probeKey());
        Duration lease = Duration.between(group.claimedAt(), group.leaseUntil());
        Instant due = RootCause.isBehind(cause, CallDeferredException.class)
                ? retryAt(lease)
                : clock.instant().plusSeconds(1);
        List<Result> results = group.claims().stream()
                .map(claim -> (Result) new Result.Later(claim, claim.known(), due))
                .toList();
        String what = "An asset/info call failed unexpectedly; asset ids that stay pending: " + results.size();
        settling.giveBackUnbegun(results, group.leaseUntil(), what, cause);
    }

    /** If ids are not asked about first, a distant slot does not prevent claims. */
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

    private void note(
            VodError error, boolean isNotPermitted, @Nullable CallCredentials pass, @Nullable Instant sentAt) {
        if (isNotPermitted) {
            if (notPermittedSince == null) {
                LOG.warn(
                        "These credentials are not permitted to call asset/info ({}): {}."
                                + " Grant vod:asset:getInfo; it is retried every {} minutes",
                        error.inLog(),
                        checks.withoutInfo(),
                        NOT_PERMITTED.toMinutes());
            }
            notPermittedSince = clock.nanoTime();
            return;
        }
        if (!ErrorPolicy.isThrottle(error)) {
            faults.failed(error.cause(), error, error.inLog(), "The ids stay pending, and asset/info is asked again");
        }
        if (!errors.isOvercome(error, pass, pacer)) {
            errors.consider(error, pass, pacer, sentAt, null);
        }
    }

    /** The current problem, if any. */
    public Optional<ThrottledLog.Trouble> trouble() {
        return faults.trouble();
    }
}
