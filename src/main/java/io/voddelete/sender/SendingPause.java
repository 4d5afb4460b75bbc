package io.voddelete.sender;

import io.voddelete.store.Counter;
import io.voddelete.store.Events;
import io.voddelete.store.Order;
import io.voddelete.store.Pause;
import io.voddelete.store.SenderState;
import io.voddelete.support.ClockJumps;
import io.voddelete.support.LogEvent;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Holds back all calls while sending would only do harm: if VOD refuses the credentials or the account, or understands none of our
 * calls. No id is marked FAILED. A pause is kept in the store, so that it survives a restart. Every ten minutes one call is
 * tried; the first one that VOD accepts ends the pause, and so do new credentials if the old ones were refused. Thread-safe.
 */
public final class SendingPause {
    private static final Logger LOG = LoggerFactory.getLogger(SendingPause.class);

    private final SenderState store;
    private final PauseRecord record;
    private final CredentialsInUse credentials;
    private final RateLimiter deletes;
    private final RateLimiter infos;
    private final InFlightGate probe;
    private final OperatorPause operator;
    private final TimeSource clock;
    private final SignatureMismatchLog mismatch = new SignatureMismatchLog();
    /** Null if nothing but an operator pauses the sender. */
    private volatile @Nullable Pause pause;
    /** Whether this process sends; otherwise it only knows what the one that does has found out. */
    private boolean isSending;

    /** A pause because of IAM that could not be stored yet but is in effect; null if there is none. */
    private @Nullable Unwritten unwritten;

    /** @param request see {@link VodError#request} */
    private record Unwritten(Pause pause, String request) {}

    /**
     * @param concurrency maximum number of calls in flight, of both kinds together; at least 1
     * @param isSending whether this process sends; otherwise another one does
     */
    public SendingPause(
            SenderState store,
            Events events,
            CredentialsInUse credentials,
            RateLimiter deletes,
            RateLimiter infos,
            int concurrency,
            boolean isSending,
            TimeSource clock) {
        this.store = store;
        this.record = new PauseRecord(store, events);
        this.credentials = credentials;
        this.deletes = deletes;
        this.infos = infos;
        this.isSending = isSending;
        this.clock = clock;
        this.probe = new InFlightGate(concurrency, new ClockJumps(clock)::hasJumped);
        this.pause = store.pause().orElse(null);
        this.operator = new OperatorPause(store, probe);
        goOnIfSending();
    }

    /** With the pause of the process before this one. */
    private void goOnIfSending() {
        if (!isSending) {
            return;
        }
        use(credentials.identity());
        pause().ifPresent(kept -> {
            probe.doubt(byWhom(kept.byDelete()));
            PauseMessages.sayGoesOn(kept);
        });
    }

    /** This process sends from now on, with the pause of the one before it, or another one does. */
    synchronized void setSending(boolean begins) {
        isSending = begins;
        goOnIfSending();
    }

    /** Obeys what is stored, since another process may have been told to pause or to resume. */
    synchronized void readAgain() {
        Optional<Pause> stored = store.pause();
        if (!isSending) {
            pause = stored.orElse(null);
        } else if (pause != null && stored.isEmpty()) {
            unwritten = null;
            tryAtOnce(null);
        }
        operator.readAgain();
    }

    /** Returns the identity of the next calls. */
    Identity identity() {
        return credentials.identity();
    }

    /** Returns whether the next DELETE call is so far away that nothing should be claimed. */
    boolean isFar() {
        return ClaimWindow.isFar(deletes.untilNext());
    }

    /**
     * Sets the identity of calls from now on. If VOD refused the previous one, the new one is tried immediately, with one call.
     * Refusals of the previous one no longer count.
     */
    public synchronized void use(Identity others) {
        if (!others.equals(credentials.identity())) {
            unwritten = null;
        }
        credentials.use(others);
        probe.doubt(null);
        Pause now = pause;
        if (isSending && now != null && now.cause() == ErrorClass.AUTH && !others.matches(now.credentials())) {
            LOG.info("Sending continues with new credentials in place of those that VOD refused ({})", now.error());
            tryAtOnce("there are new credentials in place of those that VOD refused; one call is tried");
        }
    }

    /** @param why for the event; null if there is one already */
    private void tryAtOnce(@Nullable String why) {
        deletes.release();
        infos.release();
        probe.doubt(null);
        endPause(why);
    }

    /** Records the order and pauses the sender until an operator resumes it, also after a restart. When this returns, no further call begins. */
    public void pauseByOperator(Order order) {
        operator.begin(order);
    }

    /**
     * Records the order and ends every pause: by an operator, and by refused calls, so that one call is tried immediately. Each resume also retries a
     * password that IAM refused once, since it may have been corrected in IAM.
     */
    public synchronized void resumeByOperator(Order order) {
        pause = isSending ? pause : store.pause().orElse(null); // perhaps it has just begun
        operator.record(order);
        unwritten = null;
        if (pause != null) {
            LOG.info("One call is tried immediately, by order of an operator");
            tryAtOnce(null);
        }
        operator.end();
    }

    /** Returns since when an operator has paused the sender; empty if none has. */
    public Optional<Instant> operatorPause() {
        return operator.since();
    }

    /** Returns why only one call is sent every ten minutes; empty if there is no such pause. */
    public Optional<Pause> pause() {
        return Optional.ofNullable(pause);
    }

    void countTokenCall(@Nullable VodError error) {
        store.count(Counter.CALLS, Counter.CALLS.label("token", VodError.word(error)), 1);
    }

