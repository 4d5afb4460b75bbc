package io.voddelete.sender;

import io.voddelete.asset.AssetId;
import io.voddelete.support.TimeSource;
import io.voddelete.vod.CallCredentials;
import io.voddelete.vod.DeleteResponse;
import io.voddelete.vod.ErrorCodes.ErrorClass;
import io.voddelete.vod.ServerClock;
import io.voddelete.vod.VodError;
import java.time.Instant;

/**
 * What an error of a whole call means for the calls to come: a slower pace, another token, another time to sign by, or a
 * pause. Takes its lock before that of the pause.
 */
public final class ErrorPolicy {
    private final SendingPause pause;
    private final CredentialsInUse credentials;
    private final Renewal renewal;
    private final ClockSkewCorrection learntTime;
    private final SingleIdRefusals refusedIds = new SingleIdRefusals();

    /**
     * @param passes what calls show, and how a refused one is replaced, by one and the same for all calls
     * @param serverClock the time by which calls are signed
     */
    public ErrorPolicy(
            SendingPause pause,
            CredentialsInUse credentials,
            CallCredentialsProvider passes,
            ServerClock serverClock,
            TimeSource clock) {
        this.pause = pause;
        this.credentials = credentials;
        this.renewal = passes.renewal();
        this.learntTime = new ClockSkewCorrection(serverClock, clock);
    }

    SendingPause pause() {
        return pause;
    }

    /**
     * Whether an error of a whole call needs no look, by {@link #consider}: it is about credentials that are used no more,
     * or about a pass for which there is another one now.
     *
     * @param pass what the call showed, or null
     * @param kind the pacer of the calls that share the quota of this one
     */
    boolean isOvercome(VodError error, CallCredentials pass, RateLimiter kind) {
        if (credentials.isOfOthers(error, pass)) {
            return true;
        }
        if (error.errorClass() != ErrorClass.AUTH || pass == null || !renewal.isFor(error)) {
            return false;
        }
        pause.doubt(kind); // first: nothing more goes out with the refused one
        return renewal.renew(pass);
    }

    /**
     * Looks at an error of a whole call. One that refuses credentials which came out of use meanwhile does nothing.
     *
     * @param pass what the call showed, or null
     * @param kind the pacer of the calls that share the quota of this one
     * @param sentAt when the call went out
     * @param onlyId the asset id if the call had one only, or null
     */
    void consider(VodError error, CallCredentials pass, RateLimiter kind, Instant sentAt, AssetId onlyId) {
        switch (error.errorClass()) {
            case THROTTLED -> kind.throttled(error, sentAt);
            case AUTH -> {
                if (!learnsTime(error, sentAt)) {
                    boolean info = !pause.isDelete(kind);
                    pause(error, pass, kind, PauseMessages.of(error, info, renewal.isOfTokens()));
                }
            }
            case ACCOUNT -> pause(error, pass, kind, "check the state of the account in the console");
            case REQUEST, UNKNOWN -> considerRefusal(error, pass, kind, onlyId);
            default -> {
                // about an asset, or passing: the ids wait, not the sender
            }
        }
    }

    /** Whether an error is about the pace of all calls: what changes by it is said by the pacer, not call by call. */
    static boolean isThrottle(VodError error) {
        return error.errorClass() == ErrorClass.THROTTLED;
    }

    /** Notes what an answer shows of our credentials, to be called after {@link #consider}. */
    void answered(Object call, VodError error) {
        if (pause.probe().answered(call, error == null || error.isAboutAssets())) {
            accepted();
        }
    }

    /** A call was answered as it should be: whatever was refused before was about its ids. */
    void worked() {
        refusedIds.worked();
    }

    /** What the answer to a call with one id means: see {@link SingleIdRefusals#judge}. */
    DeleteResponse judge(DeleteResponse answer) {
        return refusedIds.judge(answer);
    }

    /** The same refusal of two different ids is not about the ids. */
    private synchronized void considerRefusal(VodError error, CallCredentials pass, RateLimiter kind, AssetId onlyId) {
        AssetId other = refusedIds.otherWithSame(error, onlyId);
        if (pause.goesOnBy(error, pass, kind)) {
            learntTime.settled();
        } else if (other != null) {
            pause(error, pass, kind, PauseMessages.ofTwo(other, onlyId));
        }
    }

    /** Whether the refused signature was off by our clock alone, so that the sender need not be paused. */
    private synchronized boolean learnsTime(VodError error, Instant sentAt) {
        if (learntTime.isKnownSince(error, sentAt)) {
            return true;
        }
        if (!learntTime.learn(error)) {
            return false;
        }
        pause.probe().doubt(null);
        return true;
    }

    private synchronized void pause(VodError error, CallCredentials pass, RateLimiter kind, String remedy) {
        if (pause.refused(error, pass, kind, remedy)) {
            learntTime.settled();
        }
    }

    private synchronized void accepted() {
        learntTime.settled();
        renewal.accepted();
        pause.accepted();
    }
}
