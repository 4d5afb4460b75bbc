package io.voddelete.store;

import io.voddelete.audit.AuditChain;
import io.voddelete.audit.AuditEvent;
import io.voddelete.audit.AuditException;
import io.voddelete.audit.Head;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects the audit events of a transaction and writes them to the audit log before its commit, which also stores the head of
 * the log. Used only by the writer, unless said otherwise.
 */
public final class AuditTrail {
    private static final String NUMBER = "audit-head-number";
    private static final String SHA256 = "audit-head-sha256";
    private static final String SET =
            "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2";

    private final @Nullable AuditChain chain;
    private final String log;
    private final List<AuditEvent> events = new ArrayList<>();
    private boolean isOpen;
    private volatile boolean fails;

    /**
     * @param chain null if nothing is audited
     * @param log see {@link Maintenance#auditLog}
     */
    AuditTrail(@Nullable AuditChain chain, String log) {
        this.chain = chain;
        this.log = log;
    }

    /**
     * The head that is stored, in one statement, so that both parts are of one commit.
     *
     * @param log see {@link Maintenance#auditLog}
     */
    public static Head stored(Sql sql, String log) throws SQLException {
        return sql.first(
                        row -> new Head(Long.parseLong(row.getString(1)), row.getString(2)),
                        "SELECT n.value, h.value FROM setting n JOIN setting h ON h.name = ? WHERE n.name = ?",
                        SHA256 + log,
                        NUMBER + log)
                .orElse(Head.BEGINNING);
    }

    void add(AuditEvent event) {
        if (chain != null) {
            events.add(event);
        }
    }

    /**
     * Commits; the lines of this transaction are on the disk before that.
     *
     * @return whether anything was written to the store
     */
    boolean commit(Sql sql) throws SQLException {
        write(sql);
        boolean wrote = sql.commit();
        isOpen |= !events.isEmpty();
        events.clear();
        return wrote;
    }

    private void write(Sql sql) throws SQLException {
        if (chain == null || events.isEmpty()) {
            return;
        }
        try {
            open(sql, chain);
            isOpen = false; // until the commit has succeeded
            Head head = chain.append(events);
            Object[] number = {NUMBER + log, String.valueOf(head.number())};
            Object[] sha256 = {SHA256 + log, head.sha256()};
            sql.batch(SET, List.of(number, sha256));
            fails = false;
        } catch (AuditException e) {
            fails = true;
            throw e;
        } catch (IOException e) {
            fails = true;
            throw new SQLException("the audit log cannot be written: " + e.getMessage(), e);
        }
    }

    /**
     * Checks the end of the log. Call it once at the start, so that a broken log is found before anything is sent. Marks the ids of
     * calls that the store has forgotten, see {@link #markLostCalls}.
     *
     * @param mayLoseOne whether the store may have lost a single transaction, which looks like one that was never committed
     * @return whether the log may know a later time than the store
     */
    boolean start(Sql sql, boolean mayLoseOne) throws SQLException {
        if (chain == null) {
            return false;
        }
        open(sql, chain);
        boolean isLater = chain.mayBeLater();
        if (isLater || mayLoseOne) {
            markLostCalls(sql);
        }
        return isLater;
    }

    /**
     * Marks the ids of calls that are in the log and not in the store, which has lost their transactions: they may be deleted, so
     * they are asked about before they are sent, and not said to have been missing. So are those that the store does not have now,
     * when they are accepted again.
     *
     * @return how many pending ids were marked
     */
    int markLostCalls(Sql sql) throws SQLException {
        if (chain == null) {
            return 0;
        }
        try {
            int[] marked = {0};
            chain.<SQLException>laterCalls(stored(sql, log), ids -> marked[0] += LostCallSql.mark(sql, ids));
            return marked[0];
        } catch (IOException e) {
            throw new SQLException("the audit log cannot be read: " + e.getMessage(), e);
        }
    }

    private void open(Sql sql, AuditChain opened) throws SQLException {
        if (!isOpen) {
            opened.open(stored(sql, log));
            isOpen = true;
        }
    }

    /** Whether the last line could not be written, and none has been since. Safe for use by many threads. */
    boolean fails() {
        return fails;
    }

    void rolledBack() {
        events.clear();
    }

    void close() throws IOException {
        if (chain != null) {
            chain.close();
        }
    }
}
