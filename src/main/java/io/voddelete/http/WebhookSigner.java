package io.voddelete.http;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs messages to others as {@link WebhookSignature} asks it of those to us: by Standard Webhooks 1.0. With several secrets
 * each signs, so that a receiver can change from one to the next without a gap. Thread-safe.
 */
public final class WebhookSigner {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String VERSION = "v1,";

    private volatile List<byte[]> secrets;

    /** @param secrets see {@link #isList}; empty for none, which signs nothing */
    public WebhookSigner(String secrets) {
        this.secrets = decodedList(secrets);
    }

    /**
     * Replaces all secrets.
     *
     * @param others see {@link #isList}
     */
    public void use(String others) {
        secrets = decodedList(others);
    }

    /** Whether there is a secret. */
    public boolean signs() {
        return !secrets.isEmpty();
    }

    /** Whether a text is a list of one secret or more, separated by commas or line breaks. */
    public static boolean isList(String list) {
        List<String> secrets = split(list);
        return !secrets.isEmpty() && secrets.stream().allMatch(WebhookSignature::isSecret);
    }

    /** The secrets of a list, separated by commas or line breaks; blanks around them and blank lines are ignored. */
    public static List<String> split(String list) {
        return list.lines()
                .filter(line -> !line.isBlank())
                .flatMap(line -> Arrays.stream(line.split(",", -1)))
                .map(String::strip)
                .toList();
    }

    /**
     * The headers of a signed message, in their usual order.
     *
     * @param id the same on each attempt, without a full stop
     * @param at the time of this attempt
     * @throws IllegalArgumentException if the id has a full stop, which would make the signature ambiguous
     * @throws IllegalStateException if there is no secret
     */
    public Map<String, String> headers(String id, Instant at, byte[] body) {
        if (id.contains(".")) {
            throw new IllegalArgumentException("the id '" + id + "' contains a full stop");
        }
        List<byte[]> signing = secrets;
        if (signing.isEmpty()) {
            throw new IllegalStateException("there is no secret to sign with");
        }
        String timestamp = String.valueOf(at.getEpochSecond());
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(WebhookHead.STANDARD + "id", id);
        headers.put(WebhookHead.STANDARD + "timestamp", timestamp);
        headers.put(
                WebhookHead.STANDARD + "signature",
                signing.stream()
                        .map(secret -> sign(secret, id, timestamp, body))
                        .collect(Collectors.joining(" ")));
        return headers;
    }

    /** The signature of one message by one secret, with its version. */
    static String sign(byte[] secret, String id, String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
            return VERSION + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA256", e);
        }
    }

    /** The bytes of a secret, which has its prefix. */
    static byte[] decoded(String secret) {
        return Base64.getDecoder().decode(secret.substring(WebhookSignature.PREFIX.length()));
    }

    private static List<byte[]> decodedList(String list) {
        return split(list).stream().map(WebhookSigner::decoded).toList();
    }
}
