package io.voddelete.outcome;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.voddelete.asset.Notice;
import io.voddelete.asset.Origin;
import io.voddelete.asset.Status;
import io.voddelete.store.SealedSubmissions;
import io.voddelete.store.Submission;
import io.voddelete.store.SubmissionLine;
import io.voddelete.support.AtomicFile;
import io.voddelete.support.PrintableJson;
import io.voddelete.support.Times;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What was accepted of a file, as {@code <name>.receipt.json} next to it. Built from the store alone, so that writing it again
 * gives the same result.
 *
 * @param requestedBy who asked for it, as the owner of the file; null if unknown
 * @param requestedFrom such as the folder; null if unknown
 * @param requestReason null if there is none
 * @param sha256 of the content; null if there is none
 * @param heldFor why it waits for an approval or did so, as codes; null if it did not
 * @param notices for the sender; null if there are none
 * @param report the name of the file that will have the outcome of each line
 */
public record Receipt(
        String submissionId,
        String source,
        @Nullable String requestedBy,
        @Nullable String requestedFrom,
        @Nullable String requestReason,
        @Nullable String sha256,
        String receivedAt,
        String acceptedAt,
        long lines,
        long accepted,
        Listed duplicates,
        Listed rejected,
        @Nullable List<String> heldFor,
        @Nullable List<Notice> notices,
        String report) {
    /** The maximum number of lines that a receipt lists. */
    public static final int LONGEST_LIST = 100;

    private static final ObjectMapper MAPPER = PrintableJson.mapper()
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL)
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

    public static final ObjectWriter JSON = MAPPER.writerWithDefaultPrettyPrinter();

    /**
     * A number of lines, and either a list of them or the name of a file with one JSON object per line.
     *
     * @param list null if there are many
     * @param file null if there are few
     */
    public record Listed(
            long count, @Nullable List<?> list, @Nullable String file) {}

    /**
     * @param state of the id when the file was accepted, such as {@code deleted 2026-11-20T… by file:a.txt}
     * @param source of the submission that named it first
     */
    record Duplicate(long line, String assetId, String state, String source, long sourceLine) {}

    /**
     * A line that is not an asset id.
     *
     * @param reason null if unknown
     */
    public record Rejected(long line, String text, @Nullable String reason) {}

    public static Path beside(Path file) {
        return file.resolveSibling(file.getFileName() + ".receipt.json");
    }

    /** Writes the receipt next to the file, and the lists that are too long for it. */
    static void write(AtomicFile files, SealedSubmissions submissions, Submission submission, Path file)
            throws IOException {
        Listed duplicates = listed(
                files,
                submission.progress().duplicates(),
                side(file, "duplicates"),
                (after, most) -> submissions.duplicates(submission, after, most),
                Receipt::duplicate);
        Listed rejected = listed(
                files,
                submission.progress().rejected(),
                side(file, "rejected"),
                (after, most) -> submissions.rejected(submission, after, most),
                line -> new Rejected(line.line(), line.text(), line.reason()));
        Receipt receipt = new Receipt(
                submission.submissionId(),
                submission.source(),
                submission.requested().by(),
                submission.requested().from(),
                submission.requested().reason(),
                submission.sha256(),
                Times.text(submission.openedAt()),
                Times.text(sealedAt(submission)),
                submission.lines(),
                submission.progress().accepted(),
                duplicates,
                rejected,
                submission.release().heldForCodes(),
                submission.notices().isEmpty() ? null : submission.notices(),
                Report.beside(file).getFileName().toString());
        files.write(beside(file), out -> JSON.writeValue(out, receipt));
    }

    private static Instant sealedAt(Submission submission) {
        Instant sealedAt = submission.sealedAt();
        if (sealedAt == null) {
            throw new IllegalArgumentException("submission " + submission.submissionId() + " is still being read");
        }
        return sealedAt;
    }

    private static Path side(Path file, String what) {
        return file.resolveSibling(file.getFileName() + "." + what + ".jsonl");
    }

    private static Listed listed(
            AtomicFile files, long count, Path side, LinePages pages, Function<SubmissionLine, ?> shown)
            throws IOException {
        if (count <= LONGEST_LIST) {
            return new Listed(
                    count, pages.after(0, LONGEST_LIST).stream().map(shown).toList(), null);
        }
        files.write(
                side,
                out -> pages.forEach(line -> {
                    out.write(MAPPER.writeValueAsBytes(shown.apply(line)));
                    out.write('\n');
                }));
        return new Listed(count, null, side.getFileName().toString());
    }

    private static Duplicate duplicate(SubmissionLine line) {
        Origin origin = line.duplicateOf();
        Status status = line.status();
        if (origin == null || status == null) {
            throw new IllegalArgumentException("line " + line.line() + " is not a duplicate");
        }
        boolean pending = status == Status.PENDING;
        Instant since = pending ? line.originSealedAt() : line.settledAt();
        String state = status.name().toLowerCase(Locale.ROOT)
                + (since == null ? "" : (pending ? " since " : " ") + Times.text(since))
                + " by " + origin.source();
        return new Duplicate(line.line(), line.text(), state, origin.source(), origin.line());
    }
}
