package io.voddelete.store.postgresql;

import io.voddelete.store.Sql;
import io.voddelete.store.SqlScript;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The tables in PostgreSQL. They have a schema of their own. */
final class Tables {
    /** Creates all tables that are missing. */
    private static final String SCHEMA = "/vod-delete-routes/schema-postgresql.sql";
    /** Increased with each change of the tables, which needs a migration. */
    static final int VERSION = 3;
    /** Migrates the tables of the previous version to this one. */
    private static final String MIGRATION = "/vod-delete-routes/migration-postgresql-%d.sql";

    private static final String WHO_HAS_VERSION_1 =
            "SELECT name FROM owner WHERE until >= clock_timestamp() FOR UPDATE";

    private static final String WHO_HAS_A_LATER_ONE =
            "SELECT name FROM node WHERE until >= clock_timestamp() ORDER BY name";

    /** Key of the advisory lock under which tables are created: the bytes of "voddelet". */
    private static final long LOCK = 0x766f6464656c6574L;

    /** A table of millions of submissions may be written anew. */
    private static final Duration LONGEST_MIGRATION = Duration.ofMinutes(30);

    private Tables() {}

    /**
     * Creates the tables if there are none, or migrates those of an earlier version, in the caller's transaction, if that is permitted.
     *
     * @return the process of that earlier version which has to end first; empty if the tables are those of this version now
     * @throws SQLException if they are of a later version of this program, or of an earlier one or missing where that is not permitted
     */
    static Optional<String> prepare(Sql sql, String schema, TablesAtStart what) throws SQLException {
        boolean create = what == TablesAtStart.CREATE;
        if (what != TablesAtStart.OFF) {
            requireTables(sql, schema, create);
        }
        int version = version(sql);
        if (version < 1 || version > VERSION) {
            throw new SQLException("its tables have version " + version + ", but this program supports only up to "
                    + VERSION
                    + ". Nothing was changed. Use the version of the program that wrote it, or another store");
        }
        return version == VERSION ? Optional.empty() : migrate(sql, schema, version, create);
    }

    private static void requireTables(Sql sql, String schema, boolean create) throws SQLException {
        sql.first(row -> 1, "SELECT pg_advisory_xact_lock(?)", LOCK); // released with the transaction
        if (!exists(
                sql,
                "SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = ? AND tablename = 'schema_version'",
                schema)) {
            if (!create) {
                throw new SQLException("its tables are missing in the schema " + schema + ". Create them with " + SCHEMA
                        + ", which is in the jar, or set vod.store.create-tables=create");
            }
            create(sql, schema);
        }
    }

    /** @throws SQLException if the tables are no longer those of this program */
    static void requireVersion(Sql sql) throws SQLException {
        int version = version(sql);
        if (version != VERSION) {
            throw new SQLException("its tables have version " + version + " now");
        }
    }

    private static int version(Sql sql) throws SQLException {
        return sql.first(row -> row.getInt(1), "SELECT max(version) FROM schema_version")
                .orElseThrow();
    }

    private static Optional<String> migrate(Sql sql, String schema, int version, boolean create) throws SQLException {
        if (!create) {
            throw new SQLException("its tables in the schema " + schema + " have version " + version
                    + ". Nothing was changed. Stop all processes of the earlier version and run "
                    + IntStream.rangeClosed(version + 1, VERSION)
                            .mapToObj(Tables::file)
                            .collect(Collectors.joining(", "))
                    + " and " + SCHEMA + ", which are in the jar, or set vod.store.create-tables=create");
        }
        Optional<String> owner =
                sql.first(row -> row.getString(1), version == 1 ? WHO_HAS_VERSION_1 : WHO_HAS_A_LATER_ONE);
        if (owner.isPresent()) {
            return Optional.of(owner.get() + ", of an earlier version of this program,");
        }
        sql.limit(LONGEST_MIGRATION);
        for (int next = version + 1; next <= VERSION; next++) {
            SqlScript.run(sql, file(next));
        }
        SqlScript.run(sql, SCHEMA);
        return Optional.empty();
    }

    private static String file(int version) {
        return String.format(Locale.ROOT, MIGRATION, version);
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
