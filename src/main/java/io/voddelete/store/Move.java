package io.voddelete.store;

import java.sql.SQLException;
import java.util.Optional;

/**
 * The move of a processed file, recorded because a crash may interrupt it. Only the newest of each
 * node is kept, as a row of {@code setting}.
 *
 * @param keptAs target path, relative to the inbox
 * @param content identifies the content: its SHA-256 in lower-case hex, or something shorter
 */
public record Move(String keptAs, String content) {
    private static final String KEY = "move";

    static Void record(Sql sql, HomeSql homes, Move move) throws SQLException {
        sql.run(
                "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                homes.own(KEY),
                move.content + " " + move.keptAs);
        return null;
    }

    static Optional<Move> find(Sql sql, HomeSql homes) throws SQLException {
        return sql.first(row -> row.getString(1), "SELECT value FROM setting WHERE name = ?", homes.own(KEY))
                .map(value -> value.split(" ", 2))
                .map(parts -> new Move(parts[1], parts[0]));
    }
}
