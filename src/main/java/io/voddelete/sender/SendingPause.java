package io.voddelete.sender;

import io.voddelete.asset.AssetId;
import io.voddelete.store.Pause;
import io.voddelete.store.SenderState;
import io.voddelete.store.StoreException;
import io.voddelete.support.TimeSource;
import io.voddelete.vod.AdaptiveRate;
import io.voddelete.vod.CallCredentials;
import io.voddelete.vod.DeleteResponse;
import io.voddelete.vod.ErrorCodes.ErrorClass;
import io.voddelete.vod.IamUser;
import io.voddelete.vod.Identity;
import io.voddelete.vod.ServerClock;
import io.voddelete.vod.SignatureMismatch;
import io.voddelete.vod.VodError;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds back all calls where going on would only do harm: too many calls, credentials or an account that VOD refuses, a
 * request that it never understands. Nothing is failed. A pause is kept in the store, so that a restart does not end it;
 * every ten minutes one call is tried, and the first one that VOD accepts ends it, as do other credentials where those
 * before were refused.
 */
public final class SendingPause {
    /**
     * What a pause needs from its surroundings.
     *
     * @param identity who calls from the start on
     * @param random salts the fingerprint
     * @param serverClock the time by which calls are signed
     * @param concurrency the most calls in flight, of both kinds together, from 1
     */
    public record Around(
            SenderState store,
            Identity identity,
            RandomGenerator random,
            ServerClock serverClock,
            int concurrency,
            TimeSource clock) {}

    private static final Logger LOG = LoggerFactory.getLogger(SendingPause.class);

    private final RateLimiter deletes;
    private final RateLimiter infos;
    private final Around around;
    private final InFlightGate probe;
    private final OperatorPause operator;
    private final SignatureMismatchLog mismatch = new SignatureMismatchLog();
    private volatile Identity identity;
    private volatile Pause pause;
    private Renewal renewal;

    /** By a refusal of IAM that the store could not take yet; it counts all the same. Null if there is none. */
    private Pause unwritten;

    private final ClockSkewCorrection learntTime;
    private final SingleIdRefusals refusedIds = new SingleIdRefusals();

    public SendingPause(RateLimiter deletes, RateLimiter infos, Around around) {
        this.deletes = deletes;
        this.infos = infos;
        this.around = around;
        this.probe = new InFlightGate(around.concurrency, new ClockJumps(around.clock)::hasJumped);
        this.learntTime = new ClockSkewCorrection(around.serverClock, around.clock);
        this.pause = around.store.pause().orElse(null);
        this.operator = new OperatorPause(around.store, probe);
        use(around.identity);
        if (pause != null) {
            probe.doubt(pause.byDelete() ? deletes : null);
            PauseMessages.sayGoesOn(pause);
        }
    }

    /** Who calls: what the next pass is for. */
    Identity identity() {
        return identity;
    }

    /** Whether the next DELETE is so far away that nothing is claimed. */
    boolean isFar() {
        return ClaimWindow.isFar(deletes.untilNext());
    }

    /** Lets a refused pass be replaced, by one and the same for all calls. */
    void renewBy(Renewal one) {
        renewal = one;
    }

