package io.voddelete.store;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When settled submissions are moved into archive files.
 *
 * @param folder of the archive files; created with the first one
 * @param keep how long they stay in the store at least; null for ever. Archive files that are there are read in any case
 */
public record ArchiveRule(Path folder, @Nullable Duration keep) {}
