package io.voddelete.vod;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * A token of IAM. Kept in memory only.
 *
 * @param value up to 32 KiB of visible ASCII (the most that the gateway takes in a header)
 * @param user who got it
 * @param renewAt from when on a new one is to be had
 * @param endsAt when it is of no use any more; by our clock, as {@code renewAt}
 */
public record Token(String value, IamUser user, Instant renewAt, Instant endsAt) implements CallCredentials {
    /** How long before its end a token is renewed; half of its life if that is less. */
    private static final Duration EARLY = Duration.ofMinutes(30);

    private static final String MASK = "***";

    /** A token that was asked for at this time and lives for so long. */
    static Token living(String value, IamUser user, Instant askedAt, Duration life) {
        Duration half = life.dividedBy(2);
        Duration early = EARLY.compareTo(half) < 0 ? EARLY : half;
        return new Token(value, user, askedAt.plus(life).minus(early), askedAt.plus(life));
    }

    @Override
    public Identity identity() {
        return user;
    }

    @Override
    public Map<String, String> headers(AkSkSigner.Request request, Instant now) {
        return Map.of("X-Auth-Token", value);
    }

    @Override
    public String explain(AkSkSigner.Request request, Instant now) {
        return "";
    }

    @Override
    public String redact(String text) {
        return user.redact(text.replace(value, MASK));
    }

    /** Fit for logs. */
    @Override
    public String toString() {
        return "Token[" + value.length() + " characters, ends at " + endsAt + "]";
    }
}
