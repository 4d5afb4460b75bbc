package io.voddelete.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.sqlite.SQLiteConfig;

/** The database of a store, read and changed over a connection of the test. */
public final class StoreFile {
    private final Path file;

    public StoreFile(Path file) {
        this.file = file;
    }

    /** Returns the store in a data directory. */
    public static StoreFile of(Path dataDirectory) {
        return new StoreFile(dataDirectory.resolve("vod-delete.db"));
    }

    /** Unpacks real stores of an earlier version into a directory, each into a folder of its own. */
    public static void unpack(String name, Path directory) {
        try (InputStream in = StoreFile.class.getResourceAsStream("/store/" + name + ".zip.base64");
                ZipInputStream zip = new ZipInputStream(Base64.getMimeDecoder().wrap(in))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = directory.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.copy(zip, file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns whether there is a store. While it is created it has a rollback journal; if that is broken off, only who may write
     * can read what there is, and nothing was stored yet.
     */
    public boolean exists() {
        return Files.exists(file) && !Files.exists(file.resolveSibling(file.getFileName() + "-journal"));
    }

    /** Opens a connection that changes nothing: closing it keeps the log, even if no process has the store open. */
    public Connection read() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(5000);
        return config.createConnection("jdbc:sqlite:" + file);
    }

    /** Returns one text per row of a query, with the columns separated by blanks. */
    public List<String> rows(String sql) {
        List<String> rows = new ArrayList<>();
        try (Connection connection = read();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                List<String> columns = new ArrayList<>();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    columns.add(row.getString(i));
                }
                rows.add(String.join(" ", columns));
            }
            return rows;
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    /** Opens a connection that may change the store without the module noticing. */
    public Connection change() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    /** Changes the store without the module noticing. */
    public void change(String sql) {
        try (Connection connection = change();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }
}
