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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token that all calls show: fetched when the first call needs it, renewed before its end, and once when it is refused.
 * One call of IAM at a time; those who need a token wait for it. Where IAM gives none, no id is marked FAILED: as long as the
 * old token lasts it is used on, otherwise no call goes out before the next try.
 */
public final class Tokens implements CallCredentialsProvider, Renewal {
    /** What says that a token is refused and another one may do; so does a 401 without a code. */
    private static final Set<String> REFUSED =
            Set.of("APIGW.0301", "APIGW.0307", "VOD.10054", "IAM.0001", "IAM.0063", "IAM.0066", "IAM.0067");

    private static final int UNAUTHORIZED = 401;
    private static final Duration SOONEST_TRY = Duration.ofSeconds(1);

    /** A token that is refused so soon after the one before was renewed for the same reason is not renewed again. */
    private static final Duration TOO_SOON = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);

    private final SendingPause hold;
    private final Function<IamUser, TokenCall.Answer> iam;
    private final Backoff backoff;
    private final TimeSource clock;
    private final WakeUp stop;
    private final ThrottledLog faults;
    private final ReentrantLock flight = new ReentrantLock(true);
    private volatile Token token;
    private volatile Token refused;
    private volatile boolean doubtful;
    /** When it was last renewed as it was refused; null if that never was. */
    private Long renewedAt;
    /** Since when IAM is left alone, and for how long. */
    private long waitsSince;

    private Duration wait = Duration.ZERO;
    private int failures;

    /**
     * @param hold whose identity is always a user of IAM
     * @param iam makes one call, which ends in time whatever happens
     * @param backoff the delays between calls that IAM does not answer as it should
     * @param stop after it no call of IAM is begun
     */
    public Tokens(
            SendingPause hold,
            Function<IamUser, TokenCall.Answer> iam,
            Backoff backoff,
            TimeSource clock,
            WakeUp stop) {
        this.hold = hold;
        this.iam = iam;
        this.backoff = backoff;
        this.clock = clock;
        this.stop = stop;
        this.faults = new ThrottledLog(LOG, "fetching an IAM token", clock);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // nobody has fetched another one meanwhile
    public void ready() {
        Token seen = token;
        if (isUsable(seen) && clock.instant().isBefore(seen.renewAt())) {
            return;
        }
        if (!isUsable(seen)) {
            flight.lock();
        } else if (!flight.tryLock()) {
            return; // somebody renews it
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

    /** The newest one, even if it was refused meanwhile: a slot is taken already, and another refusal does no harm. */
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
                return true; // says nothing of the token that there is now
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

    @SuppressWarnings("ReferenceEquality") // the very one that was refused
    private boolean isUsable(Token one) {
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
        if (answer.error() == null) {
            token = answer.token();
            failures = 0;
            wait = Duration.ZERO;
            faults.worked();
        } else {
            notGiven(answer.error(), user);
        }
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
        boolean lasts = isUsable(token);
        faults.failed(
                error,
                (lasts ? "The current token is valid until " + Times.text(token.endsAt()) : "No id is marked FAILED")
                        + "; the next attempt is in " + delay.plusMillis(999).toSeconds() + " seconds");
        if (!lasts) {
            hold.holdAll(delay);
        }
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    @Override
    public Optional<ThrottledLog.Trouble> trouble() {
        return faults.trouble();
    }
}
