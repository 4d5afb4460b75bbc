package io.voddelete.intake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Iterator;

/**
 * One list as a source gave it.
 *
 * @param name ends as in {@code ids.csv} if that is known
 * @param changed when it last changed at the source, in any form; null if that is not known
 * @param file where it lies if it is a file of this machine; else null
 * @param body its content
 */
public record Delivery(String name, String changed, Path file, Body body) {
    /** What a list may be. */
    public sealed interface Body {}

    /** A content in one of the formats of files. */
    public record Content(Opening opening) implements Body {}

    /** Rows as a database gives them. */
    public record Rows(Iterator<?> rows) implements Body {}

    /** Opens the content; called once. */
    @FunctionalInterface
    public interface Opening {
        InputStream open() throws IOException;
    }
}
