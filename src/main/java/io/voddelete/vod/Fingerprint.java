package io.voddelete.vod;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** A random salt and a hash under it, as text; identifies a secret without revealing it. */
final class Fingerprint {
    private static final int SALT_BYTES = 32;
    private static final HexFormat HEX = HexFormat.of();

    private Fingerprint() {}

    /** @param hash computes the hash for a salt */
    static String of(RandomGenerator random, UnaryOperator<byte[]> hash) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return HEX.formatHex(salt) + ":" + HEX.formatHex(hash.apply(salt));
    }

    /** Returns whether the fingerprint was made by the same hash; false for any malformed text. */
    static boolean matches(String fingerprint, UnaryOperator<byte[]> hash) {
        String[] parts = fingerprint.split(":", -1);
        return parts.length == 2
                && parts[0].matches("([0-9a-f]{2})+")
                && parts[1].equals(HEX.formatHex(hash.apply(HEX.parseHex(parts[0]))));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
