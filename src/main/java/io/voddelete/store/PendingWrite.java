package io.voddelete.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Work that waits for the writer or for its commit. */
final class PendingWrite<T> {
    /** How long work waits for another program that holds a lock. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    final boolean urgent;
    final boolean isResult;
    final long patientUntil = System.nanoTime() + PATIENCE.toNanos();
    final CompletableFuture<T> done = new CompletableFuture<>();
    private final String what;
    private final GroupCommit.Work<T> work;
    private @Nullable T result;

    /**
     * @param what it does, beginning with a verb
     * @param urgent whether a caller waits for it, so that bulk work yields
     * @param isResult whether it is known nowhere else
     */
    PendingWrite(String what, GroupCommit.Work<T> work, boolean urgent, boolean isResult) {
        this.what = what;
        this.work = work;
        this.urgent = urgent;
        this.isResult = isResult;
    }

    /** Nothing but a transaction, for which nobody waits. */
    static PendingWrite<Boolean> of(String what) {
        return new PendingWrite<>(what, sql -> true, true, false);
    }

    /** Returns what all of them do together: the verbs alone, since the rest may name a submission. */
    static String verbs(List<PendingWrite<?>> group) {
        return group.stream()
                .map(each -> each.what.replaceFirst("^be ", "").replaceFirst(" .*", ""))
                .distinct()
                .sorted()
                .collect(Collectors.joining(" "));
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
