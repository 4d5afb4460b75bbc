package io.voddelete.vod;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * An access key pair that signs calls to VOD.
 *
 * <p>Each component consists of visible ASCII characters only and is not empty; otherwise an
 * {@link IllegalArgumentException} names it without quoting it.
 *
 * @param accessKey the access key id (AK), sent with every request
 * @param secretKey the secret access key (SK), never sent
 * @param sessionToken the security token of a temporary key pair, sent with every request; null for permanent keys
 */
public record Credentials(
        String accessKey, String secretKey, @Nullable String sessionToken) implements Identity, CallCredentials {

    private static final String MASK = "***";

    public Credentials {
        requireVisible("accessKey", Objects.requireNonNull(accessKey, "accessKey"));
        requireVisible("secretKey", Objects.requireNonNull(secretKey, "secretKey"));
        if (sessionToken != null) {
            requireVisible("sessionToken", sessionToken);
        }
    }

    /** Creates a permanent key pair. */
    public Credentials(String accessKey, String secretKey) {
        this(accessKey, secretKey, null);
    }

    /** Returns whether the keys are temporary. */
    boolean isTemporary() {
        return sessionToken != null;
    }

    /** Replaces every component, including the access key, in a text by {@code ***}. */
    @Override
    public String redact(String text) {
        String redacted = text.replace(secretKey, MASK).replace(accessKey, MASK);
        return isTemporary() ? redacted.replace(sessionToken, MASK) : redacted;
    }

    @Override
    public Identity identity() {
        return this;
    }

    @Override
    public Map<String, String> headers(AkSkSigner.Request request, Instant now) {
        return AkSkSigner.sign(request, this, now);
    }

    @Override
    public String explain(AkSkSigner.Request request, Instant now) {
        return redact(AkSkSigner.explain(request, this, now));
    }

    /**
     * Returns a random salt and the HMAC-SHA256 of all components under it. It does not reveal the secret key, even to somebody
     * who knows the rest: 40 random characters cannot be guessed, however fast one guess is.
     */
    @Override
    public String fingerprint(RandomGenerator random) {
        return Fingerprint.of(random, this::hash);
    }

    @Override
    public boolean matches(String fingerprint) {
        return Fingerprint.matches(fingerprint, this::hash);
    }

    /** The separator is safe, since no component contains a space. */
    private byte[] hash(byte[] salt) {
        String all = accessKey + " " + secretKey + (isTemporary() ? " " + sessionToken : "");
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(salt, "HmacSHA256"));
            return mac.doFinal(Fingerprint.bytes(all));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    /** Safe to log: shows part of the access key and no secret. */
    @Override
    public String toString() {
        return "Credentials[accessKey=" + maskMiddle(accessKey) + ", secretKey=" + MASK + ", sessionToken="
                + (isTemporary() ? MASK : "none") + "]";
    }

    private static String maskMiddle(String key) {
        return key.length() < 16 ? MASK : key.substring(0, 4) + MASK + key.substring(key.length() - 4);
    }

    private static void requireVisible(String name, String value) {
        if (value.isEmpty() || !value.chars().allMatch(c -> c > ' ' && c <= '~')) {
            throw new IllegalArgumentException(name
                    + " must not be empty and may contain visible ASCII characters only (no space, no line break)");
        }
    }
}
