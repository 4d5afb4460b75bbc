package io.voddelete.store.sqlite;

import io.voddelete.audit.Head;
import io.voddelete.store.AuditTrail;
import io.voddelete.store.Sql;
import io.voddelete.store.StoreException;
import io.voddelete.support.Text;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;

/** Reads from a store, whether the module runs or not, up to which line it knows the audit log. */
public final class StoredHead {
    private static final int BUSY_MILLIS = 10_000;

    private StoredHead() {}

    /**
     * Returns the last line that was committed; {@link Head#BEGINNING} for a store of a version without audit log. Changes
     * nothing and transfers nothing from the log of the store.
     *
     * @param url {@code jdbc:sqlite:<path>}
     * @throws StoreException if there is no store, or it cannot be read
     */
    public static Head read(String url) {
        requireStore(url);
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_MILLIS);
        try (Connection connection = config.createConnection(url)) {
            Sql sql = new Sql(connection);
            Sqlite.requireOwnTables(sql);
            boolean isNew = Sqlite.number(sql, "SELECT count(*) FROM sqlite_master") == 0;
            return isNew ? Head.BEGINNING : AuditTrail.stored(sql, "");
        } catch (SQLException e) {
            throw new StoreException("the store " + shown(url) + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** @throws StoreException if there is no file; otherwise SQLite would create one */
    public static void requireStore(String url) {
        if (!Files.isRegularFile(Sqlite.file(url))) {
            throw new StoreException("there is no store at " + shown(url), null);
        }
    }

    private static String shown(String url) {
        return "'" + Text.visible(Sqlite.file(url).toString()) + "'";
    }
}
