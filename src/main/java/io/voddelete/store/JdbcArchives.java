package io.voddelete.store;

import io.voddelete.audit.AuditEvent;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Archives over plain JDBC. A file is complete on the disk before the store records it; it is recorded before any line is
 * removed; and each transaction leaves each line in the store, in a recorded file, or in both.
 */
final class JdbcArchives implements Archives {
    /** Of one file, unless one submission alone has more. */
    static final long MOST_LINES = 1_000_000;

    static final int MOST_SUBMISSIONS = 100_000;
    /** Rows looked at in one read. */
    private static final int LOOK = 5_000;
    /** Lines removed in one transaction: some milliseconds. */
    private static final int PAGE = 500;
    /** What a submission costs beside its lines, in lines. */
    private static final int OWN = 5;

    private final GroupCommit writer;
    private final ReadConnection reads;
    private final @Nullable ArchiveFiles files;
    private final ArchiveRule rule;
    private final AuditTrail audit;
    private final Consumer<String> remarks;
    private final InstantSource clock;

    /** @param files null if there is no rule */
    JdbcArchives(
            GroupCommit writer,
            ReadConnection reads,
            @Nullable ArchiveFiles files,
            ArchiveRule rule,
            AuditTrail audit,
            Consumer<String> remarks,
            InstantSource clock) {
        this.writer = writer;
        this.reads = reads;
        this.files = files;
        this.rule = rule;
        this.audit = audit;
        this.remarks = remarks;
        this.clock = clock;
    }

    @Override
    public List<Made> next(Runnable between) {
        if (files == null) {
            return List.of();
        }
        Optional<ArchiveFile> unmoved = reads.read("read which archives there are", ArchiveSql::unmoved);
        if (unmoved.isPresent()) {
            return List.of(move(files, unmoved.get(), between));
        }
        if (rule.keep() == null) {
            return List.of();
        }
        // whole months, so that there are few files
        YearMonth month = YearMonth.from(clock.instant().minus(rule.keep()).atOffset(ZoneOffset.UTC));
        Instant before = month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
        if (!before.isAfter(reads.read("read what was archived", ArchiveSql::before))) {
            return List.of();
        }
        List<Long> settled = settled(before, between);
        Optional<ArchiveFile> made =
                settled.isEmpty() ? Optional.empty() : make(files, month.minusMonths(1), settled, between);
        if (made.isEmpty()) {
            writer.write("remember what was archived", sql -> ArchiveSql.setBefore(sql, before));
            return List.of();
        }
        return List.of(move(files, made.get(), between));
    }

    private List<Long> settled(Instant before, Runnable between) {
        List<Long> rows = new ArrayList<>();
        long lines = 0;
        long last = reads.read("read submissions", ArchiveSql::lastSubmission);
        for (long after = 0; after < last; after += LOOK) {
            long from = after;
            for (ArchiveSql.Candidate one :
                    reads.read("read settled submissions", sql -> ArchiveSql.settled(sql, from, from + LOOK, before))) {
                if (!rows.isEmpty() && (lines + one.lines() > MOST_LINES || rows.size() >= MOST_SUBMISSIONS)) {
                    return rows;
                }
                rows.add(one.submission());
                lines += one.lines();
            }
            between.run();
        }
        return rows;
    }

    /** Returns the file; empty if all of them are unfit. */
    private Optional<ArchiveFile> make(ArchiveFiles files, YearMonth month, List<Long> submissions, Runnable between) {
        try {
            Optional<String> left = reads.read("read what was archived", ArchiveSql::inWork);
            if (left.isPresent()) {
                files.discard(left.get()); // the store does not know it, and has all lines
            }
            long number = reads.read("read which archives there are", ArchiveSql::nextNumber);
            String name = name(files, month);
            writer.write("begin an archive", sql -> ArchiveSql.setInWork(sql, name));
            between.run();
            ArchiveFiles.Written written = files.write(number, name, submissions, between);
            written.unfit().stream()
                    .filter(unfit -> !unfit.damaged().isEmpty())
                    .forEach(unfit -> remarks.accept("The submission of row " + unfit.submission()
                            + " is not archived, because " + unfit.damaged()
                            + ". Check the disk and memory of the machine, and compare with a backup"));
            if (written.submissions() == 0) {
                writer.write("end an archive", ArchiveSql::endWork);
                return Optional.empty();
            }
            Instant now = clock.instant();
            writer.write("record an archive", sql -> record(sql, number, name, written, now));
            between.run();
            return Optional.of(new ArchiveFile(number, name, written.sha256(), now, false));
        } catch (IOException e) {
            throw new StoreException("an archive file cannot be written: " + e, e);
        } catch (SQLException e) {
            throw StoreException.of("an archive file cannot be written", e, "");
        }
    }

