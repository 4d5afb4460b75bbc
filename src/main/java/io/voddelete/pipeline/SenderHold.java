package io.voddelete.pipeline;

import io.voddelete.asset.AssetId;
import io.voddelete.store.AssetStore;
import io.voddelete.store.Pause;
import io.voddelete.vod.Answer;
import io.voddelete.vod.Credentials;
import io.voddelete.vod.ErrorCodes.ErrorClass;
import io.voddelete.vod.Pace;
import io.voddelete.vod.ServerClock;
import io.voddelete.vod.SignatureMismatch;
import io.voddelete.vod.VodError;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds back all calls where going on would only do harm: too many calls, credentials or an account that VOD refuses, a
 * request that it never understands. Nothing is failed. A pause is kept in the store, so that a restart does not end it;
 * every ten minutes one call is tried, and the first one that VOD accepts ends it, as do other credentials where those
 * before were refused.
 */
public final class SenderHold {
    /**
     * What a pause needs from its surroundings.
     *
     * @param credentials those that sign from the start on
     * @param random salts their fingerprint
     * @param serverClock the time by which calls are signed
     * @param concurrency the most calls in flight, of both kinds together, from 1
     */
    public record Around(
            AssetStore store,
            Credentials credentials,
            RandomGenerator random,
            ServerClock serverClock,
            int concurrency,
            InstantSource clock) {}

    private static final String OTHER_PROJECT = "VOD.10057";

    private static final Logger LOG = LoggerFactory.getLogger(SenderHold.class);

    private final Pacer deletes;
    private final Pacer infos;
    private final Around around;
    private final Probe probe;
    private final OperatorPause operator;
    private final AtomicReference<SignatureMismatch> mismatch = new AtomicReference<>();
    private Credentials credentials;
    private volatile Pause pause;
    /** When VOD's time was learnt last, and whether no call signed by it was accepted yet. */
    private Instant timeLearntAt;

    private boolean timeIsDoubtful;
    private String lastCode;
    private AssetId lastId;
    private boolean workedSinceRefusal;

    public SenderHold(Pacer deletes, Pacer infos, Around around) {
        this.deletes = deletes;
        this.infos = infos;
        this.around = around;
        this.probe = new Probe(around.concurrency);
        this.pause = around.store.pause().orElse(null);
        this.operator = new OperatorPause(around.store, probe);
        use(around.credentials);
        if (pause != null) {
            probe.doubt(pause.byDelete() ? deletes : null);
            LOG.warn(
                    "sending is paused since {}: {}. No id is failed; the next try is at {}. What to do: {}",
                    pause.since(),
                    pause.error(),
                    pause.until(),
                    pause.remedy());
        }
    }

    /** Says which credentials sign from now on: others than those that VOD refused are tried at once. */
    synchronized void use(Credentials others) {
        credentials = others;
        if (pause != null && pause.cause() == ErrorClass.AUTH && !others.matches(pause.credentials())) {
            LOG.info("sending goes on with other credentials than those that VOD refused ({})", pause.error());
            tryAtOnce();
        }
    }

    private void tryAtOnce() {
        deletes.release();
        infos.release();
        probe.doubt(null);
        endPause();
    }

    /** Lets no call begin from now on, over restarts too; when this returns, those in flight are the last ones. */
    public void pauseByOperator() {
        operator.begin();
    }

    /** Ends every pause: that by an operator, and that by refused calls, so that one call is tried at once. */
    public synchronized void resumeByOperator() {
        if (pause != null) {
            LOG.info("an operator lets one call be tried at once");
            tryAtOnce();
        }
        operator.end();
    }

    /** Since when an operator lets nothing be sent; empty if none keeps the sender from it. */
    public Optional<Instant> operatorPause() {
        return operator.since();
    }

