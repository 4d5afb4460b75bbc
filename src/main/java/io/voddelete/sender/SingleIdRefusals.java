package io.voddelete.sender;

import io.voddelete.asset.AssetId;
import io.voddelete.vod.DeleteResponse;
import io.voddelete.vod.VodError;
import java.util.Map;

/** Distinguishes a refusal of one id from a refusal of all calls, by earlier calls with a single id. */
final class SingleIdRefusals {
    private String lastCode;
    private AssetId lastId;
    private boolean workedSinceRefusal;

    /** A call was answered as it should be: whatever was refused before was about its ids. */
    synchronized void worked() {
        lastCode = null;
        lastId = null;
        workedSinceRefusal = true;
    }

    /**
     * What the answer to a call with one id means, to be called once an answer. That VOD does not understand it may be said
     * of all calls or of this id; it is of this id if another call was accepted since the last such answer.
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
     * Notes a refusal.
     *
     * @param onlyId the asset id if the call had one only, or null
     * @return the other id that was refused last, for the same reason; or null
     */
    synchronized AssetId otherWithSame(VodError error, AssetId onlyId) {
        if (onlyId == null) {
            return null;
        }
        String code = error.httpStatus() + " " + error.code();
        AssetId other = code.equals(lastCode) && !onlyId.equals(lastId) ? lastId : null;
        lastCode = code;
        lastId = onlyId;
        return other;
    }
}