    /** IAM refuses a token to this user, and retrying soon would only do harm. */
    synchronized void refusedByIam(VodError error, IamUser user) {
        if (user.equals(credentials.identity())) {
            probe.doubt(null); // first: a fingerprint takes up to seconds
            unwritten = new Unwritten(
                    IamRefusal.of(error).pause(error, clock.instant(), credentials.fingerprint()), error.request());
            writeRefusal();
        }
    }

    private void writeRefusal() {
        if (unwritten != null) {
            begin(unwritten.pause, unwritten.request);
            unwritten = null;
        }
    }

    /**
     * Returns whether IAM must not be called now, because no VOD call could be sent or a retried wrong password would lock the
     * user.
     *
     * @throws io.voddelete.store.StoreException if IAM has refused and this cannot be stored; IAM must not be called either
     */
    synchronized boolean keepsFromIam() {
        if (operator.since().isPresent()) {
            return true;
        }
        writeRefusal();
        Pause now = pause;
        if (now == null || !IamRefusal.isBefore(clock.instant(), now.until())) {
            return false;
        }
        if (IamRefusal.isLasting(now.code())) {
            holdAll(Duration.between(clock.instant(), now.until()));
        }
        return true;
    }

    /** Sends no call of either kind for this time, at most {@link AdaptiveRate#LONGEST_HOLD}. */
    synchronized void holdAll(Duration time) {
        deletes.hold(time);
        infos.hold(time);
    }

    /** Records how a signature differs, for the log if a pause begins because of it. Call before reacting to the error. */
    public void mismatched(SignatureMismatch found) {
        mismatch.note(found);
    }

    /** Returns the gate that limits the calls in flight of both kinds. */
    InFlightGate probe() {
        return probe;
    }

    /**
     * Extends the current pause if it was caused by the same error.
     *
     * @param pass the credentials of the call; null if unknown
     * @return whether it was
     */
    synchronized boolean goesOnBy(VodError error, @Nullable CallCredentials pass, RateLimiter kind) {
        Pause now = pause;
        if (now == null || !now.isBy(error.errorClass(), error.code())) {
            return false;
        }
        refused(error, pass, kind, now.remedy());
        return true;
    }

    /**
     * Begins a pause, or extends the current one.
     *
     * @param pass the credentials of the call; null if unknown
     * @return whether sending is paused; false if the error refuses credentials that are no longer in use
     */
    synchronized boolean refused(VodError error, @Nullable CallCredentials pass, RateLimiter kind, String remedy) {
        if (credentials.isOfOthers(error, pass)) {
            return false;
        }
        Instant now = clock.instant();
        Pause before = pause;
        boolean byDelete = kind == deletes || before != null && before.byDelete();
        probe.doubt(byWhom(byDelete)); // first: a fingerprint takes up to seconds
        boolean begins = begin(
                new Pause(
                        error.errorClass(),
                        error.code(),
                        error.toString(),
                        remedy,
                        byDelete,
                        now,
                        now.plus(AdaptiveRate.LONGEST_HOLD),
                        credentials.fingerprint()),
                error.request());
        if (begins) {
            mismatch.explain(error);
        }
        return true;
    }

    /** Sends only one call at a time until VOD accepts one: a DELETE call if this kind deletes, otherwise any. */
    void doubt(RateLimiter kind) {
        probe.doubt(byWhom(kind == deletes));
    }

    private @Nullable RateLimiter byWhom(boolean byDelete) {
        return byDelete ? deletes : null;
    }

    /** Returns whether calls of this kind delete. */
    boolean isDelete(RateLimiter kind) {
        return kind == deletes;
    }

    /** Returns whether the pause continues whatever VOD answers, because IAM refused the credentials for longer. */
    private boolean outlastsCalls(@Nullable Pause now) {
        return now != null
                && IamRefusal.isLasting(now.code())
                && IamRefusal.isBefore(clock.instant(), now.until())
                && credentials.identity().matches(now.credentials()); // last: it is slow
    }

    /**
     * Begins a pause, or extends the current one; returns whether it is a new one.
     *
     * @param request see {@link VodError#request}; only for the log
     */
    private boolean begin(Pause next, String request) {
        probe.doubt(byWhom(next.byDelete()));
        Pause before = pause;
        if (outlastsCalls(before)) {
            return false;
        }
        boolean goesOn = before != null && before.isBy(next.cause(), next.code());
        Pause kept = before != null && goesOn ? next.since(before.since()) : next;
        record.begins(
                kept, goesOn ? null : request); // persist first: an unexplained pause is worse than one extra call
        holdAll(AdaptiveRate.LONGEST_HOLD);
        if (!goesOn) {
            PauseRecord.flight(before, kept);
        }
        pause = kept; // visible only now that no call can be sent any more
        return !goesOn;
    }

    /** VOD has accepted a call. */
    synchronized void accepted() {
        mismatch.forget();
        Pause now = pause;
        if (now != null && !outlastsCalls(now)) {
            Duration time = Duration.between(now.since(), clock.instant());
            LogEvent.done(LOG, Level.INFO, "sender-resumed")
                    .log("Sending works again after a pause of {} minutes: VOD accepted a call", time.toMinutes());
            endPause("VOD accepted a call");
        }
    }

    private void endPause(@Nullable String why) {
        try {
            record.ends(why);
        } finally {
            PauseRecord.flight(pause, null);
            pause = null; // what the store still holds is over after the first call of the next start
        }
    }
}
