package io.voddelete.store.sqlite;

import io.voddelete.store.StoreException;
import io.voddelete.support.PrivateFiles;
import io.voddelete.support.PrivateFolder;
import io.voddelete.support.Text;
import java.io.IOException;
import java.nio.file.Path;
import org.sqlite.SQLiteJDBCLoader;

/**
 * Loads the native library of the SQLite driver. Where the driver unpacks it can only be set by the system property
 * {@code org.sqlite.tmpdir}, which it reads once, when it loads the library. So the property is set only during that moment,
 * and not at all if the host has set it or {@code org.sqlite.lib.path}. If the library is already loaded, nothing is unpacked.
 */
public final class NativeLibrary {
    private static final String UNPACKED_TO = "org.sqlite.tmpdir";
    private static final String LIES_IN = "org.sqlite.lib.path";

    private NativeLibrary() {}

    /**
     * Loads the library, unless it is loaded.
     *
     * @param directory where it is unpacked; created if missing
     * @throws StoreException if it cannot be loaded; the message continues a sentence that begins with the directory
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
            PrivateFolder.requireOwnOrSticky(directory); // whoever can replace the library controls this process
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
