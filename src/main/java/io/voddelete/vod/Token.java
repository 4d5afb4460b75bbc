package io.voddelete.vod;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * An IAM token. Kept in memory only.
 *
 * @param value up to 32 KiB of visible ASCII, the gateway's limit for a header
 * @param user to whom it was issued
 * @param renewAt when to request a new one
 * @param endsAt when it expires; like {@code renewAt}, by the local clock
 */
public record Token(String value, IamUser user, Instant renewAt, Instant endsAt) implements CallCredentials {
    /** How long before its expiry a token is renewed; half its lifetime if that is shorter. */
    private static final Duration EARLY = Duration.ofMinutes(30);

    private static final String MASK = "***";

    /** Creates a token from the time of the request and its lifetime. */
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

    /** Safe to log. */
    @Override
    public String toString() {
        return "Token[" + value.length() + " characters, expires at " + endsAt + "]";
    }
}
