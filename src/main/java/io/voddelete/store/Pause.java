package io.voddelete.store;

import io.voddelete.vod.ErrorCodes.ErrorClass;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why nothing is sent, from the first refused call until one is accepted. Contains no secrets.
 *
 * @param cause whether the credentials, the account or the calls are refused
 * @param code error code of VOD or its gateway; null if there is none
 * @param error the last error of VOD, escaped and truncated
 * @param remedy what to do about it
 * @param byDelete whether a DELETE call was refused, so that an accepted {@code asset/info} call does not end the pause
 * @param since time of the first refused call
 * @param until time of the next attempt, with one call; {@link #NEVER} if only other credentials or an operator can help
 * @param credentials fingerprint of the refused credentials
 */
public record Pause(
        ErrorClass cause,
        @Nullable String code,
        String error,
        String remedy,
        boolean byDelete,
        Instant since,
        Instant until,
        String credentials) {
    /** The end of a pause without automatic attempts. */
    public static final Instant NEVER = Instant.parse("9999-12-31T00:00:00Z");

    /** Returns the cause as a word of {@link Counter#PAUSES}. */
    public String word() {
        return switch (cause) {
            case AUTH, ACCOUNT, REQUEST -> cause.name().toLowerCase(Locale.ROOT);
            default -> "unknown"; // others do not pause, but would be counted so
        };
    }

    /** Returns whether one call is tried at {@link #until}. */
    public boolean triesAgain() {
        return until.isBefore(NEVER);
    }

    /** Returns this pause with another start. */
    public Pause since(Instant begin) {
        return new Pause(cause, code, error, remedy, byDelete, begin, until, credentials);
    }

    /** Returns whether this pause already has this cause and code. */
    public boolean isBy(ErrorClass otherCause, @Nullable String otherCode) {
        return cause == otherCause && Objects.equals(code, otherCode);
    }
}
