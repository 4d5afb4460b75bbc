package io.voddelete.store.postgresql;

import io.voddelete.store.CommitMark;
import io.voddelete.store.Sql;
import java.sql.SQLException;

/**
 * The only thing that a process may still write after it was replaced: what VOD has answered to calls that it had begun. It takes its
 * turn among the writers, and neither claims nor begins anything. Writing the same again changes nothing, so no commit is numbered.
 */
final class LateMark implements CommitMark {
    private boolean isLocked;

    @Override
    public void begin(Sql sql) throws SQLException {
        if (!isLocked) {
            isLocked = true; // first, since this is a statement too
            Member.requireNotHalted(sql);
            Tables.requireVersion(sql);
        }
    }

    @Override
    public void prolong(Sql sql) {
        return;
    }

    @Override
    public void write(Sql sql) {
        return;
    }

    @Override
    public void committed(boolean isMarked) {
        isLocked = false;
    }

    @Override
    public void rolledBack() {
        isLocked = false;
    }

    @Override
    public boolean isStored(Sql sql, SQLException failure) {
        return false;
    }
}
