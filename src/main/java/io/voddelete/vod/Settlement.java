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
 * What an answer means for each id: a pure function of the evidence. Two rules stand above all others: an asset that a
 * call of ours may have deleted is never FAILED without a later definite answer, and an asset that lives is never
 * DELETED.
 *
 * @param confirm whether {@code asset/info} is to confirm that an asset is gone before it is DELETED
 */
public record Settlement(RetryPolicy patience, boolean confirm) {
    /** How long to wait before {@code asset/info} is asked again about an id that its answer left out. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

    /** How many spoiled calls {@code asset/info} may leave unexplained. */
    private static final int MOST_SPOILED = 2;

    /** The DELETE calls that one busy asset is worth where {@code asset/info} can be asked. */
    private static final int MOST_BUSY_CALLS = 3;

    /**
     * The results of one DELETE call that was sent.
     *
     * @param claims the ids of the call
     * @param infoPermitted whether {@code asset/info} can be asked about what this answer leaves open
     * @return one an id; all are {@link Result.Kept} if smaller calls are to find the id at fault
     */
    public List<Result> ofAnswer(List<Claim> claims, DeleteResponse answer, boolean infoPermitted, Instant now) {
        VodError error = answer.error();
        boolean isolate = error != null && claims.size() > 1 && isToIsolate(claims, error, infoPermitted);
        return claims.stream()
                .map(claim -> {
                    // what asset/info says nothing of again and again is settled as where it cannot be asked
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

    /** The result of a call that was sent and of whose answer nothing is known. */
    public Result ofBrokenOff(Claim claim, Instant now) {
        return later(
                claim, claim.known().attempted().withEvidence(MAY_HAVE_ACTED, null, "the call was broken off"), now);
    }

    /**
     * The result of what {@code asset/info} says of one id before its next DELETE call.
     *
     * @return empty if the id is to be sent now
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
     * A DELETE found the asset busy and {@code asset/info} shows nothing of that, as while it is reviewed: nothing tells
     * when it will be idle. The few DELETE calls that it is worth are spread over the whole time.
     */
    private Optional<Result> ofHiddenBusy(Claim claim, Instant now) {
        Known known = claim.known();
        Busy busy = known.busy();
        if (!known.ask()) {
            return Optional.empty();
        }
        Instant end = busy.end(patience.busyFor());
        boolean spent = busy.calls() >= MOST_BUSY_CALLS && !known.evidence().mayBeGone();
        if (spent || !now.isBefore(end)) {
            return Optional.of(failed(claim, "busy", known));
        }
        Instant soon = now.plus(patience.busyBackoff().last());
        boolean oneLeft = busy.calls() >= MOST_BUSY_CALLS - 1;
        return Optional.of(new Result.Later(claim, known.answered(), oneLeft && end.isAfter(soon) ? end : soon));
    }

    /**
     * What a question about the id means that got no answer at all. An id that may be gone is not sent again for that: it is
     * asked about until there is an answer, at growing intervals. Empty: the id is to be sent.
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

    /** Deleting takes its time. An asset that is still there after some looks is deleted once more. */
    private Optional<Result> confirmLater(Claim claim, Known known, Instant now) {
        return known.delays() <= patience.attempts() ? Optional.of(later(claim, known, now)) : Optional.empty();
    }

    /** What an asset that lives and is idle means after VOD refused to delete it. */
    private Optional<Result> ofLiving(Claim claim, Instant now) {
        Known known = claim.known();
        if (known.refusals() >= patience.attempts()) {
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
                            known.withEvidence(SAID_DELETED, null, "asset/info is asked whether it is gone"),
                            now)
                    : deleted(claim, known);
        }
        if ("FAILED".equals(word)) {
            return refused(claim, known.withEvidence(REFUSED, null, null).refused(), infoPermitted, now);
        }
        String fault =
                word == null ? "the answer does not speak of this id" : "the answer has no clear word on this id";
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

    /** What a refused call says of each of its ids. */
    private static Evidence ofCall(VodError error) {
        return error.mayHaveActed() ? MAY_HAVE_ACTED : CALL_REFUSED;
    }

    /**
     * Whether smaller calls are to find the id at fault, since {@code asset/info} cannot: it is not permitted, or it was
     * asked about all of these ids or several times about one, and still the call is spoiled.
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

    /** An error about the only asset of the call, which would spoil the next shared call as well. */
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
     * One asset of the call is at fault, and {@code asset/info} is to tell which. An id that it cleared and that was in a
     * spoiled call again waits longer each time.
     */
    private Result ofSpoiledCall(Claim claim, VodError error, Instant now) {
        Known known = opened(claim.known().attempted(), ofCall(error), error);
        return claim.known().evidence() == NONE ? new Result.Later(claim, known, now) : later(claim, known, now);
    }

    private static Known opened(Known known, Evidence more, VodError error) {
        return known.withEvidence(more, error.code(), error.brief());
    }

    /**
     * VOD refused this asset: {@code asset/info} is asked why, or the id is tried again later. An asset that was refused
     * more often than it may be is one that {@code asset/info} says nothing of, so that asking at once helps no more.
     */
    private Result refused(Claim claim, Known known, boolean infoPermitted, Instant now) {
        if (infoPermitted) {
            return known.refusals() > patience.attempts()
                    ? later(claim, known, now)
                    : new Result.Later(claim, known, now);
        }
        return known.refusals() >= patience.attempts() && !known.evidence().mayBeGone()
                ? failed(claim, reason(known), known)
                : later(claim, known, now);
    }

    /** "There is no such asset" to a call with this id alone, where {@code asset/info} cannot be asked. */
    private static Result gone(Claim claim, Known known) {
        return known.evidence().mayBeGone() ? deleted(claim, known) : failed(claim, "not-found", known);
    }

    /**
     * The asset is busy.
     *
     * @param living whether {@code asset/info} says that it lives; a DELETE that was refused may have met one that is
     *     being deleted
     */
    private Result busy(Claim claim, Known known, boolean living, Instant now) {
        Busy busy = known.busy();
        boolean tooLong = !now.isBefore(busy.end(patience.busyFor()));
        boolean mayBeGone =
                living ? known.evidence() == SAID_DELETED : known.evidence().mayBeGone();
        return tooLong && !mayBeGone
                ? failed(claim, "busy", known)
                : new Result.Later(claim, known, now.plus(patience.busyBackoff().after(busy.looks() - 1)));
    }

    private Result later(Claim claim, Known known, Instant now) {
        return new Result.Later(
                claim, known.delayed(), now.plus(patience.backoff().after(known.delays())));
    }

    private static Result deleted(Claim claim, Known known) {
        return new Result.Settled(claim, Status.DELETED, null, known.attempts(), null, null);
    }

    /** With the error that led here, if a call was refused for the asset; others passed. */
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
