package io.voddelete.sender;

import io.voddelete.store.Pause;
import io.voddelete.store.SenderState;
import io.voddelete.store.StoreException;
import io.voddelete.support.TimeSource;
import io.voddelete.vod.AdaptiveRate;
import io.voddelete.vod.CallCredentials;
import io.voddelete.vod.ErrorCodes.ErrorClass;
import io.voddelete.vod.IamUser;
import io.voddelete.vod.Identity;
import io.voddelete.vod.SignatureMismatch;
import io.voddelete.vod.VodError;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds back all calls where going on would only do harm: too many calls, credentials or an account that VOD refuses, a
 * request that it never understands. Nothing is failed. A pause is kept in the store, so that a restart does not end it;
 * every ten minutes one call is tried, and the first one that VOD accepts ends it, as do other credentials where those
 * before were refused.
 */
public final class SendingPause {
    private static final Logger LOG = LoggerFactory.getLogger(SendingPause.class);

    private final SenderState store;
    private final CredentialsInUse credentials;
    private final RateLimiter deletes;
    private final RateLimiter infos;
    private final InFlightGate probe;
    private final OperatorPause operator;
    private final TimeSource clock;
    private final SignatureMismatchLog mismatch = new SignatureMismatchLog();
    private volatile Pause pause;

    /** By a refusal of IAM that the store could not take yet; it counts all the same. Null if there is none. */
    private Pause unwritten;

    /** @param concurrency the most calls in flight, of both kinds together, from 1 */
    public SendingPause(
            SenderState store,
            CredentialsInUse credentials,
            RateLimiter deletes,
            RateLimiter infos,
            int concurrency,
            TimeSource clock) {
        this.store = store;
        this.credentials = credentials;
        this.deletes = deletes;
        this.infos = infos;
        this.clock = clock;
        this.probe = new InFlightGate(concurrency, new ClockJumps(clock)::hasJumped);
        this.pause = store.pause().orElse(null);
        this.operator = new OperatorPause(store, probe);
        use(credentials.identity());
        if (pause != null) {
            probe.doubt(byWhom(pause.byDelete()));
            PauseMessages.sayGoesOn(pause);
        }
    }

    /** Who calls: what the next pass is for. */
    Identity identity() {
        return credentials.identity();
    }

    /** Whether the next DELETE is so far away that nothing is claimed. */
    boolean isFar() {
        return ClaimWindow.isFar(deletes.untilNext());
    }

    /**
     * Says who calls from now on: others than those that VOD refused are tried at once, by one call. Refusals of those
     * before count no more.
     */
    public synchronized void use(Identity others) {
        if (!others.equals(credentials.identity())) {
            unwritten = null;
        }
        credentials.use(others);
        probe.doubt(null);
        if (pause != null && pause.cause() == ErrorClass.AUTH && !others.matches(pause.credentials())) {
            LOG.info("Sending continues with new credentials in place of those that VOD refused ({})", pause.error());
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
            LOG.info("One call is tried immediately, by order of an operator");
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

    /** IAM gives this user no token, and trying again soon would only do harm: nobody but an operator has it tried. */
    synchronized void refusedByIam(VodError error, IamUser user) {
        if (user.equals(credentials.identity())) {
            unwritten = IamRefusal.of(error).pause(error, clock.instant(), credentials.fingerprint());
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
        boolean keeps = pause != null && IamRefusal.isBefore(clock.instant(), pause.until());
        if (keeps && IamRefusal.isLasting(pause.code())) {
            holdAll(Duration.between(clock.instant(), pause.until()));
        }
        return keeps;
    }

    /** No call of either kind for so long, at most {@link AdaptiveRate#LONGEST_HOLD}. */
    synchronized void holdAll(Duration time) {
        deletes.hold(time);
        infos.hold(time);
    }

    /** Notes how a signature differs, to be said if a pause begins by that; to be called before the error itself is considered. */
    public void mismatched(SignatureMismatch found) {
        mismatch.note(found);
    }

    /** Counts the calls in flight, of both kinds; lets out one at a time until VOD has accepted one. */
    InFlightGate probe() {
        return probe;
    }

    /**
     * Goes on with the pause if it is by the same error.
     *
     * @param pass what the call showed, or null
     * @return whether it is
     */
    synchronized boolean goesOnBy(VodError error, CallCredentials pass, RateLimiter kind) {
        boolean goesOn = pause != null && pause.isBy(error.errorClass(), error.code());
        if (goesOn) {
            refused(error, pass, kind, pause.remedy());
        }
        return goesOn;
    }

    /**
     * Begins a pause, or goes on with the one that there is.
     *
     * @param pass what the call showed, or null
     * @return whether sending is paused; false if the error refuses credentials that came out of use meanwhile
     */
    synchronized boolean refused(VodError error, CallCredentials pass, RateLimiter kind, String remedy) {
        if (credentials.isOfOthers(error, pass)) {
            return false;
        }
        Instant now = clock.instant();
        boolean begins = begin(new Pause(
                error.errorClass(),
                error.code(),
                error.toString(),
                remedy,
                kind == deletes || pause != null && pause.byDelete(),
                now,
                now.plus(AdaptiveRate.LONGEST_HOLD),
                credentials.fingerprint()));
        if (begins) {
            mismatch.explain(error);
        }
        return true;
    }

    /** One call at a time goes out until VOD has accepted one: of this kind if it deletes, else of any. */
    void doubt(RateLimiter kind) {
        probe.doubt(byWhom(kind == deletes));
    }

    private RateLimiter byWhom(boolean byDelete) {
        return byDelete ? deletes : null;
    }

    /** Whether calls of this kind delete. */
    boolean isDelete(RateLimiter kind) {
        return kind == deletes;
    }

    /** Whether the pause goes on whatever VOD says: what IAM refused is not shown to it again before the end. */
    private boolean outlastsCalls() {
        return pause != null
                && IamRefusal.isLasting(pause.code())
                && IamRefusal.isBefore(clock.instant(), pause.until())
                && credentials.identity().matches(pause.credentials()); // last: it is slow
    }

    /** Begins a pause or, if the call was one that the pause tries or that went out before it, goes on with it. */
    private boolean begin(Pause next) {
        probe.doubt(byWhom(next.byDelete()));
        if (outlastsCalls()) {
            return false;
        }
        boolean begins = pause == null || !pause.isBy(next.cause(), next.code());
        if (begins) {
            PauseMessages.sayBegins(next);
        }
        Pause kept = begins ? next : next.since(pause.since());
        store.setPause(kept); // first: a hold that nobody explains is worse than a call too many
        holdAll(AdaptiveRate.LONGEST_HOLD);
        pause = kept; // seen by others only now that nothing goes out any more
        return begins;
    }

    /** VOD has accepted a call. */
    synchronized void accepted() {
        mismatch.forget();
        if (pause != null && !outlastsCalls()) {
            Duration time = Duration.between(pause.since(), clock.instant());
            LOG.info("Sending works again after a pause of {} minutes: VOD accepted a call", time.toMinutes());
            endPause();
        }
    }

    private void endPause() {
        store.endPause();
        pause = null;
    }
}
