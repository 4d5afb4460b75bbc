package io.voddelete.store;

import io.voddelete.reader.Entry;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * The SQL about calls whose transactions the store has lost, after a failover or because a backup was put back. Their ids are asked
 * about before they are sent. The store may also have lost that it had accepted an id, at all or once more: such an id is remembered
 * until it is accepted again.
 */
final class LostCallSql {
    private static final String MARK = "UPDATE asset SET evidence = 'MAY_HAVE_ACTED', ask = 1, asked = 0"
            + " WHERE status = 'PENDING' AND evidence <> 'SAID_DELETED' AND asset_id IN ";

    /** What the names of remembered ids begin with in {@code setting}. */
    private static final String REMEMBERED = "lost-call:";

    private static final String ANY =
            "SELECT 1 FROM setting WHERE name > '" + REMEMBERED + "' AND name < 'lost-call;' LIMIT 1";
    private static final String REMEMBER = "INSERT INTO setting (name, value) SELECT '" + REMEMBERED
            + "' || v.column1, '' FROM (VALUES %s) v WHERE NOT EXISTS (SELECT 1 FROM asset a"
            + " WHERE a.asset_id = v.column1 AND a.status IN ('PENDING', 'DELETED')) AND NOT EXISTS (SELECT 1 FROM archived a"
            + " WHERE a.asset_id = v.column1 AND a.status = 'DELETED') ON CONFLICT (name) DO NOTHING";

    private LostCallSql() {}

    /**
     * Marks those of these ids that are pending, and remembers those that may be accepted again. Does not count as a change, since it
     * is done when nothing may be changed any more.
     *
     * @return how many are pending
     */
    static int mark(Sql sql, List<String> ids) throws SQLException {
        String values = String.join(", ", Collections.nCopies(ids.size(), "(?)"));
        sql.runUncounted(String.format(Locale.ROOT, REMEMBER, values), ids.toArray());
        return sql.runUncounted(MARK + Sql.places(ids.size()), ids.toArray());
    }

    /** Asked once in a transaction: other works of it remember none. */
    private static boolean areRemembered(Sql sql) throws SQLException {
        Boolean known = sql.sums().areLostCalls();
        if (known == null) {
            known = sql.first(row -> true, ANY).isPresent();
            sql.sums().learnLostCalls(known);
        }
        return known;
    }

    /** Marks those of these ids, which have just been accepted, that are remembered. */
    static void markAccepted(Sql sql, List<Entry.Found> ids) throws SQLException {
        if (!areRemembered(sql)) {
            return; // mostly
        }
        for (List<Entry.Found> some : Chunks.of(ids)) {
            List<String> names = sql.list(
                    row -> row.getString(1),
                    "SELECT name FROM setting WHERE name IN " + Sql.places(some.size()),
                    some.stream()
                            .map(found -> REMEMBERED + found.assetId().value())
                            .toArray());
            for (String name : names) {
                if (sql.run(MARK + "(?)", name.substring(REMEMBERED.length())) == 1) {
                    sql.run("DELETE FROM setting WHERE name = ?", name);
                }
            }
        }
    }
}
