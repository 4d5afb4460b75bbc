package io.voddelete.store.postgresql;

import io.voddelete.store.Sql;
import io.voddelete.store.SqlScript;
import java.sql.SQLException;

/** The tables in PostgreSQL. They have a schema of their own. */
final class Tables {
    /** Creates all tables that are missing. */
    private static final String SCHEMA = "/vod-delete-routes/schema-postgresql.sql";
    /** Increased with each change of the tables, which needs a migration. */
    static final int VERSION = 1;
    /** Key of the advisory lock under which tables are created: the bytes of "voddelet". */
    private static final long LOCK = 0x766f6464656c6574L;

    private Tables() {}

    /**
     * Creates the tables if there are none, in the caller's transaction.
     *
     * @param create whether that is permitted
     * @throws SQLException if they are of another version of this program, or missing
     */
    static void prepare(Sql sql, String schema, boolean create) throws SQLException {
        sql.first(row -> 1, "SELECT pg_advisory_xact_lock(?)", LOCK); // released with the transaction
        if (!exists(
                sql,
                "SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = ? AND tablename = 'schema_version'",
                schema)) {
            if (!create) {
                throw new SQLException("its tables are missing in the schema " + schema
                        + ". Create them with schema-postgresql.sql, or set vod.store.create-tables=true");
            }
            create(sql, schema);
        }
        int version = sql.first(row -> row.getInt(1), "SELECT max(version) FROM schema_version")
                .orElseThrow();
        if (version != VERSION) {
            throw new SQLException("its tables have version " + version + ", but this program supports only " + VERSION
                    + ". Nothing was changed. Use the version of the program that wrote it, or another store");
        }
    }

    private static void create(Sql sql, String schema) throws SQLException {
        // the right to create a schema is asked for even if it is there
        if (!exists(sql, "SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = ?", schema)) {
            sql.execute("CREATE SCHEMA " + schema);
        }
        SqlScript.run(sql, SCHEMA);
    }

    private static boolean exists(Sql sql, String query, String name) throws SQLException {
        return sql.first(row -> true, query, name).isPresent();
    }
}
