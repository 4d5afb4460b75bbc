package io.voddelete.intake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * One list as received from a source.
 *
 * @param name with the extension of its format, such as {@code ids.csv}, if known
 * @param changed time of its last change at the source, in any form; null if unknown
 * @param file its path if it is a file of this machine; otherwise null
 * @param body its content
 */
public record Delivery(
        String name, @Nullable String changed, @Nullable Path file, Body body) {
    /** The content of a list. */
    public sealed interface Body {}

    /** A content in one of the formats of files. */
    public record Content(Opening opening) implements Body {}

    /** Rows as returned by a database. */
    public record Rows(Iterator<?> rows) implements Body {}

    /** Opens the content; called once. */
    @FunctionalInterface
    public interface Opening {
        InputStream open() throws IOException;
    }
}
