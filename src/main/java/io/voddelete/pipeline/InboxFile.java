package io.voddelete.pipeline;

import java.nio.file.Path;

/**
 * A file that was found in the inbox: the only file that {@code accept-ids} reads. A type of its own, since Camel makes a
 * {@link java.io.File} of any text.
 */
public record InboxFile(Path path) {}
