package io.voddelete.store;

import io.voddelete.asset.Notice;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sealed submissions over plain JDBC, on a connection of their own, so that a long report delays nothing else. */
final class JdbcSealedSubmissions implements SealedSubmissions, AutoCloseable {
    private final GroupCommit writer;
    private final ReadConnection reads;
    private final ArchiveReads archived;
    private final DoneSubmissions done;
    private final HomeSql homes;
    private final InstantSource clock;

    JdbcSealedSubmissions(
            GroupCommit writer,
            ReadConnection reads,
            ArchiveReads archived,
            DoneSubmissions done,
            HomeSql homes,
            InstantSource clock) {
        this.writer = writer;
        this.reads = reads;
        this.archived = archived;
        this.done = done;
        this.homes = homes;
        this.clock = clock;
    }

    @Override
    public List<Submission> due(Document document, int most) {
        String due =
                document == Document.RECEIPT ? " AND receipt_at IS NULL" : " AND report_at IS NULL AND unfinished = 0";
        return reads.read(
                "read submissions",
                writer.inPlace(sql -> sql.list(
                        SubmissionSql::read,
                        SubmissionSql.SELECT + " WHERE kept_as IS NOT NULL" + due + homes.ours()
                                + " ORDER BY id LIMIT ?",
                        most)));
    }

    @Override
    public List<Submission> sealedSince(Instant time, int most) {
        return reads.read(
                "read submissions",
                sql -> sql.list(
                        SubmissionSql::read,
                        SubmissionSql.SELECT + " WHERE id IN (SELECT id FROM submission ORDER BY id DESC LIMIT ?)"
                                + " AND kept_as IS NOT NULL AND sealed_at >= ?" + homes.ours() + " ORDER BY id",
                        most,
                        time));
    }

    @Override
    public Optional<Submission> find(String submissionId) {
        return reads.read(
                "read submission " + submissionId,
                sql -> sql.first(
                        SubmissionSql::read,
                        SubmissionSql.SELECT + " WHERE submission_id = ? AND state = 'SEALED'",
                        submissionId));
    }

    @Override
    public Optional<Submission> findByKey(String intakeKey) {
        return reads.read(
                "read a submission by its key",
                sql -> sql.first(
                        SubmissionSql::read,
                        SubmissionSql.SELECT + " WHERE intake_key = ? AND state = 'SEALED'",
                        intakeKey));
    }

    @Override
    public List<Submission> takeDone(int most) {
        List<Long> rows = done.next(most);
        if (rows.isEmpty()) {
            return List.of();
        }
        List<Submission> taken = reads.read("read submissions", sql -> {
            List<Submission> found = new ArrayList<>();
            for (long row : rows) {
                SubmissionSql.find(sql, row).ifPresent(found::add);
            }
            return found;
        });
        done.remove(rows);
        return taken;
    }

    @Override
    public void markWritten(Document document, List<Submission> submissions) {
        String column = document == Document.RECEIPT ? "receipt_at" : "report_at";
        Instant now = clock.instant();
        writer.write("mark submissions", sql -> markWritten(sql, column, submissions, now));
    }

    private static Void markWritten(Sql sql, String column, List<Submission> submissions, Instant now)
            throws SQLException {
        for (Submission submission : submissions) {
            sql.run("UPDATE submission SET " + column + " = ? WHERE id = ?", now, submission.row());
        }
        return null;
    }

    @Override
    public void note(Submission submission, Notice notice) {
        writer.write("add a notice", sql -> note(sql, submission, notice));
    }

    private static Void note(Sql sql, Submission submission, Notice notice) throws SQLException {
        if (Notices.add(sql, submission.submissionId(), notice)) {
            sql.run("UPDATE submission SET receipt_at = NULL, report_at = NULL WHERE id = ?", submission.row());
        }
        return null;
    }

    @Override
    public void recordMove(Move move) {
        writer.write("record a move", sql -> Move.record(sql, homes, move));
    }

    @Override
    public Optional<Move> lastMove() {
        return reads.read("read the last move", sql -> Move.find(sql, homes));
    }

    @Override
    public List<SubmissionLine> lines(Submission submission, long after, int most) {
        return page(LineReads.ALL, submission, after, most);
    }

    @Override
    public LineList lines(Submission submission, LineFilter filter, long after, int most) {
        if (filter.equals(LineFilter.NONE)) {
            return LineList.of(lines(submission, after, most + 1), most, 0);
        }
        ArchiveFiles.Query<LineList> page = sql -> LineSearch.page(sql, submission, filter, after, most);
        return archived.ofSubmission(reads, "read lines of " + submission.source(), submission.row(), page, sql -> {
            LineList found = page.run(sql);
            for (SubmissionLine line : found.lines()) {
                AssetChecksum.requireIntact(sql, submission.row(), line.line() - 1, line.line());
            }
            return found;
        });
    }

    @Override
    public List<ReasonCount> reasons(Submission submission) {
        return reads.read("count lines of " + submission.source(), sql -> ReasonSql.of(sql, submission.row()));
    }

    @Override
    public List<SubmissionLine> duplicates(Submission submission, long after, int most) {
        return duplicatesNow(submission, after, most).stream()
                .map(line -> asOf(submission.sealedAt(), line))
                .toList();
    }

    @Override
    public List<SubmissionLine> duplicatesNow(Submission submission, long after, int most) {
        return page(LineReads.DUPLICATE, submission, after, most);
    }

    @Override
    public List<SubmissionLine> rejected(Submission submission, long after, int most) {
        return page(LineReads.REJECTED, submission, after, most);
    }

    @Override
    public List<String> keptColumns(Submission submission) {
        return reads.read("read the columns of " + submission.source(), sql -> KeptColumnSql.names(sql, submission));
    }

    @Override
    public void close() {
        reads.close();
    }

    private List<SubmissionLine> page(String query, Submission submission, long after, int most) {
        ArchiveFiles.Query<List<SubmissionLine>> page =
                sql -> sql.list(LineReads::line, query + LineReads.IN_ORDER, submission.row(), after, most);
        return archived.ofSubmission(reads, "read lines of " + submission.source(), submission.row(), page, sql -> {
            List<SubmissionLine> lines = page.run(sql);
            if (!lines.isEmpty()) {
                AssetChecksum.requireIntact(
                        sql,
                        submission.row(),
                        after,
                        lines.get(lines.size() - 1).line());
            }
            return lines;
        });
    }

    /** A document that is written again after a crash stays the same, whatever was settled in the meantime. */
    private static SubmissionLine asOf(@Nullable Instant sealedAt, SubmissionLine line) {
        boolean settledLater =
                line.settledAt() != null && sealedAt != null && line.settledAt().isAfter(sealedAt);
        return settledLater ? line.pending() : line;
    }
}
