package io.voddelete.store;

import java.sql.SQLException;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** The key of the tokens of pages, which all processes that use the store share, so that each of them can read those of another. */
final class PageKeySql {
    private static final int BYTES = 16;
    private static final String NAME = "page-key";

    private PageKeySql() {}

    /** Makes it, unless there is one. */
    static int make(Sql sql, RandomGenerator random) throws SQLException {
        byte[] key = new byte[BYTES];
        random.nextBytes(key);
        return sql.run(
                "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING",
                NAME,
                HexFormat.of().formatHex(key));
    }

    static byte[] read(Sql sql) throws SQLException {
        return sql.first(
                        row -> HexFormat.of().parseHex(row.getString(1)),
                        "SELECT value FROM setting WHERE name = ?",
                        NAME)
                .orElseThrow();
    }
}
