package io.voddelete.sender;

import io.voddelete.store.Pause;
import io.voddelete.vod.AdaptiveRate;
import io.voddelete.vod.ErrorCodes.ErrorClass;
import io.voddelete.vod.VodError;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The meaning of a refusal by IAM to issue a token.
 *
 * @param code the code of IAM, or the code with the same meaning if IAM gave none; identifies the pause. Null if neither exists
 * @param pause time until the same user and password may be tried again; null for never, unless an operator resumes
 */
record IamRefusal(@Nullable String code, @Nullable Duration pause, String remedy) {
    private static final String LOCKED = "IAM.0061";
    private static final String WRONG_PASSWORD = "IAM.0062";
    private static final int UNAUTHORIZED = 401;

    /** IAM locks a user for 15 minutes by default; accounts may set a longer time (IAM user guide, login authentication policy). */
    private static final Duration LOCK = Duration.ofMinutes(30);

    static IamRefusal of(VodError error) {
        if (isLock(error)) {
            return new IamRefusal(
                    LOCKED,
                    LOCK,
                    "find out who uses a wrong password for vod.iam.user; IAM unlocks it after a while, or an administrator does");
        }
        if (error.httpStatus() == UNAUTHORIZED || WRONG_PASSWORD.equals(error.code())) {
            return new IamRefusal(
                    WRONG_PASSWORD,
                    null,
                    "correct vod.iam.password, vod.iam.user or vod.iam.domain: IAM is asked again as soon as one of them"
                            + " changes. If the password was changed in IAM instead, POST /vod/sender/resume tries this one"
                            + " once more");
        }
        return new IamRefusal(
                error.code(),
                AdaptiveRate.LONGEST_HOLD,
                "check vod.iam.endpoint, vod.iam.domain, vod.iam.user and vod.project-id, and that the user is enabled and has"
                        + " programmatic access");
    }

    /** Returns whether a refusal with this code outlasts the usual pause between attempts. */
    static boolean isLasting(@Nullable String code) {
        return Set.of(LOCKED, WRONG_PASSWORD).contains(String.valueOf(code));
    }

    /** Returns whether a pause has not ended. A clock that was set back does not extend it beyond the longest possible pause. */
    static boolean isBefore(Instant now, Instant until) {
        return now.isBefore(until) && (until.equals(Pause.NEVER) || !until.isAfter(now.plus(LOCK)));
    }

    /** Returns the pause that this refusal starts now. */
    Pause pause(VodError error, Instant now, String fingerprint) {
        Instant until = pause == null ? Pause.NEVER : now.plus(pause);
        return new Pause(
                ErrorClass.AUTH, code, "IAM refuses a token: " + error, remedy, false, now, until, fingerprint);
    }

    private static boolean isLock(VodError error) {
        return LOCKED.equals(error.code())
                || error.httpStatus() == UNAUTHORIZED
                        && error.message().toLowerCase(Locale.ROOT).matches(".*\\blocked\\b.*");
    }
}