    /** Why nothing is sent but one call every ten minutes; empty if the sender is not paused. */
    public Optional<Pause> pause() {
        return Optional.ofNullable(pause);
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
            case AUTH -> {
                if (!learnsTime(error, sentAt)) {
                    pause(error, kind, remedy(error, kind));
                }
            }
            case ACCOUNT -> pause(error, kind, "check the state of the account in the console");
            case REQUEST, UNKNOWN -> considerRefusal(error, kind, onlyId);
            default -> {
                // about an asset, or passing: the ids wait, not the sender
            }
        }
    }

    /** Notes how a signature differs, to be said if a pause begins by that; to be called before {@link #consider}. */
    public void mismatched(SignatureMismatch found) {
        mismatch.set(found);
    }

    /** Counts the calls in flight, of both kinds; lets out one at a time until VOD has accepted one. */
    Probe probe() {
        return probe;
    }

    /** Whether an error is about the pace of all calls: what changes by it is said by the pacer, not call by call. */
    static boolean isThrottle(VodError error) {
        return error.errorClass() == ErrorClass.THROTTLED;
    }

    /** Notes what an answer shows of our credentials, to be called after {@link #consider}. */
    void answered(Object call, VodError error) {
        if (probe.answered(call, error == null || error.isAboutAssets())) {
            accepted();
        }
    }

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
    synchronized Answer judge(Answer answer) {
        VodError error = answer.error();
        if (error == null || !error.isAboutRequest() || error.mayHaveActed()) {
            return answer;
        }
        boolean aboutTheId = workedSinceRefusal;
        workedSinceRefusal = false;
        return aboutTheId ? new Answer(null, error.aboutAsset()) : answer;
    }

    /** The same refusal of two different ids is not about the ids. */
    private synchronized void considerRefusal(VodError error, Pacer kind, AssetId onlyId) {
        String code = error.httpStatus() + " " + error.code();
        boolean goesOn = pause != null && pause.isBy(error.errorClass(), error.code());
        if (goesOn || onlyId != null && code.equals(lastCode) && !onlyId.equals(lastId)) {
            String remedy = goesOn
                    ? pause.remedy()
                    : "check vod.endpoint and vod.project-id, or what is special about the ids " + lastId + " and "
                            + onlyId + ", and look the code up";
            pause(error, kind, remedy);
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

    /**
     * A signature is refused only because a clock is off: signed by the time that VOD tells, the next one is accepted. If it
     * is not, that is tried again no sooner than after a pause.
     *
     * @return whether the sender need not be paused
     */
    private synchronized boolean learnsTime(VodError error, Instant sentAt) {
        Instant now = around.clock.instant();
        if (timeLearntAt != null && sentAt.isBefore(timeLearntAt) && !timeLearntAt.isAfter(now)) {
            return around.serverClock.tellsTime(error); // signed before, by the old time
        }
        if (timeIsDoubtful || !around.serverClock.learn(error)) {
            return false;
        }
        timeLearntAt = now;
        timeIsDoubtful = true;
        probe.doubt(null);
        Duration offset = around.serverClock.offset();
        LOG.warn(
                "the clock of this machine is {} seconds {} that of VOD, which refuses its signatures: {}. From now on"
                        + " calls are signed by VOD's time; nothing is failed. What to do: correct the clock (NTP)",
                offset.abs().toSeconds(),
                offset.isNegative() ? "ahead of" : "behind",
                error);
        return true;
    }

    /** Begins a pause or, if the call was one that the pause tries or that went out before it, goes on with it. */
    private synchronized void pause(VodError error, Pacer kind, String remedy) {
        Instant now = around.clock.instant();
        timeIsDoubtful = false;
        boolean begins = pause == null || !pause.isBy(error.errorClass(), error.code());
        Pause next = new Pause(
                error.errorClass(),
                error.code(),
                error.toString(),
                remedy,
                kind == deletes || pause != null && pause.byDelete(),
                begins ? now : pause.since(),
                now.plus(Pace.LONGEST_HOLD),
                credentials.fingerprint(around.random));
        probe.doubt(next.byDelete() ? deletes : null);
        if (begins) {
            LOG.error(
                    "sending is paused: {}. No id is failed; the next try is in {} minutes, at {}. What to do: {}",
                    error,
                    Pace.LONGEST_HOLD.toMinutes(),
                    next.until(),
                    remedy);
            sayMismatch(error);
        }
        around.store.setPause(next); // first: a hold that nobody explains is worse than a call too many
        deletes.hold(Pace.LONGEST_HOLD);
        infos.hold(Pace.LONGEST_HOLD);
        pause = next; // seen by others only now that nothing goes out any more
    }

    private void sayMismatch(VodError error) {
        SignatureMismatch found = mismatch.getAndSet(null);
        if (found != null && error.errorClass() == ErrorClass.AUTH) {
            LOG.warn(
                    "the gateway read the refused request as '{}'; this module signed '{}'; {}",
                    found.theirs(),
                    found.ours(),
                    found.difference());
        }
    }

    private synchronized void accepted() {
        mismatch.set(null);
        timeIsDoubtful = false;
        if (pause != null) {
            Duration time = Duration.between(pause.since(), around.clock.instant());
            LOG.info("sending works again after {} minutes of pause: VOD accepted a call", time.toMinutes());
            endPause();
        }
    }

    private void endPause() {
        around.store.endPause();
        pause = null;
    }
}
