package io.voddelete.store;

import io.voddelete.asset.AssetId;
import java.util.Optional;

/** The last word before a DELETE call, asked in the transaction that writes down its beginning. Must be fast. */
public interface CallGuard {
    /** Lets everything pass. */
    CallGuard NONE = new CallGuard() {
        @Override
        public Optional<String> blocked() {
            return Optional.empty();
        }

        @Override
        public Optional<Kept> keeps(AssetId assetId) {
            return Optional.empty();
        }
    };

    /**
     * Why an id is not deleted.
     *
     * @param reason code of the outcome, such as {@code protected}
     * @param detail which rule or file says so
     */
    record Kept(String reason, String detail) {}

    /** Returns why no call may begin now; empty if calls may. */
    Optional<String> blocked();

    /** Returns why this id must not be deleted; empty if it may. */
    Optional<Kept> keeps(AssetId assetId);
}
