package io.voddelete.vod;

import java.security.GeneralSecurityException;
import java.util.random.RandomGenerator;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A user of IAM who gets tokens by a password.
 *
 * @param domain the name of the account that the user belongs to
 * @param password never sent to anything but IAM
 * @param rounds of the hash that the fingerprint is
 */
public record IamUser(String domain, String name, String password, int rounds) implements Identity {
    private static final String MASK = "***";

    /** As many as make one guess at a password cost about a quarter of a second (OWASP, password storage, 2023). */
    private static final int ROUNDS = 210_000;

    private static final int HASH_BITS = 256;

    /** With a fingerprint that gives no password away. */
    public IamUser(String domain, String name, String password) {
        this(domain, name, password, ROUNDS);
    }

    /** The password alone is secret. */
    @Override
    public String redact(String text) {
        return text.replace(password, MASK);
    }

    /** A slow hash: unlike a key, a password may be one that can be guessed. */
    @Override
    public String fingerprint(RandomGenerator random) {
        return Fingerprint.of(random, this::hash);
    }

    @Override
    public boolean matches(String fingerprint) {
        return Fingerprint.matches(fingerprint, this::hash);
    }

    /** Domain and name hold no control character. */
    private byte[] hash(byte[] salt) {
        String all = domain + "\n" + name + "\n" + password;
        try {
            PBEKeySpec spec = new PBEKeySpec(all.toCharArray(), salt, rounds, HASH_BITS);
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has PBKDF2WithHmacSHA512", e);
        }
    }

    /** Fit for logs. */
    @Override
    public String toString() {
        return "IamUser[domain=" + domain + ", name=" + name + ", password=" + MASK + "]";
    }
}
