package io.voddelete.support;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
    private @Nullable Object key;

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
            makeUnlessThere();
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

    /** Another thread may have made it just now. */
    private void makeUnlessThere() throws IOException {
        try {
            PrivateFiles.makeFolder(path);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
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
        Optional<Access> is = access(folder);
        if (is.isPresent() && (is.get().mode & WRITABLE_BY_OTHERS) != 0) {
            requireClosed(folder, is.get(), probe(folder));
        }
    }

    private static void requireOwn(Path folder, boolean orSticky) throws IOException {
        Optional<Access> known = access(folder);
        if (known.isEmpty()) {
            return;
        }
        Access is = known.get();
        Access ours = probe(folder);
        if (is.uid != ours.uid && is.uid != ROOT) {
            throw new IOException(shown(folder) + " belongs to user " + is.uid + ", but this module runs as user "
                    + ours.uid + ". Move it away (mv), or change its owner (chown)");
        }
        if (!orSticky || (is.mode & STICKY) == 0) {
            requireClosed(folder, is, ours);
        }
    }

    /** Ignores the permissions if the file system does not enforce them, as a new private file that all may write shows. */
    private static void requireClosed(Path folder, Access is, Access ours) throws IOException {
        if ((is.mode & ~ours.mode & WRITABLE_BY_OTHERS) != 0) {
            throw new IOException(
                    shown(folder) + " is writable for every user of this machine. Check whether anybody wrote"
                            + " to it, then remove that permission (chmod o-w)");
        }
    }

    /** Returns the owner and the permissions that new files get there. */
    private static Access probe(Path folder) throws IOException {
        Path probe = Files.createTempFile(folder, ".", ".tmp");
        try {
            return access(probe)
                    .orElseThrow(() -> new IOException("The file system of " + shown(folder)
                            + " shows no owner and permissions for a new file. Use a folder on another file system"));
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    /** Returns the owner and the permissions; empty if the file system has none. */
    private static Optional<Access> access(Path path) throws IOException {
        try {
            UnixAttributes is = UnixAttributes.of(path, "uid,mode");
            return Optional.of(new Access(is.get("uid", Integer.class), is.get("mode", Integer.class)));
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private record Access(int uid, int mode) {}

    private static String shown(Path path) {
        return "'" + Text.visible(path.toString()) + "'";
    }
}
