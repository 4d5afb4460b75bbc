package io.voddelete.sender;

import io.voddelete.asset.AssetId;
import io.voddelete.vod.DeleteResponse;
import io.voddelete.vod.VodError;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Distinguishes a refusal of one id from a refusal of all calls, by earlier calls with a single id. */
final class SingleIdRefusals {
    private @Nullable String lastCode;
    private @Nullable AssetId lastId;
    private boolean workedSinceRefusal;

    /** A call was accepted, so earlier refusals concerned their ids. */
    synchronized void worked() {
        lastCode = null;
        lastId = null;
        workedSinceRefusal = true;
    }

    /**
     * Interprets the response to a call with one id; call once per response. A response that VOD does not understand the call
     * may concern all calls or only this id; it concerns the id if another call was accepted since the last such response.
     */
    synchronized DeleteResponse judge(DeleteResponse answer) {
        VodError error = answer.error();
        if (error == null || !error.isAboutRequest() || error.mayHaveActed()) {
            return answer;
        }
        boolean aboutTheId = workedSinceRefusal;
        workedSinceRefusal = false;
        return aboutTheId ? new DeleteResponse(Map.of(), error.aboutAsset()) : answer;
    }

    /**
     * Records a refusal.
     *
     * @param onlyId the asset id if the call had only one; otherwise null
     * @return another id that was refused last, for the same reason; null if there is none
     */
    synchronized @Nullable AssetId otherWithSame(VodError error, @Nullable AssetId onlyId) {
        if (onlyId == null) {
            return null;
        }
        AssetId other = findOther(error, onlyId);
        lastCode = code(error);
        lastId = onlyId;
        return other;
    }

    /** Returns what {@link #otherWithSame} would, and records nothing. */
    synchronized @Nullable AssetId findOther(VodError error, @Nullable AssetId onlyId) {
        boolean isOther =
                onlyId != null && !onlyId.equals(lastId) && code(error).equals(lastCode);
        return isOther ? lastId : null;
    }

    private static String code(VodError error) {
        return error.httpStatus() + " " + error.code();
    }
}
