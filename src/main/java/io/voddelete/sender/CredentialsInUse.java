package io.voddelete.sender;

import io.voddelete.vod.CallCredentials;
import io.voddelete.vod.ErrorCodes.ErrorClass;
import io.voddelete.vod.Identity;
import io.voddelete.vod.VodError;
import java.util.random.RandomGenerator;

/** Who calls: read by many threads, and set by {@link SendingPause#use} only, which may end a pause by it. */
public final class CredentialsInUse {
    private final RandomGenerator random;
    private volatile Identity identity;

    /**
     * @param identity who calls from the start on
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

    /** By which a pause knows again later who was refused. */
    String fingerprint() {
        return identity.fingerprint(random);
    }

    /** Whether an error refuses credentials that are in use no more. */
    boolean isOfOthers(VodError error, CallCredentials pass) {
        return error.errorClass() == ErrorClass.AUTH
                && pass != null
                && !pass.identity().equals(identity);
    }
}
