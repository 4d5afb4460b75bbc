package io.voddelete.vod;

import static io.voddelete.asset.Evidence.CALL_REFUSED;
import static io.voddelete.asset.Evidence.MAY_HAVE_ACTED;
import static io.voddelete.asset.Evidence.NONE;
import static io.voddelete.asset.Evidence.REFUSED;
import static io.voddelete.asset.Evidence.SAID_DELETED;

import io.voddelete.asset.Busy;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Claim.Known;
import io.voddelete.asset.Evidence;
import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import io.voddelete.vod.ErrorCodes.ErrorClass;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a response means for each id; a pure function of the evidence. Two rules take precedence: an asset that one of
 * our calls may have deleted never becomes FAILED without a later definite response, and an asset that exists never becomes
 * DELETED.
 *
 * @param confirm whether {@code asset/info} must confirm that an asset is gone before it becomes DELETED
 */
public record Settlement(RetryPolicy retryPolicy, boolean confirm) {
    /** Delay before {@code asset/info} is asked again about an id missing from its response. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

    /** Number of failed calls that {@code asset/info} may leave unexplained before the batch is split. */
    private static final int MOST_SPOILED = 2;

    /** Number of DELETE calls spent on one busy asset if {@code asset/info} is permitted. */
    private static final int MOST_BUSY_CALLS = 3;

    /**
     * Returns the results of a DELETE call.
     *
     * @param claims the ids of the call
     * @param infoPermitted whether {@code asset/info} may be asked about ids whose state this response leaves open
     * @return one per id; all are {@link Result.Kept} if the batch must be split to find the id at fault
     */
    public List<Result> ofAnswer(List<Claim> claims, DeleteResponse answer, boolean infoPermitted, Instant now) {
        VodError error = answer.error();
        boolean isolate = error != null && claims.size() > 1 && isToIsolate(claims, error, infoPermitted);
        return claims.stream()
                .map(claim -> {
                    // ids that asset/info repeatedly does not mention are settled as if it could not be asked
                    boolean infoHelps = infoPermitted && claim.known().asked() == 0;
                    if (error == null) {
                        return ofWord(claim, answer.words().get(claim.assetId().value()), infoHelps, now);
                    }
                    return isolate
                            ? new Result.Kept(claim.with(opened(claim.known().attempted(), ofCall(error), error)))
                            : ofError(claim, error, claims.size() == 1, infoHelps, now);
                })
                .toList();
    }

    /** Returns the result for an asset about which {@code asset/info} does not say what must be known: it is asked again later. */
    public Result ofNoDetails(Claim claim, Instant now) {
        return later(claim, claim.known(), now);
    }

    /**
     * Returns the result for an asset that must not be sent while {@code asset/info} fails: it is asked again later, in a smaller
     * call if need be.
     */
    public Result ofFailedInfo(Claim claim, Instant now) {
        return later(claim, claim.known().withoutState(), now);
    }

    /**
     * Returns the result for an asset that must not be sent unless {@code asset/info} says something about it, which fails for
     * this asset only.
     */
    public Result ofLastingInfoError(Claim claim, VodError error, Instant now) {
        Known known = claim.known();
        return known.evidence().mayBeGone()
                ? ofFailedInfo(claim, now)
                : new Result.Settled(
                        claim, Status.FAILED, error.reason(), known.attempts(), error.code(), error.brief());
    }

    /** Returns the result of a call that was sent and whose response is unknown. */
    public Result ofBrokenOff(Claim claim, Instant now) {
        return later(
                claim, claim.known().attempted().withEvidence(MAY_HAVE_ACTED, null, "the call was interrupted"), now);
    }

    /**
     * Returns the result of an {@code asset/info} response for one id before its next DELETE call.
     *
     * @return empty if the id should be sent now
     */
    public Optional<Result> ofInfo(Claim claim, AssetState state, Instant now) {
        Known known = claim.known();
        return switch (state) {
            case ABSENT ->
                Optional.of(known.evidence().mayBeGone() ? deleted(claim, known) : failed(claim, "not-found", known));
            case DELETED ->
                Optional.of(known.evidence() == NONE ? failed(claim, "already-gone", known) : deleted(claim, known));
            case DELETING -> Optional.of(later(claim, known.withState(), now));
            case BUSY -> Optional.of(busy(claim, known.busyByInfo(now), true, now));
            case IDLE -> ofIdle(claim, now);
            case UNKNOWN -> ofUnknown(claim, now);
        };
    }

