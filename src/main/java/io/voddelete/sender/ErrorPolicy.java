package io.voddelete.sender;

import io.voddelete.asset.AssetId;
import io.voddelete.support.TimeSource;
import io.voddelete.vod.CallCredentials;
import io.voddelete.vod.DeleteResponse;
import io.voddelete.vod.ErrorCodes.ErrorClass;
import io.voddelete.vod.ServerClock;
import io.voddelete.vod.VodError;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Decides what an error of a whole call means for later calls: a lower rate, a new token, another signing time, or a pause. Takes
 * its lock before that of the pause. Thread-safe.
 */
public final class ErrorPolicy {
    private final SendingPause pause;
    private final CredentialsInUse credentials;
    private final Renewal renewal;
    private final ClockSkewCorrection learntTime;
    private final VodReach reach;
    private final SingleIdRefusals refusedIds = new SingleIdRefusals();

    /**
     * @param passes provides and renews the credentials of all calls
     * @param reach learns which calls are answered
     * @param serverClock the time with which calls are signed
     */
    public ErrorPolicy(
            SendingPause pause,
            CredentialsInUse credentials,
            CallCredentialsProvider passes,
            VodReach reach,
            ServerClock serverClock,
            TimeSource clock) {
        this.pause = pause;
        this.reach = reach;
        this.credentials = credentials;
        this.renewal = passes.renewal();
        this.learntTime = new ClockSkewCorrection(serverClock, clock);
    }

    SendingPause pause() {
        return pause;
    }

    /**
     * Returns whether {@link #consider} is not needed for an error, because it concerns credentials that are no longer in use or
     * have been renewed.
     *
     * @param pass the credentials of the call; null if unknown
     * @param kind the limiter of the calls that share the quota of this one
     */
    boolean isOvercome(VodError error, @Nullable CallCredentials pass, RateLimiter kind) {
        if (credentials.isOfOthers(error, pass)) {
            return true;
        }
        if (error.errorClass() != ErrorClass.AUTH || pass == null || !renewal.isFor(error)) {
            return false;
        }
        pause.doubt(kind); // first, so that no further call is sent with the refused credentials
        return renewal.renew(pass);
    }

    /**
     * Lets no other call begin until this one leaves the gate, if {@link #consider} will pause the sender or change how calls are
     * signed. Until then its results are stored, which may take long, and they make its ids due again.
     *
     * @param error of a call in flight
     * @param pass the credentials of the call; null if unknown
     * @param sentAt when the call was sent; null if it was not
     * @param onlyId the asset id if the call had only one; otherwise null
     */
    synchronized void foresee(
            VodError error, @Nullable CallCredentials pass, @Nullable Instant sentAt, @Nullable AssetId onlyId) {
        boolean concernsOthers = switch (error.errorClass()) {
            case AUTH ->
                !credentials.isOfOthers(error, pass) && (sentAt == null || !learntTime.isKnownSince(error, sentAt));
            case ACCOUNT -> true;
            case REQUEST, UNKNOWN -> refusedIds.findOther(error, onlyId) != null;
            default -> false;
        };
        if (concernsOthers) {
            pause.probe().doubt(null);
        }
    }

    /**
     * Reacts to an error of a whole call. Ignores the refusal of credentials that are no longer in use.
     *
     * @param pass the credentials of the call; null if unknown
     * @param kind the limiter of the calls that share the quota of this one
     * @param sentAt when the call was sent; null if it was not
     * @param onlyId the asset id if the call had only one; otherwise null
     */
    void consider(
            VodError error,
            @Nullable CallCredentials pass,
            RateLimiter kind,
            @Nullable Instant sentAt,
            @Nullable AssetId onlyId) {
        switch (error.errorClass()) {
            case THROTTLED -> {
                if (sentAt != null) {
                    kind.throttled(error, sentAt);
                }
            }
            case AUTH -> {
                if (!learnsTime(error, sentAt)) {
                    boolean info = !pause.isDelete(kind);
                    pause(error, pass, kind, PauseMessages.of(error, info, renewal.isOfTokens()));
                }
            }
            case ACCOUNT -> pause(error, pass, kind, "check the state of the account in the console");
            case REQUEST, UNKNOWN -> considerRefusal(error, pass, kind, onlyId);
            default -> {
                // concerns an asset or is temporary: the ids wait, not the sender
            }
        }
    }

    /** Returns whether an error concerns the rate of all calls; the limiter logs its effect, not each call. */
    static boolean isThrottle(VodError error) {
        return error.errorClass() == ErrorClass.THROTTLED;
    }

    /**
     * Records what a response, or its absence, shows about our credentials and the way to VOD; call after {@link #consider}.
     *
     * @param error of the whole call; null if there was none
     * @param sentAt when the call was sent; null if it was not
     */
    void answered(Object call, @Nullable VodError error, @Nullable Instant sentAt) {
        reach.called(error, sentAt);
        if (pause.probe().answered(call, error == null || error.isAboutAssets())) {
            accepted();
        }
    }

    /** A call was accepted, so earlier refusals concerned their ids. */
    void worked() {
        refusedIds.worked();
    }

    /** Interprets the response to a call with one id: see {@link SingleIdRefusals#judge}. */
    DeleteResponse judge(DeleteResponse answer) {
        return refusedIds.judge(answer);
    }

    /** The same refusal of two different ids does not concern the ids. */
    private synchronized void considerRefusal(
            VodError error, @Nullable CallCredentials pass, RateLimiter kind, @Nullable AssetId onlyId) {
        AssetId other = refusedIds.otherWithSame(error, onlyId);
        if (pause.goesOnBy(error, pass, kind)) {
            learntTime.settled();
        } else if (other != null && onlyId != null) {
            pause(error, pass, kind, PauseMessages.ofTwo(other, onlyId));
        }
    }

    /** Returns whether the refused signature was off by our clock only, so that the sender need not be paused. */
    private synchronized boolean learnsTime(VodError error, @Nullable Instant sentAt) {
        if (sentAt != null && learntTime.isKnownSince(error, sentAt)) {
            return true;
        }
        if (!learntTime.learn(error)) {
            return false;
        }
        pause.probe().doubt(null);
        return true;
    }

    private synchronized void pause(VodError error, @Nullable CallCredentials pass, RateLimiter kind, String remedy) {
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
