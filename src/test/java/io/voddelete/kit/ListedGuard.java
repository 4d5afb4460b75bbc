package io.voddelete.kit;

import io.voddelete.asset.AssetId;
import io.voddelete.store.CallGuard;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps listed ids out of calls.
 *
 * @param reason why no call may begin at all; null if calls may
 */
public record ListedGuard(Set<AssetId> kept, @Nullable String reason) implements CallGuard {
    /** Lets calls begin. */
    public ListedGuard(Set<AssetId> kept) {
        this(kept, null);
    }

    @Override
    public Optional<String> blocked() {
        return Optional.ofNullable(reason);
    }

    @Override
    public Optional<Kept> keeps(AssetId assetId) {
        return kept.contains(assetId) ? Optional.of(new Kept("protected", "file")) : Optional.empty();
    }
}
