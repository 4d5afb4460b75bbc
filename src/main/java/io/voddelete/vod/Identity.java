package io.voddelete.vod;

import java.util.random.RandomGenerator;

/** Who calls: what an operator gives us, and changes where it is refused. */
public sealed interface Identity permits Credentials, IamUser {
    /** A text with every secret part of this identity replaced by {@code ***}. */
    String redact(String text);

    /** A text that tells this identity from others later, for {@link #matches}; nobody finds a secret by it. */
    String fingerprint(RandomGenerator random);

    /** Whether a fingerprint is one of this identity; false for any other text. */
    boolean matches(String fingerprint);
}
