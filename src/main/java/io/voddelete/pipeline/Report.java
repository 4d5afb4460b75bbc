package io.voddelete.pipeline;

import io.voddelete.asset.Text;
import io.voddelete.store.SealedSubmission;
import io.voddelete.store.SubmissionLine;
import io.voddelete.store.Submissions;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * What became of each line of a file, as {@code <name>.report.csv} beside it. Made of the store alone, from settled rows:
 * written again, it is the same.
 */
final class Report {
    private static final CSVFormat CSV = CSVFormat.RFC4180
            .builder()
            .setRecordSeparator('\n')
            .setHeader("line", "asset_id", "status", "reason", "error_code", "settled_at", "duplicate_of")
            .get();

    private Report() {}

    static Path beside(Path file) {
        return file.resolveSibling(file.getFileName() + ".report.csv");
    }

    /** Writes the report beside the file. */
    static void write(Submissions submissions, SealedSubmission submission, Path file) throws IOException {
        WholeFile.write(beside(file), out -> {
            MessageDigest digest = Survey.sha256Digest();
            writeLines(submissions, submission, new DigestOutputStream(out, digest));
            String end = ("# submission %s, %s, sha256 %s%n"
                            + "# %d lines: %d accepted = %d DELETED + %d FAILED; %d duplicates, %d rejected%n"
                            + "# sha256 of the lines above these three: %s%n")
                    .replace("%n", "\n")
                    .formatted(
                            submission.submissionId(),
                            Text.visible(submission.source()),
                            submission.sha256(),
                            submission.lines(),
                            submission.accepted(),
                            submission.deleted(),
                            submission.failed(),
                            submission.duplicates(),
                            submission.rejected(),
                            Survey.hex(digest));
            out.write(end.getBytes(StandardCharsets.UTF_8));
        });
    }

    private static void writeLines(Submissions submissions, SealedSubmission submission, OutputStream out)
            throws IOException {
        Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        CSVPrinter csv = new CSVPrinter(writer, CSV);
        LinePages lines = (after, most) -> submissions.lines(submission, after, most);
        lines.forEach(line -> csv.printRecord(
                line.line(),
                line.status() == null ? noFormula(line.text()) : line.text(),
                line.status() == null ? "REJECTED" : line.status(),
                line.reason(),
                line.errorCode(),
                line.settledAt(),
                origin(line.duplicateOf())));
        csv.flush();
    }

    private static String origin(SubmissionLine.Origin origin) {
        return origin == null ? null : noFormula(Text.visible(origin.source()) + " line " + origin.line());
    }

    /** A spreadsheet takes what begins like this for a formula, and somebody else wrote it. */
    private static String noFormula(String text) {
        return !text.isEmpty() && "=+-@\t".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }
}
