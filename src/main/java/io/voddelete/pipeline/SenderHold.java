package io.voddelete.pipeline;

import io.voddelete.asset.AssetId;
import io.voddelete.vod.ErrorCodes.ErrorClass;
import io.voddelete.vod.Pace;
import io.voddelete.vod.VodError;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds back all calls where going on would only do harm: too many calls, credentials or an account that VOD refuses, a
 * request that it never understands. Nothing is failed; the hold is kept in the store, so that a restart does not end it.
 */
public final class SenderHold {
    private static final String OTHER_PROJECT = "VOD.10057";

    private static final Logger LOG = LoggerFactory.getLogger(SenderHold.class);

    private final Pacer deletes;
    private final Pacer infos;
    private final Probe probe = new Probe();
    private String lastCode;
    private AssetId lastId;

    public SenderHold(Pacer deletes, Pacer infos) {
        this.deletes = deletes;
        this.infos = infos;
    }

    /**
     * Looks at an error of a whole call.
     *
     * @param kind the pacer of the calls that share the quota of this one
     * @param sentAt when the call went out
     * @param onlyId the asset id if the call had one only, or null
     */
    void consider(VodError error, Pacer kind, Instant sentAt, AssetId onlyId) {
        switch (error.errorClass()) {
            case THROTTLED -> kind.throttled(error, sentAt);
            case AUTH -> pause(error, remedy(error, kind));
            case ACCOUNT -> pause(error, "check the state of the account in the console");
            case REQUEST, UNKNOWN -> considerRefusal(error, onlyId);
            default -> {
                // about an asset, or passing: the ids wait, not the sender
            }
        }
    }

    /** Lets one call out at a time, of both kinds, until VOD has accepted one. */
    Probe probe() {
        return probe;
    }

    /** Whether an error is about the pace of all calls: what changes by it is said by the pacer, not call by call. */
    static boolean isThrottle(VodError error) {
        return error.errorClass() == ErrorClass.THROTTLED;
    }

    /** Whether an error is an ordinary one, about an asset of the call: VOD understood and accepted the call itself. */
    static boolean isAboutAssets(VodError error) {
        return switch (error.errorClass()) {
            case GONE, BUSY, ASSET -> true;
            default -> false;
        };
    }

    /** Notes what an answer shows of our credentials, to be called after {@link #consider}. */
    void answered(Object call, VodError error) {
        probe.answered(call, error == null || isAboutAssets(error));
    }

    /** A call was answered as it should be: whatever was refused before was about its ids. */
    synchronized void worked() {
        lastCode = null;
        lastId = null;
    }

    /** The same refusal of two different ids is not about the ids. */
    private synchronized void considerRefusal(VodError error, AssetId onlyId) {
        String code = error.httpStatus() + " " + error.code();
        if (onlyId != null && code.equals(lastCode) && !onlyId.equals(lastId)) {
            pause(error, "check vod.endpoint and vod.project-id, and look the code up");
        }
        lastCode = onlyId == null ? lastCode : code;
        lastId = onlyId == null ? lastId : onlyId;
    }

    private String remedy(VodError error, Pacer kind) {
        if (OTHER_PROJECT.equals(error.code())) {
            return "check vod.project-id, which is not the project of these credentials";
        }
        return "check vod.access-key, vod.secret-key and the key's permission "
                + (kind == infos ? "vod:asset:getInfo" : "vod:asset:delete");
    }

    private void pause(VodError error, String remedy) {
        if (deletes.untilNext().compareTo(Pace.LONGEST_HOLD.dividedBy(2)) < 0) {
            LOG.error(
                    "sending is paused: {}. No id is failed; the next try is in {} minutes. What to do: {}",
                    error,
                    Pace.LONGEST_HOLD.toMinutes(),
                    remedy);
        }
        probe.doubt();
        deletes.hold(Pace.LONGEST_HOLD);
        infos.hold(Pace.LONGEST_HOLD);
    }
}
