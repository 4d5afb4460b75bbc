package io.voddelete.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A file or a folder that is in use, and whether its path still leads to it. It may be renamed or deleted meanwhile, the
 * folder above it moved or its disk unmounted: writing to an open file goes on then, and nobody finds what is written.
 */
public final class FileIdentity {
    private final Path path;
    private final Object key;

    private FileIdentity(Path path) throws IOException {
        this.path = path;
        this.key = keyAt(path);
    }

    /**
     * The file that a path leads to now.
     *
     * @throws IOException if there is none, or it cannot be looked at
     */
    public static FileIdentity at(Path path) throws IOException {
        return new FileIdentity(path);
    }

    /**
     * Whether the path leads to the same file as before; always where the system cannot tell one from another.
     *
     * @throws IOException if it cannot be looked at
     */
    public boolean isInPlace() throws IOException {
        try {
            return key.equals(keyAt(path));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** @throws IOException unless the path leads to the same file as before; says what may have happened and what to do */
    public void requireInPlace() throws IOException {
        boolean inPlace;
        try {
            inPlace = isInPlace();
        } catch (IOException e) {
            throw new IOException("what is in use cannot be looked at: " + e, e);
        }
        if (!inPlace) {
            throw new IOException("what is in use is no more where it was (unmounted, moved, replaced or deleted);"
                    + " put it back: " + path);
        }
    }

    private static Object keyAt(Path path) throws IOException {
        Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        return key == null ? path : key;
    }
}
