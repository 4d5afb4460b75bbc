package io.voddelete.sender;

import io.voddelete.asset.AssetId;
import io.voddelete.protect.Guards;
import io.voddelete.store.CallGuard;
import java.util.Optional;

/** What the guards say by their last look, for the store: files must not be read in a transaction. */
record FileGuard(Guards guards) implements CallGuard {
    /** The reason of outcomes that a file or a rule keeps. */
    static final String PROTECTED = "protected";

    @Override
    public Optional<String> blocked() {
        return guards.halt().map(Guards.Halt::text);
    }

    @Override
    public Optional<Kept> keeps(AssetId assetId) {
        return guards.protecting(assetId).map(file -> new Kept(PROTECTED, "file " + file.getFileName()));
    }
}
