package io.voddelete.vod;

import java.util.Objects;

/**
 * The keys that sign calls to VOD.
 *
 * <p>Each part consists of visible ASCII characters only: no blanks, no line breaks, not empty. A part that breaks
 * this rule is refused with an {@link IllegalArgumentException} that names it and never quotes it.
 *
 * @param accessKey the access key id (AK), sent in every request
 * @param secretKey the secret access key (SK), never sent
 * @param sessionToken the security token that belongs to temporary keys, sent in every request; null for permanent keys
 */
public record Credentials(String accessKey, String secretKey, String sessionToken) {

    private static final String MASK = "***";

    public Credentials {
        requireVisible("accessKey", Objects.requireNonNull(accessKey, "accessKey"));
        requireVisible("secretKey", Objects.requireNonNull(secretKey, "secretKey"));
        if (sessionToken != null) {
            requireVisible("sessionToken", sessionToken);
        }
    }

    /** Permanent keys. */
    public Credentials(String accessKey, String secretKey) {
        this(accessKey, secretKey, null);
    }

    /** Whether a session token comes with the keys. */
    public boolean isTemporary() {
        return sessionToken != null;
    }

    /** A text with every part of these credentials, the access key among them, replaced by {@code ***}. */
    public String redact(String text) {
        String redacted = text.replace(secretKey, MASK).replace(accessKey, MASK);
        return isTemporary() ? redacted.replace(sessionToken, MASK) : redacted;
    }

    /** Fit for logs: tells two access keys apart and holds no secret. */
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
            throw new IllegalArgumentException(
                    name + " must not be empty and must hold visible ASCII characters only (no blank, no line break)");
        }
    }
}