    private Void record(Sql sql, long number, String name, ArchiveFiles.Written written, Instant now)
            throws SQLException {
        audit.add(new AuditEvent(
                "archived",
                Map.of(
                        "file",
                        name,
                        "sha256",
                        written.sha256(),
                        "submissions",
                        written.submissions(),
                        "lines",
                        written.lines())));
        return ArchiveSql.record(sql, number, name, written, now);
    }

    /** Another file of that month, also one that this store does not know, keeps its name. */
    private String name(ArchiveFiles files, YearMonth month) {
        List<String> known = reads.read("read which archives there are", ArchiveSql::files).stream()
                .map(ArchiveFile::name)
                .toList();
        String name = month + ".sqlite";
        for (int i = 2; known.contains(name) || files.exists(name); i++) {
            name = month + "-" + i + ".sqlite";
        }
        return name;
    }

    private record Row(long id, long last, long lines) {}

    /** Removes from the store what the file has. The file is read first, so it is there and is what was written. */
    private Made move(ArchiveFiles files, ArchiveFile file, Runnable between) {
        List<Row> rows = files.read(
                file,
                sql -> sql.list(
                        row -> new Row(row.getLong(1), row.getLong(2), row.getLong(3)),
                        "SELECT id, lines, accepted + duplicate + rejected FROM submission WHERE archive = ? ORDER BY id",
                        file.number()));
        for (int from = 0; from < rows.size(); from += PAGE) {
            List<Row> some = rows.subList(from, Math.min(from + PAGE, rows.size()));
            writer.write("mark what is archived", sql -> mark(sql, some, file.number()));
            between.run();
        }
        List<String> tables = reads.read("read its tables", files::lineTables);
        List<ArchiveSql.Range> ranges = new ArrayList<>();
        long lines = 0;
        for (Row row : rows) {
            for (long after = -1; after < row.last; after += PAGE) {
                boolean isLast = after + PAGE >= row.last;
                ranges.add(new ArchiveSql.Range(row.id, after, isLast ? Long.MAX_VALUE : after + PAGE));
                lines += OWN + Math.min(PAGE, row.last);
                if (lines >= PAGE) {
                    remove(ranges, tables, between);
                    lines = 0;
                }
            }
        }
        remove(ranges, tables, between);
        writer.write("end an archive", sql -> ArchiveSql.moved(sql, file.number()));
        return new Made(file, rows.size(), rows.stream().mapToLong(Row::lines).sum());
    }

    private static Void mark(Sql sql, List<Row> rows, long number) throws SQLException {
        for (Row row : rows) {
            ArchiveSql.mark(sql, row.id, number);
        }
        return null;
    }

    private void remove(List<ArchiveSql.Range> ranges, List<String> tables, Runnable between) {
        List<ArchiveSql.Range> some = List.copyOf(ranges);
        writer.write("remove what is archived", sql -> {
            for (ArchiveSql.Range range : some) {
                ArchiveSql.remove(sql, range, tables);
            }
            return some.size();
        });
        ranges.clear();
        between.run();
    }

    @Override
    public List<ArchiveException> check(Runnable between) {
        List<ArchiveException> faults = new ArrayList<>();
        for (ArchiveFile file : reads.read("read which archives there are", ArchiveSql::files)) {
            try {
                new ArchiveReads(files).read(file, sql -> true);
            } catch (ArchiveException e) {
                faults.add(e);
            }
            between.run();
        }
        return faults;
    }
}