    private Optional<Result> ofIdle(Claim claim, Instant now) {
        Known known = claim.known();
        if (known.evidence() == SAID_DELETED) {
            return confirmLater(claim, known.withState(), now);
        }
        if (known.busy().hidden()) {
            return ofHiddenBusy(claim, now);
        }
        return known.evidence().compareTo(REFUSED) >= 0 ? ofLiving(claim, now) : Optional.empty();
    }

    /**
     * The result if a DELETE found the asset busy but {@code asset/info} does not show it, for instance during a review. Nothing
     * tells when it will be idle, so its few DELETE calls are spread over the whole time.
     */
    private Optional<Result> ofHiddenBusy(Claim claim, Instant now) {
        Known known = claim.known();
        Busy busy = known.busy();
        if (!known.ask()) {
            return Optional.empty();
        }
        Instant end = busy.end(retryPolicy.busyFor());
        boolean spent = busy.calls() >= MOST_BUSY_CALLS && !known.evidence().mayBeGone();
        if (spent || !now.isBefore(end)) {
            return Optional.of(failed(claim, "busy", known));
        }
        Instant soon = now.plus(retryPolicy.busyBackoff().last());
        boolean oneLeft = busy.calls() >= MOST_BUSY_CALLS - 1;
        return Optional.of(new Result.Later(claim, known.answered(), oneLeft && end.isAfter(soon) ? end : soon));
    }

    /**
     * Returns the result if {@code asset/info} could not be asked. An id that may be gone is not sent again for that reason; it is
     * asked about until there is a response, at growing intervals. Empty if the id should be sent.
     */
    public Optional<Result> ofNoAnswer(Claim claim, Instant now) {
        return claim.known().evidence() == MAY_HAVE_ACTED
                ? Optional.of(later(claim, claim.known(), now))
                : ofUnknown(claim, now);
    }

    private Optional<Result> ofUnknown(Claim claim, Instant now) {
        Known known = claim.known();
        if (known.evidence() == SAID_DELETED) {
            return confirmLater(claim, known.withoutState(), now);
        }
        return known.asked() == 0
                ? Optional.of(new Result.Later(claim, known.withoutState(), now.plus(ASK_AGAIN)))
                : Optional.empty();
    }

    /** Deletion takes time: an asset that still exists after some queries is deleted once more. */
    private Optional<Result> confirmLater(Claim claim, Known known, Instant now) {
        return known.delays() <= retryPolicy.attempts() ? Optional.of(later(claim, known, now)) : Optional.empty();
    }

    /** The result for an asset that exists and is idle after VOD refused to delete it. */
    private Optional<Result> ofLiving(Claim claim, Instant now) {
        Known known = claim.known();
        if (known.refusals() >= retryPolicy.attempts()) {
            return Optional.of(failed(claim, reason(known), known));
        }
        boolean firstLookAfterRefusal = known.ask() && known.refusals() > 0;
        return firstLookAfterRefusal ? Optional.of(later(claim, known.answered(), now)) : Optional.empty();
    }

    private Result ofWord(Claim claim, @Nullable String word, boolean infoPermitted, Instant now) {
        Known known = claim.known().attempted();
        if ("DELETED".equals(word)) {
            return confirm
                    ? later(
                            claim,
                            known.withEvidence(SAID_DELETED, null, "waiting for asset/info to confirm the deletion"),
                            now)
                    : deleted(claim, known);
        }
        if ("FAILED".equals(word)) {
            return refused(claim, known.withEvidence(REFUSED, null, null).refused(), infoPermitted, now);
        }
        String fault =
                word == null ? "the response does not mention this id" : "the response has no valid status for this id";
        return later(claim, known.withEvidence(MAY_HAVE_ACTED, null, fault), now);
    }

    private Result ofError(Claim claim, VodError error, boolean single, boolean infoPermitted, Instant now) {
        if (error.isAboutAssets()) {
            return single ? ofAssetError(claim, error, infoPermitted, now) : ofSpoiledCall(claim, error, now);
        }
        Known before = claim.known();
        if (error.mayHaveActed()) {
            Known open = opened(before.attempted(), MAY_HAVE_ACTED, error);
            return later(claim, error.isAboutRequest() ? open.isolated() : open, now);
        }
        Known known = before.withError(error.code(), error.brief());
        return switch (error.errorClass()) {
            case TRANSIENT -> later(claim, known, now);
            case REQUEST, UNKNOWN -> later(claim, known.attempted().isolated(), now);
            default -> new Result.Later(claim, known, now);
        };
    }

