package io.voddelete.support;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/** Attributes of a file that only Unix file systems have, all read at one moment. */
record UnixAttributes(Path path, Map<String, Object> values) {
    /**
     * Reads attributes of the JDK's {@code unix} view.
     *
     * @param names separated by commas
     * @throws UnsupportedOperationException if the file system has no such view
     * @throws IllegalArgumentException if the view has no such attribute
     */
    static UnixAttributes of(Path path, String names, LinkOption... options) throws IOException {
        return new UnixAttributes(path, Files.readAttributes(path, "unix:" + names, options));
    }

    /** @throws IOException if the file system returned no such value */
    <T> T get(String name, Class<T> type) throws IOException {
        Object value = values.get(name);
        if (!type.isInstance(value)) {
            throw new FileSystemException(path.toString(), null, "the file system returned no usable '" + name + "'");
        }
        return type.cast(value);
    }
}
