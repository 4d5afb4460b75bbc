package io.voddelete.sender;

import io.voddelete.vod.CallCredentials;
import io.voddelete.vod.VodError;

/** Replaces refused credentials of a call. */
interface Renewal {
    /** Where calls show keys, no other pass may be had. */
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

    /** Whether calls show a token. */
    boolean isOfTokens();

    /** Whether new credentials may help against this error. */
    boolean isFor(VodError error);

    /** Gets another one, unless there is one already. False if the refused one had replaced a refused one itself. */
    boolean renew(CallCredentials refused);

    /** VOD has accepted a call. */
    void accepted();
}
