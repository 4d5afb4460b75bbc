package io.voddelete.sender;

import io.voddelete.asset.Claim;
import io.voddelete.asset.Result;
import io.voddelete.protect.ProtectionRules;
import io.voddelete.protect.Verdict;
import io.voddelete.store.Approved;
import io.voddelete.store.HoldReason;
import io.voddelete.store.PlannedAsset;
import io.voddelete.store.Releases;
import io.voddelete.store.StoreException;
import io.voddelete.support.Text;
import io.voddelete.support.ThrottledLog;
import io.voddelete.support.TimeSource;
import io.voddelete.support.Times;
import io.voddelete.vod.AssetDetails;
import io.voddelete.vod.InfoResponse;
import io.voddelete.vod.Settlement;
import io.voddelete.vod.VodError;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides by what {@code asset/info} says about existing assets which of them must not be deleted: protected ones, and those
 * that were changed after a person approved their deletion.
 */
public final class AssetChecks {
    private static final String CHANGED = "changed";
    /** How far VOD's clock may be from ours without a word of it: it accepts signatures of that age. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(15);

    private static final Logger LOG = LoggerFactory.getLogger(AskInfo.class);

    private final ProtectionRules rules;
    private final Releases releases;
    private final Settlement settlement;
    private final ThrottledLog unknown;
    private final InfoFailures failures;
    private final AtomicBoolean saidUnchecked = new AtomicBoolean();

    public AssetChecks(ProtectionRules rules, Releases releases, Settlement settlement, TimeSource clock) {
        this.rules = rules;
        this.releases = releases;
        this.settlement = settlement;
        this.failures = new InfoFailures(settlement.retryPolicy().attempts());
        this.unknown = new ThrottledLog(LOG, "checking what protects an asset", clock);
    }

    /** Whether nothing may be sent that {@code asset/info} was not asked about. */
    boolean needInfo() {
        return rules.needInfo();
    }

    /** What a message about ids that are sent without asking has to add. */
    String withoutInfo() {
        return rules.needInfo()
                ? "no id is sent, because rules that protect assets are set (vod.protect.…)"
                : "ids are sent without asking first, which takes more calls"
                        + (rules.isOff() ? "" : ", and tags that protect assets (vod.protect.tags) are not checked")
                        + "; ids of an approved list stay pending, unless its plan was made without asking";
    }

    /** Returns which rule keeps an existing asset, whatever a person approves; empty if none does. */
    public Optional<String> protectedBy(AssetDetails asset, Instant now) {
        Verdict verdict = rules.decide(asset, now);
        return verdict.kind() == Verdict.Kind.KEEP ? Optional.of(verdict.detail()) : Optional.empty();
    }

    /** Returns the outcome of an existing asset that is protected, whether or not it could be deleted now. */
    Optional<Result> kept(Claim claim, InfoResponse answer, Instant now) {
        boolean gone = switch (answer.state(claim.assetId())) {
            case ABSENT, DELETED, DELETING -> true;
            case BUSY, IDLE, UNKNOWN -> false; // VOD may have a status that is new to us
        };
        return gone
                ? Optional.empty()
                : protectedBy(answer.details(claim.assetId()), now).map(rule -> keep(claim, FileGuard.PROTECTED, rule));
    }

    private static Result keep(Claim claim, String reason, String detail) {
        return Result.Settled.kept(claim, reason, Text.visible(detail));
    }

    /**
     * Returns what becomes of those ids that must not be sent now; the others may be.
     *
     * @param claims could be deleted, as far as their state goes
     * @param alone whether the call was about one id
     * @param untilPermitted how long asking is of no use
     */
    Map<Claim, Result> check(
            List<Claim> claims, InfoResponse answer, boolean alone, Duration untilPermitted, Instant now) {
        VodError error = answer.error();
        if (error == null) {
            failures.worked();
        }
        Map<Claim, Result> held = new HashMap<>();
        if (claims.isEmpty()) {
            return held;
        }
        Map<Claim, Approved> approved = releases.approved(claims);
        if (answer.isNotPermitted()) {
            claims.stream()
                    .filter(claim -> rules.needInfo() || isToCompare(approved.get(claim)))
                    .forEach(
                            claim -> held.put(claim, new Result.Later(claim, claim.known(), now.plus(untilPermitted))));
            return held;
        }
        if (error != null) { // errors pass, so that default tags are worth the wait too
            claims.stream()
                    .filter(claim -> !rules.isOff() || approved.containsKey(claim))
                    .forEach(claim -> held.put(claim, ofError(claim, error, alone, now)));
            return held;
        }
        Map<Claim, Verdict> toHold = new LinkedHashMap<>();
        for (Claim claim : claims) {
            AssetDetails asset = answer.details(claim.assetId());
            Verdict verdict = rules.decide(asset, now);
            Approved approval = approved.get(claim);
            Optional<Result> result = verdict.kind() == Verdict.Kind.UNKNOWN
                    ? Optional.of(later(claim, verdict.detail(), now))
                    : sincePlan(claim, asset, approval, now);
            if (result.isPresent()) {
                held.put(claim, result.get());
            } else if (verdict.kind() == Verdict.Kind.HOLD && approval == null) {
                toHold.put(claim, verdict);
            } else {
                sayUnchecked(claim, verdict);
                unknown.worked();
            }
        }
        hold(toHold, now, held);
        return held;
    }

