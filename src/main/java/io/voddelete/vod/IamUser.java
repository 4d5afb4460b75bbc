package io.voddelete.vod;

import java.security.GeneralSecurityException;
import java.util.random.RandomGenerator;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * An IAM user that obtains tokens with a password.
 *
 * @param domain name of the account that the user belongs to
 * @param password sent to IAM only
 * @param rounds iterations of the fingerprint's hash
 */
public record IamUser(String domain, String name, String password, int rounds) implements Identity {
    private static final String MASK = "***";

    /** About a quarter of a second per guess at the password (OWASP Password Storage Cheat Sheet, 2023). */
    private static final int ROUNDS = 210_000;

    private static final int HASH_BITS = 256;

    /** Creates a user with a fingerprint that is safe to store. */
    public IamUser(String domain, String name, String password) {
        this(domain, name, password, ROUNDS);
    }

    /** Only the password is secret. */
    @Override
    public String redact(String text) {
        return text.replace(password, MASK);
    }

    /** Uses a slow hash because, unlike a key, a password may be guessable. */
    @Override
    public String fingerprint(RandomGenerator random) {
        return Fingerprint.of(random, this::hash);
    }

    @Override
    public boolean matches(String fingerprint) {
        return Fingerprint.matches(fingerprint, this::hash);
    }

    /** The separator is safe, since domain and name contain no control characters. */
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

    /** Safe to log. */
    @Override
    public String toString() {
        return "IamUser[domain=" + domain + ", name=" + name + ", password=" + MASK + "]";
    }
}
