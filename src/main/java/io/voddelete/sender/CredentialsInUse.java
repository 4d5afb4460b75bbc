package io.voddelete.sender;

import io.voddelete.vod.CallCredentials;
import io.voddelete.vod.ErrorCodes.ErrorClass;
import io.voddelete.vod.Identity;
import io.voddelete.vod.VodError;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The identity of our calls. Set only by {@link SendingPause#use}, which may end a pause. Thread-safe. */
public final class CredentialsInUse {
    private final RandomGenerator random;
    private volatile Identity identity;

    /**
     * @param identity the identity at the start
     * @param random salts fingerprints
     */
    public CredentialsInUse(Identity identity, RandomGenerator random) {
        this.identity = identity;
        this.random = random;
    }

    Identity identity() {
        return identity;
    }

    void use(Identity others) {
        identity = others;
    }

    /** Returns a fingerprint by which a stored pause recognizes the refused identity. */
    String fingerprint() {
        return identity.fingerprint(random);
    }

    /** Returns whether an error refuses credentials that are no longer in use. */
    boolean isOfOthers(VodError error, @Nullable CallCredentials pass) {
        return error.errorClass() == ErrorClass.AUTH
                && pass != null
                && !pass.identity().equals(identity);
    }
}
