package io.voddelete.outcome;

import io.voddelete.asset.Notice;
import io.voddelete.asset.Origin;
import io.voddelete.asset.Status;
import io.voddelete.reader.PagedStream;
import io.voddelete.store.SealedSubmissions;
import io.voddelete.store.Submission;
import io.voddelete.store.SubmissionLine;
import io.voddelete.store.VisibleSubmissions;
import io.voddelete.support.AtomicFile;
import io.voddelete.support.Sha256;
import io.voddelete.support.Text;
import io.voddelete.support.Times;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of each line of a submission, as a table. Built from the store alone: once the last id is settled, it is always
 * the same.
 */
public final class Report {
    private static final String HEADER = CsvTable.BYTE_ORDER_MARK
            + "\"line\",\"asset_id\",\"status\",\"reason\",\"error_code\",\"settled_at\",\"duplicate_of\","
            + "\"title\",\"vod_status\",\"created_at\",\"request_id\"";

    private final SealedSubmissions submissions;
    private final Submission submission;
    private final ReportPart part;
    private final VisibleSubmissions sight;
    private final boolean seesApprover;
    private final MessageDigest digest = Sha256.digest();
    private final Map<Status, Long> accepted = new EnumMap<>(Status.class);
    private List<String> columns = List.of();
    private long after;
    private boolean begun;
    private boolean ended;

    private Report(
            SealedSubmissions submissions,
            Submission submission,
            ReportPart part,
            VisibleSubmissions sight,
            boolean seesApprover) {
        this.submissions = submissions;
        this.submission = submission;
        this.part = part;
        this.sight = sight;
        this.seesApprover = seesApprover;
    }

    /**
     * The table, which is read from the store page by page.
     *
     * @param part which lines
     * @param sight the submissions that the reader may see
     * @param seesApprover whether the reader may know who approved the submission, and why
     */
    public static InputStream csv(
            SealedSubmissions submissions,
            Submission submission,
            ReportPart part,
            VisibleSubmissions sight,
            boolean seesApprover) {
        return new PagedStream(new Report(submissions, submission, part, sight, seesApprover)::next);
    }

    static Path beside(Path file) {
        return file.resolveSibling(file.getFileName() + ".report.csv");
    }

    /** Writes the report next to the file of the submission, as {@code <name>.report.csv}. */
    static void write(AtomicFile files, SealedSubmissions submissions, Submission submission, Path file)
            throws IOException {
        files.write(beside(file), out -> {
            try (InputStream report = csv(submissions, submission, ReportPart.ALL, VisibleSubmissions.ALL, true)) {
                report.transferTo(out);
            }
        });
    }

    private byte[] next() throws IOException {
        if (ended) {
            return new byte[0];
        }
        if (!begun) {
            begun = true;
            columns = submissions.keptColumns(submission);
            return counted(HEADER + columnNames() + "\n");
        }
        List<SubmissionLine> lines = part.page(submissions, submission, after);
        if (!lines.isEmpty()) {
            after = lines.get(lines.size() - 1).line();
            lines.stream()
                    .filter(line -> line.status() != null && line.duplicateOf() == null)
                    .forEach(line -> accepted.merge(line.status(), 1L, Long::sum));
            return counted(rows(lines));
        }
        ended = true;
        return end().getBytes(StandardCharsets.UTF_8);
    }

    private byte[] counted(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(bytes);
        return bytes;
    }

    /** The names are prefixed, since a list may have a column {@code title} too. */
    private String columnNames() {
        return columns.stream()
                .map(name -> ",\"column." + NoFormula.in(name).replace("\"", "\"\"") + '"')
                .collect(Collectors.joining());
    }

    private String rows(List<SubmissionLine> lines) throws IOException {
        StringBuilder rows = new StringBuilder();
        CSVPrinter csv = new CSVPrinter(rows, CsvTable.FORMAT);
        for (SubmissionLine each : lines) {
            SubmissionLine line = each.seenBy(sight);
            List<@Nullable Object> cells = new ArrayList<>(Arrays.asList(
                    line.line(),
                    line.status() == null ? NoFormula.in(line.text()) : line.text(),
                    line.status() == null ? "REJECTED" : line.status(),
                    shown(line.reason()),
                    shown(line.errorCode() == null ? null : Text.visible(line.errorCode())),
                    Times.textOrNull(line.settledAt()),
                    origin(line.duplicateOf()),
                    shown(line.info().title()),
                    shown(line.info().vodStatus()),
                    line.info().createdAt(),
                    shown(line.requestId())));
            columns.forEach(name -> cells.add(shown(line.columns().get(name))));
            csv.printRecord(cells);
        }
        return rows.toString();
    }

    private String end() {
        String warnings = submission.notices().stream()
                .filter(Notice::warns)
                .map(notice -> "; " + notice.text())
                .collect(Collectors.joining());
        return closing(
                        "submission %s, %s, sha256 %s%s%s",
                        submission.submissionId(),
                        Text.visible(submission.source()),
                        submission.sha256() == null ? "none" : submission.sha256(),
                        requested(),
                        warnings)
                + (part == ReportPart.ALL ? sum() : closing("only the %s lines of the list", part.word()))
                + closing("sha256 of the lines above these three: %s", Sha256.hex(digest));
    }

    private String sum() {
        long deleted = accepted(Status.DELETED);
        long failed = accepted(Status.FAILED);
        long kept = accepted(Status.KEPT);
        long pending = accepted(Status.PENDING);
        return closing(
                "%d lines: %d accepted = %d DELETED + %d FAILED%s%s; %d duplicates, %d rejected",
                submission.lines(),
                deleted + failed + kept + pending,
                deleted,
                failed,
                kept == 0 ? "" : " + " + kept + " KEPT",
                pending == 0 ? "" : " + " + pending + " PENDING",
                submission.progress().duplicates(),
                submission.progress().rejected());
    }

    /** Who asked for it and who approved it, as far as the reader may know. */
    private String requested() {
        Submission.Release release = submission.release();
        String approved = release.approvedBy() == null || !seesApprover
                ? ""
                : because(", approved by " + release.approvedBy(), release.approvalReason());
        String by = submission.requested().by();
        String reason = submission.requested().reason();
        return (by == null && reason == null ? "" : because(", requested" + (by == null ? "" : " by " + by), reason))
                + approved;
    }

    private static String because(String what, @Nullable String reason) {
        return reason == null ? what : what + " (" + reason + ")";
    }

    /** A comment for programs, including ours if the report is dropped as a list; two cells in a spreadsheet. */
    private static String closing(String format, Object... values) {
        String text = NoFormula.in(String.format(Locale.ROOT, format, values));
        return "#,\"" + text.replace("\"", "\"\"") + "\"\n";
    }

    /** Counted while writing: if ids are pending, the store has changed since the first line. */
    private long accepted(Status status) {
        return accepted.getOrDefault(status, 0L);
    }

    private static @Nullable String origin(@Nullable Origin origin) {
        return origin == null
                ? null
                : shown(Text.visible(origin.source()) + (origin.line() == 0 ? "" : " line " + origin.line()));
    }

    private static @Nullable String shown(@Nullable String text) {
        return text == null ? null : NoFormula.in(text);
    }
}
