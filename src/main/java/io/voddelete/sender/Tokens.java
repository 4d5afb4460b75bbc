package io.voddelete.sender;

import io.voddelete.support.CallDeferredException;
import io.voddelete.support.ThrottledLog;
import io.voddelete.support.TimeSource;
import io.voddelete.support.Times;
import io.voddelete.support.WakeUp;
import io.voddelete.vod.AdaptiveRate;
import io.voddelete.vod.Backoff;
import io.voddelete.vod.CallCredentials;
import io.voddelete.vod.IamUser;
import io.voddelete.vod.Token;
import io.voddelete.vod.TokenCall;
import io.voddelete.vod.VodError;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The IAM token of all calls: fetched for the first call, renewed before it expires, and once when it is refused. Only one IAM call
 * runs at a time; calls that need a token wait for it. If IAM issues none, no id is marked FAILED: the old token is used while it
 * is valid, and then no call is sent before the next attempt. Thread-safe.
 */
public final class Tokens implements CallCredentialsProvider, Renewal {
    /** Codes that mean a refused token, so that a new one may help; a 401 without a code does too. */
    private static final Set<String> REFUSED =
            Set.of("APIGW.0301", "APIGW.0307", "VOD.10054", "IAM.0001", "IAM.0063", "IAM.0066", "IAM.0067");

    private static final int UNAUTHORIZED = 401;
    private static final Duration SOONEST_TRY = Duration.ofSeconds(1);

    /** A token is not renewed again if it is refused within this time after a renewal for the same reason. */
    private static final Duration TOO_SOON = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);

    private final SendingPause hold;
    private final Function<IamUser, TokenCall.Answer> iam;
    private final VodReach reach;
    private final Backoff backoff;
    private final TimeSource clock;
    private final WakeUp stop;
    private final ThrottledLog faults;
    private final ReentrantLock flight = new ReentrantLock(true);
    /** The newest token; null before the first. */
    private volatile @Nullable Token token;
    /** The last refused token; null if none was. */
    private volatile @Nullable Token refused;

    private volatile boolean doubtful;
    /** When a refused token was last renewed, in nanoseconds; null if never. */
    private @Nullable Long renewedAt;
    /** When the current wait before the next IAM call began, in nanoseconds. */
    private long waitsSince;

    private Duration wait = Duration.ZERO;
    private int failures;

    /**
     * @param hold its identity must always be an IAM user
     * @param iam makes one call, which must end within a limited time
     * @param reach learns whether IAM answers
     * @param backoff delays between calls after failures
     * @param stop once raised, no IAM call is begun
     */
    public Tokens(
            SendingPause hold,
            Function<IamUser, TokenCall.Answer> iam,
            VodReach reach,
            Backoff backoff,
            TimeSource clock,
            WakeUp stop) {
        this.hold = hold;
        this.iam = iam;
        this.reach = reach;
        this.backoff = backoff;
        this.clock = clock;
        this.stop = stop;
        this.faults = new ThrottledLog(LOG, "fetching an IAM token", clock);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // whether nobody has fetched another one in the meantime
    public void ready() {
        Token seen = token;
        if (seen != null && isUsable(seen) && clock.instant().isBefore(seen.renewAt())) {
            return;
        }
        if (!isUsable(seen)) {
            flight.lock();
        } else if (!flight.tryLock()) {
            return; // another thread renews it
        }
        try {
            if (token == seen || !isUsable(token)) {
                tryToFetch();
            }
        } finally {
            flight.unlock();
        }
        if (!isUsable(token)) {
            throw new CallDeferredException("there is no token");
        }
    }

    /** Returns the newest token, even if it was refused in the meantime: a slot is taken already, and a refusal does no harm. */
    @Override
    public CallCredentials next() {
        Token newest = token;
        if (newest == null) {
            throw new CallDeferredException("there is no token");
        }
        return newest;
    }

    @Override
    public Renewal renewal() {
        return this;
    }

    @Override
    public boolean isOfTokens() {
        return true;
    }

    @Override
    public boolean isFor(VodError error) {
        return error.code() == null ? error.httpStatus() == UNAUTHORIZED : REFUSED.contains(error.code());
    }

    @Override
    public boolean renew(CallCredentials pass) {
        flight.lock();
        try {
            if (pass != token || pass == refused) {
                return true; // proves nothing about the current token
            }
            refused = token;
            long now = clock.nanoTime();
            boolean again = doubtful || renewedAt != null && now - renewedAt < TOO_SOON.toNanos();
            doubtful = true;
            if (!again) {
                renewedAt = now;
                tryToFetch();
            }
            return !again;
        } finally {
            flight.unlock();
        }
    }

    @Override
    public void accepted() {
        doubtful = false;
    }

    @SuppressWarnings("ReferenceEquality") // the same object that was refused
    private boolean isUsable(@Nullable Token one) {
        return one != null
                && one != refused
                && one.user().equals(hold.identity())
                && clock.instant().isBefore(one.endsAt());
    }

    private void tryToFetch() {
        boolean waits = !wait.isZero() && clock.nanoTime() - waitsSince < wait.toNanos();
        if (stop.isStopping() || waits || hold.keepsFromIam()) {
            return;
        }
        IamUser user = (IamUser) hold.identity();
        TokenCall.Answer answer = iam.apply(user);
        VodError error = answer.error();
        hold.countTokenCall(error);
        reach.askedIam(error);
        if (error != null) {
            notGiven(error, user);
            return;
        }
        token = answer.token();
        failures = 0;
        wait = Duration.ZERO;
        faults.worked();
    }

    private void notGiven(VodError error, IamUser user) {
        switch (error.errorClass()) {
            case THROTTLED, TRANSIENT -> putOff(error);
            default -> hold.refusedByIam(error, user);
        }
    }

    private void putOff(VodError error) {
        Duration delay = longer(SOONEST_TRY, backoff.after(failures++));
        delay = error.retryAfter() == null ? delay : longer(delay, error.retryAfter());
        delay = delay.compareTo(AdaptiveRate.LONGEST_HOLD) < 0 ? delay : AdaptiveRate.LONGEST_HOLD;
        waitsSince = clock.nanoTime();
        wait = delay;
        Token now = token;
        String next = "; the next attempt is in " + delay.plusMillis(999).toSeconds() + " seconds";
        if (now != null && isUsable(now)) {
            faults.failed(
                    error.cause(),
                    error,
                    error.inLog(),
                    "The current token is valid until " + Times.text(now.endsAt()) + next);
        } else {
            faults.failed(error.cause(), error, error.inLog(), "No id is marked FAILED" + next);
            hold.holdAll(delay);
        }
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    @Override
    public Optional<Instant> expiry() {
        return Optional.ofNullable(token).map(Token::endsAt);
    }

    @Override
    public Optional<ThrottledLog.Trouble> trouble() {
        return faults.trouble();
    }
}
