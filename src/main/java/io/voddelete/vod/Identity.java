package io.voddelete.vod;

import java.util.random.RandomGenerator;

/** The configured identity of the caller: an access key pair or an IAM user. */
public sealed interface Identity permits Credentials, IamUser {
    /** Replaces every secret of this identity in a text by {@code ***}. */
    String redact(String text);

    /** Returns a text that identifies this identity in {@link #matches} without revealing a secret. */
    String fingerprint(RandomGenerator random);

    /** Returns whether the fingerprint belongs to this identity; false for any malformed text. */
    boolean matches(String fingerprint);
}
