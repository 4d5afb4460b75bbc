package io.voddelete.pipeline;

import io.voddelete.asset.Notice;
import io.voddelete.asset.Status;
import io.voddelete.asset.Text;
import io.voddelete.store.SealedSubmission;
import io.voddelete.store.SubmissionLine;
import io.voddelete.store.Submissions;
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

/**
 * What became of each line of a submission, as a table. Made of the store alone: once the last id is settled, it is the
 * same each time.
 */
public final class Report {
    private static final CSVFormat CSV =
            CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();
    private static final String HEADER = "line,asset_id,status,reason,error_code,settled_at,duplicate_of\n";
    private static final int PAGE = 5_000;

    private final Submissions submissions;
    private final SealedSubmission submission;
    private final MessageDigest digest = Survey.sha256Digest();
    private final Map<Status, Long> accepted = new EnumMap<>(Status.class);
    private long after;
    private boolean begun;
    private boolean ended;

    private Report(Submissions submissions, SealedSubmission submission) {
        this.submissions = submissions;
        this.submission = submission;
    }

    /** The table, which reads the store page by page while it is read. */
    public static InputStream csv(Submissions submissions, SealedSubmission submission) {
        return new PagedStream(new Report(submissions, submission)::next);
    }

    static Path beside(Path file) {
        return file.resolveSibling(file.getFileName() + ".report.csv");
    }

    /** Writes the report beside the file of the submission, as {@code <name>.report.csv}. */
    static void write(Submissions submissions, SealedSubmission submission, Path file) throws IOException {
        WholeFile.write(beside(file), out -> {
            try (InputStream report = csv(submissions, submission)) {
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

    private static String rows(List<SubmissionLine> lines) throws IOException {
        StringBuilder rows = new StringBuilder();
        CSVPrinter csv = new CSVPrinter(rows, CSV);
        for (SubmissionLine line : lines) {
            csv.printRecord(
                    line.line(),
                    line.status() == null ? noFormula(line.text()) : line.text(),
                    line.status() == null ? "REJECTED" : line.status(),
                    line.reason(),
                    line.errorCode(),
                    line.settledAt(),
                    origin(line.duplicateOf()));
        }
        return rows.toString();
    }

    private String end() {
        long deleted = accepted(Status.DELETED);
        long failed = accepted(Status.FAILED);
        long pending = accepted(Status.PENDING);
        return String.format(
                Locale.ROOT,
                ("# submission %s, %s, sha256 %s%s%n"
                                + "# %d lines: %d accepted = %d DELETED + %d FAILED%s; %d duplicates, %d rejected%n"
                                + "# sha256 of the lines above these three: %s%n")
                        .replace("%n", "\n"),
                submission.submissionId(),
                Text.visible(submission.source()),
                submission.sha256() == null ? "none" : submission.sha256(),
                submission.notices().stream()
                        .filter(Notice::warns)
                        .map(notice -> "; " + notice.text())
                        .collect(Collectors.joining()),
                submission.lines(),
                deleted + failed + pending,
                deleted,
                failed,
                pending == 0 ? "" : " + " + pending + " PENDING",
                submission.duplicates(),
                submission.rejected(),
                Survey.hex(digest));
    }

    /** Counted as they were written: where ids are pending, the store has gone on since the first line. */
    private long accepted(Status status) {
        return accepted.getOrDefault(status, 0L);
    }

    private static String origin(SubmissionLine.Origin origin) {
        return origin == null ? null : noFormula(Text.visible(origin.source()) + " line " + origin.line());
    }

    /** A spreadsheet takes what begins like this for a formula, and somebody else wrote it. */
    private static String noFormula(String text) {
        return !text.isEmpty() && "=+-@\t".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }
}
