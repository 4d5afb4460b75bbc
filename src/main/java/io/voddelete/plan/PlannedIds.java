package io.voddelete.plan;

import io.voddelete.asset.AssetId;
import java.util.function.Consumer;

/** The ids of one list, each once, always in the same order. */
@FunctionalInterface
public interface PlannedIds {
    /** Hands over one id after the other; there may be millions, so they are never all in memory. */
    void forEach(Consumer<AssetId> each);
}
