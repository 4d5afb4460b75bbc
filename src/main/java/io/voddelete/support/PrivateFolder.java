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
 * A folder that the module writes its files to: made by it, no symbolic link, and writable for nobody else. It may be
 * exchanged while the module runs, so it is looked at before each write. Safe for use by many threads.
 */
public final class PrivateFolder {
    private static final int ROOT = 0;
    private static final int WRITABLE_BY_OTHERS = 0002;
    private static final int STICKY = 01000;

    private final Path path;
    /** What tells it from another folder; null before the first look. */
    private Object key;

    public PrivateFolder(Path path) {
        this.path = path;
    }

    public Path path() {
        return path;
    }

    /**
     * Makes the folder where it is missing, and looks closely at one that was not there at the last look.
     *
     * @throws IOException if it cannot be made or written, is a link, belongs to another user or lets others write; says
     *     what to do
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
                throw new IOException(shown(path) + " is a symbolic link, and files of this module are not written"
                        + " through links; make it a folder, or mount the other one there (mount --bind)");
            }
            if (!now.isDirectory()) {
                throw new FileAlreadyExistsException(path.toString(), null, "no folder; move it away");
            }
            requireOwn(path, false);
            key = now.fileKey();
        }
    }

    private BasicFileAttributes look() throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Looks at a folder from which programs are loaded, which many may share if nobody may touch what others put there.
     *
     * @throws IOException if another user may exchange what this one puts there
     */
    public static void requireOwnOrSticky(Path folder) throws IOException {
        requireOwn(folder, true);
    }

    /**
     * Looks at a folder that was chosen by whoever set the module up.
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
            throw new IOException(shown(folder) + " belongs to user " + is.get("uid") + ", not to user "
                    + ours.get("uid") + ", as whom this module runs; move it away (mv), or give it to him (chown)");
        }
        if (!orSticky || ((int) is.get("mode") & STICKY) == 0) {
            requireClosed(folder, is, ours);
        }
    }

    /** Where a file that was made for its owner alone is writable by all, permissions mean nothing. */
    private static void requireClosed(Path folder, Map<String, Object> is, Map<String, Object> ours)
            throws IOException {
        if (((int) is.get("mode") & ~(int) ours.get("mode") & WRITABLE_BY_OTHERS) != 0) {
            throw new IOException(shown(folder) + " lets every user of this machine write to it; look whether somebody"
                    + " did, then take that away (chmod o-w)");
        }
    }

    /** As whom, and with which permissions, files are made there. */
    private static Map<String, Object> probe(Path folder) throws IOException {
        Path probe = Files.createTempFile(folder, ".", ".tmp");
        try {
            return attributes(probe);
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    /** Null where the file system does not know them. */
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
