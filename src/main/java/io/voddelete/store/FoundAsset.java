package io.voddelete.store;

/**
 * The newest generation of an id.
 *
 * @param isSeen whether the reader may see its submission; if not, it may know only what became of the id
 */
public record FoundAsset(AssetHistory.Generation newest, boolean isSeen) {}
