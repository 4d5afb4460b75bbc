package io.voddelete.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The identity of an open file or folder, to check that its path still leads to it. If the file is renamed or deleted, or its
 * disk unmounted, writes to the open file still succeed, but nobody would find the data.
 */
public final class FileIdentity {
    private final Path path;
    private final Object key;

    private FileIdentity(Path path) throws IOException {
        this.path = path;
        this.key = keyAt(path);
    }

    /**
     * Returns the identity of the file at a path.
     *
     * @throws IOException if there is none, or its attributes cannot be read
     */
    public static FileIdentity at(Path path) throws IOException {
        return new FileIdentity(path);
    }

    /**
     * Returns whether the path still leads to the same file; true if the file system has no file keys.
     *
     * @throws IOException if its attributes cannot be read
     */
    public boolean isInPlace() throws IOException {
        try {
            return key.equals(keyAt(path));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** @throws IOException unless the path still leads to the same file; the message says what to do */
    public void requireInPlace() throws IOException {
        boolean inPlace;
        try {
            inPlace = isInPlace();
        } catch (IOException e) {
            throw new IOException("Cannot check the file in use: " + e, e);
        }
        if (!inPlace) {
            throw new IOException("The file in use is no longer at its path (unmounted, moved, replaced or deleted)."
                    + " Restore it: " + path);
        }
    }

    private static Object keyAt(Path path) throws IOException {
        Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        return key == null ? path : key;
    }
}
