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
 * How the module makes files and folders: for their owner and, to read, for their group; the umask may take more away. No
 * symbolic link is followed, and nothing is replaced. Where a file system knows no permissions, it has its own.
 */
public final class PrivateFiles {
    private static final String FILE = "rw-r-----";
    private static final String FOLDER = "rwxr-x---";

    private static final int OTHERS = 0007;
    private static final int WRITABLE_BY_GROUP = 0020;
    private static final int WRITABLE_BY_OTHERS = 0002;

    private PrivateFiles() {}

    /**
     * Opens a file. One that is missing is made where an option says so; one that is there keeps its permissions.
     *
     * @throws IOException also if a symbolic link lies there
     */
    public static FileChannel open(Path file, OpenOption... options) throws IOException {
        Set<OpenOption> all = new HashSet<>(List.of(options));
        all.add(LinkOption.NOFOLLOW_LINKS);
        try {
            return FileChannel.open(file, all, permissions(file, FILE));
        } catch (IOException e) {
            if (Files.isSymbolicLink(file)) {
                throw new FileSystemException(
                        file.toString(), null, "it is a symbolic link, which is not written through; remove the link");
            }
            throw e;
        }
    }

    /** Begins a file anew; what is left there of an earlier one, or a link, is removed. */
    public static OutputStream writeAnew(Path file) throws IOException {
        Files.deleteIfExists(file);
        return Channels.newOutputStream(open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    /** Makes a folder, and those above it, where it is missing; a symbolic link to one will do. */
    public static void makeFolders(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, permissions(folder, FOLDER));
        }
    }

    /** @throws FileAlreadyExistsException if anything lies there */
    static void makeFolder(Path folder) throws IOException {
        Files.createDirectory(folder, permissions(folder, FOLDER));
    }

    /**
     * Gives a file of our own another name in its folder. Where there are no hard links, whoever else writes to that folder
     * could be a moment faster.
     *
     * @throws FileAlreadyExistsException if anything lies there
     */
    static void rename(Path from, Path to) throws IOException {
        if (isWrittenByOwnerAlone(to.toAbsolutePath().getParent())) {
            Files.move(from, to); // looks first, and nobody is in between; a link takes longer
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
     * Takes from others what they may do with files of ours that a library has made.
     *
     * @param glob their names; where they are of another user, or the file system knows no permissions, they stay as they are
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
            // the folder keeps others out as well, or is shared by those who chose it
            return;
        }
    }

    /** Whether users that are neither its owner nor of its group may do anything with it; false where that is not known. */
    public static boolean mayBeUsedByOthers(Path path) {
        return has(path, OTHERS);
    }

    /** Whether nobody but the owner of this folder may write to it; false where that is not known. */
    static boolean isWrittenByOwnerAlone(Path folder) {
        try {
            return ((int) Files.getAttribute(folder, "unix:mode") & (WRITABLE_BY_GROUP | WRITABLE_BY_OTHERS)) == 0;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false;
        }
    }

    /** Whether both belong to the same user; false where that is not known. */
    static boolean haveOneOwner(Path one, Path other) {
        try {
            return Files.getAttribute(one, "unix:uid").equals(Files.getAttribute(other, "unix:uid"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false;
        }
    }

    /** Whether its group may write to it; false where that is not known. */
    public static boolean mayBeWrittenByGroup(Path path) {
        return has(path, WRITABLE_BY_GROUP);
    }

    private static boolean has(Path path, int bits) {
        try {
            return ((int) Files.getAttribute(path, "unix:mode") & bits) != 0;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false; // it is not there, or has no such thing
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
