package io.voddelete.sender;

import io.voddelete.vod.CallCredentials;
import io.voddelete.vod.VodError;

/** Replaces refused credentials of a call. */
interface Renewal {
    /** For access keys, which cannot be renewed. */
    Renewal NONE = new Renewal() {
        @Override
        public boolean isOfTokens() {
            return false;
        }

        @Override
        public boolean isFor(VodError error) {
            return false;
        }

        @Override
        public boolean renew(CallCredentials refused) {
            return false;
        }

        @Override
        public void accepted() {
            // nothing was in doubt
        }
    };

    /** Returns whether calls are authenticated by a token. */
    boolean isOfTokens();

    /** Returns whether new credentials may resolve this error. */
    boolean isFor(VodError error);

    /**
     * Fetches new credentials, unless there are newer ones already.
     *
     * @return false if the refused credentials had themselves just replaced refused ones, so that renewing does not help
     */
    boolean renew(CallCredentials refused);

    /** Called when VOD has accepted a call. */
    void accepted();
}
