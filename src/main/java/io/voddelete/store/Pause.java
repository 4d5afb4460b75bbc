package io.voddelete.store;

import io.voddelete.vod.ErrorCodes.ErrorClass;
import java.time.Instant;
import java.util.Objects;

/**
 * Why nothing is sent, from the first call that was refused until one is accepted. Fit for logs and status pages.
 *
 * @param cause whether the credentials, the account or what is sent is refused
 * @param code VOD's or the gateway's error code, or null
 * @param error what VOD said last, escaped and cut
 * @param remedy what to do about it
 * @param byDelete whether a DELETE call was refused, so that an accepted {@code asset/info} does not end the pause
 * @param since when the first call was refused
 * @param until no call before; then one is tried. {@link #NEVER} if only other credentials or an operator can help
 * @param credentials the fingerprint of the credentials that were refused
 */
public record Pause(
        ErrorClass cause,
        String code,
        String error,
        String remedy,
        boolean byDelete,
        Instant since,
        Instant until,
        String credentials) {
    /** The end of a pause in which nothing is tried by itself. */
    public static final Instant NEVER = Instant.parse("9999-12-31T00:00:00Z");

    /** Whether one call is tried at {@link #until}. */
    public boolean triesAgain() {
        return until.isBefore(NEVER);
    }

    /** This pause, as continuing since then. */
    public Pause since(Instant begin) {
        return new Pause(cause, code, error, remedy, byDelete, begin, until, credentials);
    }

    /** Whether an error with this cause and code is no news. */
    public boolean isBy(ErrorClass otherCause, String otherCode) {
        return cause == otherCause && Objects.equals(code, otherCode);
    }
}
