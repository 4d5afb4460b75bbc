package io.voddelete.store.sqlite;

import io.voddelete.store.StoreException;
import io.voddelete.support.PrivateFiles;
import io.voddelete.support.PrivateFolder;
import io.voddelete.support.Text;
import java.io.IOException;
import java.nio.file.Path;
import org.sqlite.SQLiteJDBCLoader;

/**
 * Loads the native library of the SQLite driver. The driver can be told where to unpack it by the system property
 * {@code org.sqlite.tmpdir} alone, which it reads once, when it loads the library. So the property is set for that moment
 * only, and not at all where the host has set it, or {@code org.sqlite.lib.path}, itself. Where the library is loaded
 * already nothing is unpacked.
 */
public final class NativeLibrary {
    private static final String UNPACKED_TO = "org.sqlite.tmpdir";
    private static final String LIES_IN = "org.sqlite.lib.path";

    private NativeLibrary() {}

    /**
     * Loads the library, unless it is loaded.
     *
     * @param directory where it is unpacked; made if it is missing
     * @throws StoreException if that cannot be done; its message goes on after the directory
     */
    public static synchronized void load(Path directory) {
        for (String property : new String[] {LIES_IN, UNPACKED_TO}) {
            String given = System.getProperty(property);
            if (given != null) {
                initialize("it is not used, because the system property " + property + " is '" + Text.visible(given)
                        + "'");
                return;
            }
        }
        try {
            PrivateFiles.makeFolders(directory);
            PrivateFolder.requireOwnOrSticky(directory); // who exchanges the library has all that this process may do
        } catch (IOException e) {
            throw new StoreException("it cannot be used: " + Text.visible(e.toString()), e);
        }
        System.setProperty(UNPACKED_TO, directory.toString());
        try {
            initialize("the operating system does not load libraries from it");
        } finally {
            System.clearProperty(UNPACKED_TO);
        }
        PrivateFiles.close(directory, "sqlite-*");
    }

    private static void initialize(String where) {
        try {
            SQLiteJDBCLoader.initialize();
        } catch (Exception | LinkageError e) {
            String why = Text.visible(String.valueOf(e.getMessage()).replaceFirst(", paths=.*", ""));
            throw new StoreException(
                    where + ", so the SQLite driver cannot be loaded: " + why
                            + ". Often the file system is mounted noexec,"
                            + " is full or is read-only (findmnt -T <directory> shows its options)",
                    e);
        }
    }
}