    private Result ofError(Claim claim, VodError error, boolean alone, Instant now) {
        return alone && failures.isAboutAsset(claim)
                ? settlement.ofLastingInfoError(claim, error, now)
                : settlement.ofFailedInfo(claim, now);
    }

    /**
     * Returns those claims that must not be sent without asking, because their list was approved after {@code asset/info} had
     * described its assets; all if that cannot be read.
     */
    Set<Claim> toCompare(List<Claim> claims) {
        try {
            Map<Claim, Approved> approved = releases.approved(claims);
            return claims.stream()
                    .filter(claim -> isToCompare(approved.get(claim)))
                    .collect(Collectors.toSet());
        } catch (StoreException e) {
            return Set.copyOf(claims); // it is read again with the answer
        }
    }

    /** Whoever approved a plan for which nobody could be asked does not rely on what the assets were then. */
    private static boolean isToCompare(@Nullable Approved approval) {
        return approval != null && approval.asked();
    }

    /**
     * Returns what becomes of an id whose asset was changed after its deletion was approved.
     *
     * @param approval null if nobody approved it, because nobody had to
     */
    private Optional<Result> sincePlan(Claim claim, AssetDetails asset, @Nullable Approved approval, Instant now) {
        if (approval == null) {
            return Optional.empty();
        }
        Instant modified = asset.modified();
        if (modified == null) {
            return Optional.of(later(claim, "last_modified", now));
        }
        PlannedAsset seen = approval.seen();
        if (seen != null && asset.isPublished() && !seen.published()) {
            return Optional.of(keep(claim, CHANGED, "published since the plan"));
        }
        boolean changed = seen == null
                ? !modified.isBefore(approval.plannedAt().minus(CLOCK_TOLERANCE))
                : !modified.equals(seen.modified());
        return changed ? Optional.of(keep(claim, CHANGED, "last_modified " + Times.text(modified))) : Optional.empty();
    }

    private Result later(Claim claim, String member, Instant now) {
        unknown.failed(
                "asset/info does not say '" + member + "' of " + claim.assetId(),
                "Such ids are not sent, and asked about again; if it persists, switch off the rule (vod.protect.…) that needs it");
        return settlement.ofNoDetails(claim, now);
    }

    private void sayUnchecked(Claim claim, Verdict verdict) {
        if (verdict.kind() != Verdict.Kind.UNCHECKED) {
            saidUnchecked.set(false);
        } else if (!saidUnchecked.getAndSet(true)) {
            LOG.warn(
                    "Asset/info does not say which tags {} has: ids are sent, and tags that protect assets are not checked."
                            + " Set vod.protect.tags to keep such ids back, or to off if you use no tags",
                    claim.assetId());
        }
    }

    private void hold(Map<Claim, Verdict> claims, Instant now, Map<Claim, Result> held) {
        if (claims.isEmpty()) {
            return;
        }
        releases.hold(List.copyOf(claims.keySet()));
        claims.forEach((claim, verdict) -> {
            LOG.info(
                    "The list that names {} needs an approval ({}: {}); its ids stay pending",
                    claim.assetId(),
                    HoldReason.PROTECTION.code(),
                    Text.visible(verdict.detail()));
            held.put(claim, new Result.Later(claim, claim.known(), now));
        });
    }

    /** The current problem, if any. */
    public Optional<ThrottledLog.Trouble> trouble() {
        return unknown.trouble();
    }
}