    /**
     * Says who calls from now on: others than those that VOD refused are tried at once, by one call. Refusals of those
     * before count no more.
     */
    public synchronized void use(Identity others) {
        if (!others.equals(identity)) {
            unwritten = null;
        }
        identity = others;
        probe.doubt(null);
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

    /**
     * Ends every pause: that by an operator, and that by refused calls, so that one call is tried at once. A password that IAM
     * refused is tried once more by each order: it may have been corrected there.
     */
    public synchronized void resumeByOperator() {
        unwritten = null;
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
     * Whether an error of a whole call needs no look, by {@link #consider}: it is about credentials that are used no more,
     * or about a pass for which there is another one now.
     *
     * @param pass what the call showed, or null
     * @param kind the pacer of the calls that share the quota of this one
     */
    boolean isOvercome(VodError error, CallCredentials pass, RateLimiter kind) {
        if (isOfOthers(error, pass)) {
            return true;
        }
        if (error.errorClass() != ErrorClass.AUTH || pass == null || renewal == null || !renewal.isFor(error)) {
            return false;
        }
        probe.doubt(kind == deletes ? deletes : null); // first: nothing more goes out with the refused one
        return renewal.renew(pass);
    }

    private boolean isOfOthers(VodError error, CallCredentials pass) {
        return error.errorClass() == ErrorClass.AUTH
                && pass != null
                && !pass.identity().equals(identity);
    }

    /** IAM gives this user no token, and trying again soon would only do harm: nobody but an operator has it tried. */
    synchronized void refusedByIam(VodError error, IamUser user) {
        if (user.equals(identity)) {
            unwritten = IamRefusal.of(error).pause(error, around.clock.instant(), user.fingerprint(around.random));
            writeRefusal();
        }
    }

    private void writeRefusal() {
        if (unwritten != null) {
            begin(unwritten);
            unwritten = null;
        }
    }

    /**
     * Whether IAM is not to be asked now: no call could go out, or a wrong password tried again would lock the user.
     *
     * @throws StoreException if IAM has refused, and the store still cannot take it; IAM is not to be asked either
     */
    synchronized boolean keepsFromIam() {
        if (operator.since().isPresent()) {
            return true;
        }
        writeRefusal();
        boolean keeps = pause != null && IamRefusal.isBefore(around.clock.instant(), pause.until());
        if (keeps && IamRefusal.isLasting(pause.code())) {
            holdAll(Duration.between(around.clock.instant(), pause.until()));
        }
        return keeps;
    }

    /** No call of either kind for so long, at most {@link AdaptiveRate#LONGEST_HOLD}. */
    synchronized void holdAll(Duration time) {
        deletes.hold(time);
        infos.hold(time);
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
                    pause(error, pass, kind, PauseMessages.of(error, kind == infos, renewal != null));
                }
            }
            case ACCOUNT -> pause(error, pass, kind, "check the state of the account in the console");
            case REQUEST, UNKNOWN -> considerRefusal(error, pass, kind, onlyId);
            default -> {
                // about an asset, or passing: the ids wait, not the sender
            }
        }
    }

    /** Notes how a signature differs, to be said if a pause begins by that; to be called before {@link #consider}. */
    public void mismatched(SignatureMismatch found) {
        mismatch.note(found);
    }

    /** Counts the calls in flight, of both kinds; lets out one at a time until VOD has accepted one. */
    InFlightGate probe() {
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
        boolean goesOn = pause != null && pause.isBy(error.errorClass(), error.code());
        if (goesOn || other != null) {
            pause(error, pass, kind, goesOn ? pause.remedy() : PauseMessages.ofTwo(other, onlyId));
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
        probe.doubt(null);
        return true;
    }

    private synchronized void pause(VodError error, CallCredentials pass, RateLimiter kind, String remedy) {
        if (isOfOthers(error, pass)) {
            return; // they came into use since isOvercome looked
        }
        Instant now = around.clock.instant();
        learntTime.settled();
        boolean begins = begin(new Pause(
                error.errorClass(),
                error.code(),
                error.toString(),
                remedy,
                kind == deletes || pause != null && pause.byDelete(),
                now,
                now.plus(AdaptiveRate.LONGEST_HOLD),
                identity.fingerprint(around.random)));
        if (begins) {
            mismatch.explain(error);
        }
    }

    /** Whether the pause goes on whatever VOD says: what IAM refused is not shown to it again before the end. */
    private boolean outlastsCalls() {
        return pause != null
                && IamRefusal.isLasting(pause.code())
                && IamRefusal.isBefore(around.clock.instant(), pause.until())
                && identity.matches(pause.credentials()); // last: it is slow
    }

    /** Begins a pause or, if the call was one that the pause tries or that went out before it, goes on with it. */
    private boolean begin(Pause next) {
        probe.doubt(next.byDelete() ? deletes : null);
        if (outlastsCalls()) {
            return false;
        }
        boolean begins = pause == null || !pause.isBy(next.cause(), next.code());
        if (begins) {
            PauseMessages.sayBegins(next);
        }
        Pause kept = begins ? next : next.since(pause.since());
        around.store.setPause(kept); // first: a hold that nobody explains is worse than a call too many
        holdAll(AdaptiveRate.LONGEST_HOLD);
        pause = kept; // seen by others only now that nothing goes out any more
        return begins;
    }

    private synchronized void accepted() {
        mismatch.forget();
        learntTime.settled();
        if (renewal != null) {
            renewal.accepted();
        }
        if (pause != null && !outlastsCalls()) {
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
