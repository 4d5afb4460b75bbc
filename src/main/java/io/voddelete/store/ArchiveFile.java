package io.voddelete.store;

import java.time.Instant;

/**
 * An archive file that the store knows: it has the lines of some settled submissions, and never changes.
 *
 * @param number what the submissions whose lines it has refer to; counted from 1
 * @param name of the file, such as {@code 2026-10.sqlite}
 * @param sha256 of the file, in lower-case hex
 * @param madeAt when it was made
 * @param moved whether the lines are no longer in the store
 */
public record ArchiveFile(long number, String name, String sha256, Instant madeAt, boolean moved) {}
