package io.voddelete.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Standard Webhooks 1.0: HMAC-SHA256 over {@code id.timestamp.body}. Any signature may match any secret, so that secrets can
 * be rotated without a gap. Compares in constant time. Headers: {@link WebhookHead}.
 */
public final class WebhookSignature implements Authenticator {
    /** The prefix of a secret, followed by the base64 form of 24 to 64 bytes. */
    public static final String PREFIX = "whsec_";

    /** How far the time of a request may differ from ours, in either direction. */
    static final Duration TOLERANCE = Duration.ofSeconds(300);

    private static final Pattern SIGNATURE = Pattern.compile("v1,[A-Za-z0-9+/]{43}=");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,11}");

    private final CallerSecrets secrets;
    private final InstantSource clock;

    /**
     * @param secrets each with its prefix, see {@link #isSecret}
     * @param callers returns the caller with a name
     */
    public WebhookSignature(List<NamedSecret> secrets, Function<String, Caller> callers, InstantSource clock) {
        this.secrets = new CallerSecrets(callers, WebhookSigner::decoded);
        this.clock = clock;
        use(secrets);
    }

    /** Replaces all secrets. */
    public void use(List<NamedSecret> others) {
        secrets.use(others);
    }

    /** Whether a text is a secret of Standard Webhooks. */
    public static boolean isSecret(String text) {
        try {
            byte[] secret = WebhookSigner.decoded(text);
            return text.startsWith(PREFIX) && secret.length >= 24 && secret.length <= 64;
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return false;
        }
    }

    @Override
    public String kind() {
        return "signature";
    }

    /** Checks everything but the signature itself. */
    @Override
    public void checkHead(RequestHead head) {
        WebhookHead signed = new WebhookHead(head);
        String id = signed.required("id");
        String timestamp = signed.required("timestamp");
        String signatures = signed.required("signature");
        if (id.contains(".")) {
            // otherwise the same signature would be valid for another id with another body
            throw refused(signed.named("id") + " contains a full stop, which Standard Webhooks does not allow");
        }
        checkTime(signed.named("timestamp"), timestamp);
        if (Arrays.stream(signatures.split(" "))
                .noneMatch(one -> SIGNATURE.matcher(one).matches())) {
            throw refused(signed.named("signature") + " contains no v1 signature (the base64 form of 32 bytes)");
        }
    }

    @Override
    public Caller check(RequestHead head, byte[] body) {
        checkHead(head);
        WebhookHead signed = new WebhookHead(head);
        String id = signed.required("id");
        String timestamp = signed.required("timestamp");
        List<byte[]> given = Arrays.stream(signed.required("signature").split(" "))
                .map(signature -> signature.getBytes(StandardCharsets.UTF_8))
                .toList();
        return secrets.find(secret -> isAnyOf(sign(secret, id, timestamp, body), given))
                .orElseThrow(() ->
                        refused(signed.named("signature") + " does not match: wrong secret, or the body was modified"));
    }

    private static boolean isAnyOf(byte[] expected, List<byte[]> signatures) {
        boolean isOne = false;
        for (byte[] signature : signatures) {
            isOne |= MessageDigest.isEqual(expected, signature); // all of them, whichever it is
        }
        return isOne;
    }

    private void checkTime(String name, String timestamp) {
        if (!SECONDS.matcher(timestamp).matches()) {
            throw refused(name + " is not a number of seconds since 1970");
        }
        Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), clock.instant());
        if (age.abs().compareTo(TOLERANCE) > 0) {
            throw refused(name + " is more than " + TOLERANCE.toSeconds() + " s "
                    + (age.isNegative() ? "ahead of" : "behind") + " this machine's clock, which is at "
                    + clock.instant().getEpochSecond());
        }
    }

    private static byte[] sign(byte[] secret, String id, String timestamp, byte[] body) {
        return WebhookSigner.sign(secret, id, timestamp, body).getBytes(StandardCharsets.UTF_8);
    }

    private static HttpProblemException refused(String why) {
        return new HttpProblemException(Problem.of(401, why));
    }
}
