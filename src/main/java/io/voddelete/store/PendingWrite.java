package io.voddelete.store;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Work that waits for the writer or for its commit. */
final class PendingWrite<T> {
    final boolean urgent;
    final boolean isResult;
    final long since = System.nanoTime();
    final CompletableFuture<T> done = new CompletableFuture<>();
    private final GroupCommit.Work<T> work;
    private @Nullable T result;

    /**
     * @param urgent whether a caller waits for it, so that bulk work yields
     * @param isResult whether it is known nowhere else
     */
    PendingWrite(GroupCommit.Work<T> work, boolean urgent, boolean isResult) {
        this.work = work;
        this.urgent = urgent;
        this.isResult = isResult;
    }

    void run(Sql sql) throws SQLException {
        result = work.run(sql);
    }

    void committed() {
        done.complete(result);
    }

    void failed(Throwable cause) {
        done.completeExceptionally(cause);
    }
}
