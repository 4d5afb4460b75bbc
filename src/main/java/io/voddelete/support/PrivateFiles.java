package io.voddelete.support;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Creates files and folders that the owner can read and write and the group can read; the umask may restrict this further.
 * Follows no symbolic links and replaces nothing. On file systems without permissions, their defaults apply.
 */
public final class PrivateFiles {
    private static final String FILE = "rw-r-----";
    private static final String FOLDER = "rwxr-x---";

    private static final int OTHERS = 0007;
    private static final int WRITABLE_BY_GROUP = 0020;
    private static final int WRITABLE_BY_OTHERS = 0002;

    private PrivateFiles() {}

    /**
     * Opens a file, creating it if the options say so. The permissions of an existing file stay as they are.
     *
     * @throws IOException also if the path is a symbolic link
     */
    public static FileChannel open(Path file, OpenOption... options) throws IOException {
        Set<OpenOption> all = new HashSet<>(List.of(options));
        all.add(LinkOption.NOFOLLOW_LINKS);
        try {
            return FileChannel.open(file, all, permissions(file, FILE));
        } catch (IOException e) {
            if (Files.isSymbolicLink(file)) {
                throw new FileSystemException(
                        file.toString(),
                        null,
                        "is a symbolic link, which is not followed for writing; remove the link");
            }
            throw e;
        }
    }

    /** Creates a file for writing; first deletes an existing file or link of that name. */
    public static OutputStream writeAnew(Path file) throws IOException {
        Files.deleteIfExists(file);
        return Channels.newOutputStream(open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    /** Creates a folder and its parents if missing; accepts a symbolic link to a folder. */
    public static void makeFolders(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, permissions(folder, FOLDER));
        }
    }

    /** @throws FileAlreadyExistsException if the path exists, as whatever kind of file */
    static void makeFolder(Path folder) throws IOException {
        Files.createDirectory(folder, permissions(folder, FOLDER));
    }

    /**
     * Renames a file of ours within its folder. On file systems without hard links this is not atomic: another writer could
     * create the target at the same time.
     *
     * @throws FileAlreadyExistsException if the target exists
     */
    static void rename(Path from, Path to) throws IOException {
        Path folder = to.toAbsolutePath().getParent();
        if (folder != null && isWrittenByOwnerAlone(folder)) {
            Files.move(from, to); // checks first; safe since nobody else writes here, and faster than a link
            return;
        }
        try {
            Files.createLink(to, from);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            Files.move(from, to);
            return;
        }
        Files.delete(from);
    }

    /**
     * Revokes the permissions of others on files of ours that a library created.
     *
     * @param glob pattern of their names; files of other users, and file systems without permissions, are left alone
     */
    public static void close(Path folder, String glob) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, glob)) {
            for (Path file : files) {
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && has(file, OTHERS | WRITABLE_BY_GROUP)) {
                    int mode = (int) Files.getAttribute(file, "unix:mode");
                    Files.setAttribute(file, "unix:mode", mode & ~(OTHERS | WRITABLE_BY_GROUP));
                }
            }
        } catch (IOException | DirectoryIteratorException | UnsupportedOperationException e) {
            // the folder keeps others out as well, or is shared on purpose
            return;
        }
    }

    /** Returns whether users other than the owner and the group have any permission; false if unknown. */
    public static boolean mayBeUsedByOthers(Path path) {
        return has(path, OTHERS);
    }

    /** Returns whether only the owner of this folder may write to it; false if unknown. */
    static boolean isWrittenByOwnerAlone(Path folder) {
        try {
            return ((int) Files.getAttribute(folder, "unix:mode") & (WRITABLE_BY_GROUP | WRITABLE_BY_OTHERS)) == 0;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false;
        }
    }

    /** Returns whether both have the same owner; false if unknown. */
    static boolean haveOneOwner(Path one, Path other) {
        try {
            return Files.getAttribute(one, "unix:uid").equals(Files.getAttribute(other, "unix:uid"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false;
        }
    }

    /** Returns whether the group may write to it; false if unknown. */
    public static boolean mayBeWrittenByGroup(Path path) {
        return has(path, WRITABLE_BY_GROUP);
    }

    private static boolean has(Path path, int bits) {
        try {
            return ((int) Files.getAttribute(path, "unix:mode") & bits) != 0;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false; // it does not exist, or has no such attribute
        }
    }

    private static FileAttribute<?>[] permissions(Path path, String permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
