package io.voddelete.outcome;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voddelete.reader.PagedStream;
import io.voddelete.store.SealedSubmissions;
import io.voddelete.store.Submission;
import io.voddelete.store.SubmissionLine;
import io.voddelete.store.VisibleSubmissions;
import io.voddelete.support.PrintableJson;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The lines of {@link Report} as one JSON array, with one element per line of text. */
public final class ReportJson {
    private static final ObjectMapper MAPPER = PrintableJson.mapper();

    private final SealedSubmissions submissions;
    private final Submission submission;
    private final ReportPart part;
    private final VisibleSubmissions sight;
    private long after;
    private boolean begun;
    private boolean ended;

    private ReportJson(
            SealedSubmissions submissions, Submission submission, ReportPart part, VisibleSubmissions sight) {
        this.submissions = submissions;
        this.submission = submission;
        this.part = part;
        this.sight = sight;
    }

    /**
     * The array, which is read from the store page by page.
     *
     * @param part which lines
     * @param sight the submissions that the reader may see
     */
    public static InputStream open(
            SealedSubmissions submissions, Submission submission, ReportPart part, VisibleSubmissions sight) {
        return new PagedStream(new ReportJson(submissions, submission, part, sight)::next);
    }

    private byte[] next() throws JsonProcessingException {
        if (ended) {
            return new byte[0];
        }
        List<SubmissionLine> lines = part.page(submissions, submission, after);
        StringBuilder page = new StringBuilder();
        for (SubmissionLine line : lines) {
            page.append(begun ? ",\n" : "[\n").append(MAPPER.writeValueAsString(ReportLine.of(line.seenBy(sight))));
            begun = true;
            after = line.line();
        }
        if (lines.isEmpty()) {
            ended = true;
            page.append(begun ? "\n]\n" : "[]\n");
        }
        return page.toString().getBytes(StandardCharsets.UTF_8);
    }
}
