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
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.QuoteMode;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of each line of a submission, as a table. Built from the store alone: once the last id is settled, it is always
 * the same.
 */
public final class Report {
    private static final CSVFormat CSV = CSVFormat.RFC4180
            .builder()
            .setRecordSeparator('\n')
            .setQuoteMode(QuoteMode.ALL)
            .get();
    /** Without the byte order mark, Excel reads UTF-8 as the regional code page. */
    private static final String HEADER =
            "\uFEFF\"line\",\"asset_id\",\"status\",\"reason\",\"error_code\",\"settled_at\",\"duplicate_of\"\n";

    private static final int PAGE = 5_000;

    private final SealedSubmissions submissions;
    private final Submission submission;
    private final VisibleSubmissions sight;
    private final MessageDigest digest = Sha256.digest();
    private final Map<Status, Long> accepted = new EnumMap<>(Status.class);
    private long after;
    private boolean begun;
    private boolean ended;

    private Report(SealedSubmissions submissions, Submission submission, VisibleSubmissions sight) {
        this.submissions = submissions;
        this.submission = submission;
        this.sight = sight;
    }

    /**
     * The table, which is read from the store page by page.
     *
     * @param sight the submissions that the reader may see
     */
    public static InputStream csv(SealedSubmissions submissions, Submission submission, VisibleSubmissions sight) {
        return new PagedStream(new Report(submissions, submission, sight)::next);
    }

    static Path beside(Path file) {
        return file.resolveSibling(file.getFileName() + ".report.csv");
    }

    /** Writes the report next to the file of the submission, as {@code <name>.report.csv}. */
    static void write(AtomicFile files, SealedSubmissions submissions, Submission submission, Path file)
            throws IOException {
        files.write(beside(file), out -> {
            try (InputStream report = csv(submissions, submission, VisibleSubmissions.ALL)) {
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
            return counted(HEADER);
        }
        List<SubmissionLine> lines = submissions.lines(submission, after, PAGE);
        if (!lines.isEmpty()) {
            after = lines.get(lines.size() - 1).line();
            lines.stream()
                    .filter(line -> line.status() != null && line.duplicateOf() == null)
                    .forEach(line -> accepted.merge(line.status(), 1L, Long::sum));
            return counted(rows(lines, sight));
        }
        ended = true;
        return end().getBytes(StandardCharsets.UTF_8);
    }

    private byte[] counted(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(bytes);
        return bytes;
    }

    private static String rows(List<SubmissionLine> lines, VisibleSubmissions sight) throws IOException {
        StringBuilder rows = new StringBuilder();
        CSVPrinter csv = new CSVPrinter(rows, CSV);
        for (SubmissionLine line : lines) {
            csv.printRecord(
                    line.line(),
                    line.status() == null ? NoFormula.in(line.text()) : line.text(),
                    line.status() == null ? "REJECTED" : line.status(),
                    shown(line.reason()),
                    shown(line.errorCode() == null ? null : Text.visible(line.errorCode())),
                    Times.textOrNull(line.settledAt()),
                    origin(line.seenBy(sight).duplicateOf()));
        }
        return rows.toString();
    }

    private String end() {
        long deleted = accepted(Status.DELETED);
        long failed = accepted(Status.FAILED);
        long pending = accepted(Status.PENDING);
        String warnings = submission.notices().stream()
                .filter(Notice::warns)
                .map(notice -> "; " + notice.text())
                .collect(Collectors.joining());
        return closing(
                        "submission %s, %s, sha256 %s%s",
                        submission.submissionId(),
                        Text.visible(submission.source()),
                        submission.sha256() == null ? "none" : submission.sha256(),
                        warnings)
                + closing(
                        "%d lines: %d accepted = %d DELETED + %d FAILED%s; %d duplicates, %d rejected",
                        submission.lines(),
                        deleted + failed + pending,
                        deleted,
                        failed,
                        pending == 0 ? "" : " + " + pending + " PENDING",
                        submission.progress().duplicates(),
                        submission.progress().rejected())
                + closing("sha256 of the lines above these three: %s", Sha256.hex(digest));
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