    /** Returns what a refused call proves about each of its ids. */
    private static Evidence ofCall(VodError error) {
        return error.mayHaveActed() ? MAY_HAVE_ACTED : CALL_REFUSED;
    }

    /**
     * Returns whether the batch must be split to find the id at fault because {@code asset/info} cannot tell: it is not
     * permitted, or was asked about all of these ids, or several times about one, and the call still fails.
     */
    private static boolean isToIsolate(List<Claim> claims, VodError error, boolean infoPermitted) {
        if (!error.isAboutAssets()) {
            return error.isAboutRequest() && !error.mayHaveActed();
        }
        return !infoPermitted
                || claims.stream().allMatch(claim -> claim.known().evidence() != NONE)
                || claims.stream().anyMatch(Settlement::isOftenSpoiled);
    }

    private static boolean isOftenSpoiled(Claim claim) {
        return claim.known().evidence() != NONE && claim.known().delays() >= MOST_SPOILED;
    }

    /** The result of an error about the only asset of the call, which would make the next shared call fail as well. */
    private Result ofAssetError(Claim claim, VodError error, boolean infoPermitted, Instant now) {
        Known known = claim.known().attempted().isolated();
        if (error.errorClass() == ErrorClass.BUSY) {
            return busy(claim, opened(known, ofCall(error), error).busyByCall(now), false, now);
        }
        Known refused = opened(known, error.mayHaveActed() ? MAY_HAVE_ACTED : REFUSED, error)
                .refused();
        return error.errorClass() == ErrorClass.GONE && !infoPermitted
                ? gone(claim, refused)
                : refused(claim, refused, infoPermitted, now);
    }

    /**
     * The result if one asset of the call is at fault; {@code asset/info} will tell which. An id that it cleared before waits
     * longer each time.
     */
    private Result ofSpoiledCall(Claim claim, VodError error, Instant now) {
        Known known = opened(claim.known().attempted(), ofCall(error), error);
        return claim.known().evidence() == NONE ? new Result.Later(claim, known, now) : later(claim, known, now);
    }

    private static Known opened(Known known, Evidence more, VodError error) {
        return known.withEvidence(more, error.code(), error.brief());
    }

    /**
     * The result if VOD refused this asset: {@code asset/info} is asked why, or the id is retried later. If the maximum number of
     * refusals is exceeded, {@code asset/info} has not mentioned the id, so asking immediately does not help.
     */
    private Result refused(Claim claim, Known known, boolean infoPermitted, Instant now) {
        if (infoPermitted) {
            return known.refusals() > retryPolicy.attempts()
                    ? later(claim, known, now)
                    : new Result.Later(claim, known, now);
        }
        return known.refusals() >= retryPolicy.attempts() && !known.evidence().mayBeGone()
                ? failed(claim, reason(known), known)
                : later(claim, known, now);
    }

    /** The result of "asset does not exist" for a call with this id alone, if {@code asset/info} cannot be asked. */
    private static Result gone(Claim claim, Known known) {
        return known.evidence().mayBeGone() ? deleted(claim, known) : failed(claim, "not-found", known);
    }

    /**
     * The result for a busy asset.
     *
     * @param living whether {@code asset/info} says that it exists; an asset for which DELETE was refused may already be
     *     being deleted
     */
    private Result busy(Claim claim, Known known, boolean living, Instant now) {
        Busy busy = known.busy();
        boolean tooLong = !now.isBefore(busy.end(retryPolicy.busyFor()));
        boolean mayBeGone =
                living ? known.evidence() == SAID_DELETED : known.evidence().mayBeGone();
        return tooLong && !mayBeGone
                ? failed(claim, "busy", known)
                : new Result.Later(
                        claim, known, now.plus(retryPolicy.busyBackoff().after(busy.looks() - 1)));
    }

    private Result later(Claim claim, Known known, Instant now) {
        return new Result.Later(
                claim, known.delayed(), now.plus(retryPolicy.backoff().after(known.delays())));
    }

    private static Result deleted(Claim claim, Known known) {
        return new Result.Settled(claim, Status.DELETED, null, known.attempts(), null, null);
    }

    /** Includes the last error if it was about this asset. */
    private static Result failed(Claim claim, String reason, Known known) {
        boolean led = known.evidence() != NONE;
        return new Result.Settled(
                claim,
                Status.FAILED,
                reason,
                known.attempts(),
                led ? known.errorCode() : null,
                led ? known.errorMsg() : null);
    }

    private static String reason(Known known) {
        return ErrorCodes.meaning(known.errorCode(), 403).reason();
    }
}
