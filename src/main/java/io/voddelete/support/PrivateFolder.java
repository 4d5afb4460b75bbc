package io.voddelete.support;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;

/**
 * A folder for the module's own files: created by it, not a symbolic link, and not writable for other users. It may be
 * replaced while the module runs, so check it before each write. Thread-safe.
 */
public final class PrivateFolder {
    private static final int ROOT = 0;
    private static final int WRITABLE_BY_OTHERS = 0002;
    private static final int STICKY = 01000;

    private final Path path;
    /** Identifies the folder that was last checked; null before the first check. */
    private Object key;

    public PrivateFolder(Path path) {
        this.path = path;
    }

    public Path path() {
        return path;
    }

    /**
     * Creates the folder if missing; checks its owner and permissions if it is not the one of the last check.
     *
     * @throws IOException if it cannot be created or written, is a symbolic link, belongs to another user or is writable for
     *     others; the message says what to do
     */
    public synchronized void require() throws IOException {
        BasicFileAttributes now;
        try {
            now = look();
        } catch (NoSuchFileException e) {
            PrivateFiles.makeFolder(path);
            now = look();
        }
        if (key == null || !key.equals(now.fileKey())) {
            if (now.isSymbolicLink()) {
                throw new IOException(shown(path) + " is a symbolic link, and this module does not write through links."
                        + " Replace it by a folder, or mount the other folder there (mount --bind)");
            }
            if (!now.isDirectory()) {
                throw new FileAlreadyExistsException(path.toString(), null, "is not a folder; move it away");
            }
            requireOwn(path, false);
            key = now.fileKey();
        }
    }

    private BasicFileAttributes look() throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Checks a folder from which native libraries are loaded. It may be shared if it is sticky, as {@code /tmp} is.
     *
     * @throws IOException if another user could replace our files there
     */
    public static void requireOwnOrSticky(Path folder) throws IOException {
        requireOwn(folder, true);
    }

    /**
     * Checks a folder that the operator configured.
     *
     * @throws IOException if all users may write to it
     */
    public static void requireClosed(Path folder) throws IOException {
        Map<String, Object> is = attributes(folder);
        if (is != null && ((int) is.get("mode") & WRITABLE_BY_OTHERS) != 0) {
            requireClosed(folder, is, probe(folder));
        }
    }

    private static void requireOwn(Path folder, boolean orSticky) throws IOException {
        Map<String, Object> is = attributes(folder);
        if (is == null) {
            return;
        }
        Map<String, Object> ours = probe(folder);
        if (!is.get("uid").equals(ours.get("uid")) && !is.get("uid").equals(ROOT)) {
            throw new IOException(
                    shown(folder) + " belongs to user " + is.get("uid") + ", but this module runs as user "
                            + ours.get("uid") + ". Move it away (mv), or change its owner (chown)");
        }
        if (!orSticky || ((int) is.get("mode") & STICKY) == 0) {
            requireClosed(folder, is, ours);
        }
    }

    /** Ignores the permissions if the file system does not enforce them, as a new private file that all may write shows. */
    private static void requireClosed(Path folder, Map<String, Object> is, Map<String, Object> ours)
            throws IOException {
        if (((int) is.get("mode") & ~(int) ours.get("mode") & WRITABLE_BY_OTHERS) != 0) {
            throw new IOException(
                    shown(folder) + " is writable for every user of this machine. Check whether anybody wrote"
                            + " to it, then remove that permission (chmod o-w)");
        }
    }

    /** Returns the owner and the permissions that new files get there. */
    private static Map<String, Object> probe(Path folder) throws IOException {
        Path probe = Files.createTempFile(folder, ".", ".tmp");
        try {
            return attributes(probe);
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    /** Returns null if the file system has no Unix attributes. */
    private static Map<String, Object> attributes(Path path) throws IOException {
        try {
            return Files.readAttributes(path, "unix:uid,mode");
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return null;
        }
    }

    private static String shown(Path path) {
        return "'" + Text.visible(path.toString()) + "'";
    }
}
