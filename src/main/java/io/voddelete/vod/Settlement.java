package io.voddelete.vod;

import static io.voddelete.asset.Evidence.CALL_REFUSED;
import static io.voddelete.asset.Evidence.MAY_HAVE_ACTED;
import static io.voddelete.asset.Evidence.NONE;
import static io.voddelete.asset.Evidence.REFUSED;

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

/**
 * What an answer means for each id: a pure function of the evidence. Two rules stand above all others: an asset that a
 * call of ours may have deleted is never FAILED without a later definite answer, and an asset that lives is never
 * DELETED.
 *
 * @param attempts how often VOD may refuse one asset before it is FAILED, from 1
 */
public record Settlement(int attempts, Backoff backoff) {
    /** How long to wait before {@code asset/info} is asked again about an id that its answer left out. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

    /** How often an id may be put off before it is tried in a call of its own after a spoiled one. */
    private static final int MOST_SPOILED = 3;

    /**
     * The results of one DELETE call that was sent.
     *
     * @param claims the ids of the call
     * @param infoPermitted whether {@code asset/info} can be asked about what this answer leaves open
     */
    public List<Result> ofAnswer(List<Claim> claims, Answer answer, boolean infoPermitted, Instant now) {
        return claims.stream()
                .map(claim -> answer.error() == null
                        ? ofWord(claim, answer.words().get(claim.assetId().value()), infoPermitted, now)
                        : ofError(claim, answer.error(), claims.size() == 1, infoPermitted, now))
                .toList();
    }

    /** The result of a call that was sent and of whose answer nothing is known. */
    public Result ofBrokenOff(Claim claim, Instant now) {
        return later(claim, claim.known().attempted().open(MAY_HAVE_ACTED, null, "the call was broken off"), now);
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
                Optional.of(
                        known.evidence() == MAY_HAVE_ACTED ? deleted(claim, known) : failed(claim, "not-found", known));
            case DELETED ->
                Optional.of(known.evidence() == NONE ? failed(claim, "already-gone", known) : deleted(claim, known));
            case DELETING, BUSY -> Optional.of(later(claim, known.heard(), now));
            case IDLE -> known.evidence().compareTo(REFUSED) >= 0 ? ofLiving(claim, now) : Optional.empty();
            case UNKNOWN ->
                known.asked() == 0
                        ? Optional.of(new Result.Later(claim, known.unheard(), now.plus(ASK_AGAIN)))
                        : Optional.empty();
        };
    }

    /** What an asset that lives and is idle means after VOD refused to delete it. */
    private Optional<Result> ofLiving(Claim claim, Instant now) {
        Known known = claim.known();
        if (known.refusals() >= attempts) {
            return Optional.of(failed(claim, reason(known), known));
        }
        boolean firstLookAfterRefusal = known.ask() && known.refusals() > 0;
        return firstLookAfterRefusal ? Optional.of(later(claim, known.answered(), now)) : Optional.empty();
    }

    private Result ofWord(Claim claim, String word, boolean infoPermitted, Instant now) {
        Known known = claim.known().attempted();
        if ("DELETED".equals(word)) {
            return deleted(claim, known);
        }
        if ("FAILED".equals(word)) {
            return refused(claim, known.open(REFUSED, null, null).refused(), infoPermitted, now);
        }
        String fault =
                word == null ? "the answer does not speak of this id" : "the answer has no clear word on this id";
        return later(claim, known.open(MAY_HAVE_ACTED, null, fault), now);
    }

    private Result ofError(Claim claim, VodError error, boolean single, boolean infoPermitted, Instant now) {
        Known before = claim.known();
        Known known = before.attempted();
        if (error.mayHaveActed()) {
            return later(claim, known.open(MAY_HAVE_ACTED, error.code(), error.message()), now);
        }
        return switch (error.errorClass()) {
            case TRANSIENT -> later(claim, before.because(error.code(), error.message()), now);
            case THROTTLED, AUTH, ACCOUNT ->
                new Result.Later(claim, before.because(error.code(), error.message()), now);
            case REQUEST, UNKNOWN ->
                single
                        ? later(claim, before.because(error.code(), error.message()), now)
                        : new Result.Later(
                                claim, opened(known, CALL_REFUSED, error).byItself(), now);
            case GONE, BUSY, ASSET ->
                single
                        ? ofAssetError(claim, error, infoPermitted, now)
                        : ofSpoiledCall(claim, error, infoPermitted, now);
        };
    }

    /** An error about the only asset of the call. */
    private Result ofAssetError(Claim claim, VodError error, boolean infoPermitted, Instant now) {
        if (error.errorClass() == ErrorClass.BUSY) {
            return later(claim, opened(claim.known(), CALL_REFUSED, error), now);
        }
        Known known = opened(claim.known().attempted(), REFUSED, error);
        return error.errorClass() == ErrorClass.GONE && !infoPermitted
                ? gone(claim, known)
                : refused(claim, known.refused(), infoPermitted, now);
    }

    /**
     * One asset of the call is at fault: {@code asset/info} tells which, or each id is tried alone. An id that
     * {@code asset/info} cleared and that was in a spoiled call again waits longer each time, and in the end goes alone,
     * so that no answer can make us repeat the same call without end.
     */
    private Result ofSpoiledCall(Claim claim, VodError error, boolean infoPermitted, Instant now) {
        Known known = opened(claim.known().attempted(), CALL_REFUSED, error);
        if (!infoPermitted || known.delays() >= MOST_SPOILED) {
            return new Result.Later(claim, known.byItself(), now);
        }
        return claim.known().evidence() == NONE ? new Result.Later(claim, known, now) : later(claim, known, now);
    }

    private static Known opened(Known known, Evidence more, VodError error) {
        return known.open(more, error.code(), error.message());
    }

    /**
     * VOD refused this asset: {@code asset/info} is asked why, or the id is tried again later. An asset that was refused
     * more often than it may be is one that {@code asset/info} says nothing of, so that asking at once helps no more.
     */
    private Result refused(Claim claim, Known known, boolean infoPermitted, Instant now) {
        if (infoPermitted) {
            return known.refusals() > attempts ? later(claim, known, now) : new Result.Later(claim, known, now);
        }
        boolean mayBeGone = known.evidence() == MAY_HAVE_ACTED;
        return known.refusals() >= attempts && !mayBeGone
                ? failed(claim, reason(known), known)
                : later(claim, known, now);
    }

    /** "There is no such asset" to a call with this id alone, where {@code asset/info} cannot be asked. */
    private static Result gone(Claim claim, Known known) {
        return known.evidence() == MAY_HAVE_ACTED ? deleted(claim, known) : failed(claim, "not-found", known);
    }

    private Result later(Claim claim, Known known, Instant now) {
        return new Result.Later(claim, known.delayed(), now.plus(backoff.after(known.delays())));
    }

    private static Result deleted(Claim claim, Known known) {
        return new Result.Settled(claim, Status.DELETED, null, known.attempts(), null, null);
    }

    private static Result failed(Claim claim, String reason, Known known) {
        return new Result.Settled(claim, Status.FAILED, reason, known.attempts(), known.errorCode(), known.errorMsg());
    }

    private static String reason(Known known) {
        return ErrorCodes.meaning(known.errorCode(), 403).reason();
    }
}
