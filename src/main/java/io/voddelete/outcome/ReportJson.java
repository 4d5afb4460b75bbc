package io.voddelete.outcome;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.voddelete.asset.AssetInfo;
import io.voddelete.asset.Origin;
import io.voddelete.asset.Status;
import io.voddelete.reader.PagedStream;
import io.voddelete.store.SealedSubmissions;
import io.voddelete.store.Submission;
import io.voddelete.store.SubmissionLine;
import io.voddelete.store.VisibleSubmissions;
import io.voddelete.support.PrintableJson;
import io.voddelete.support.Times;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The lines of {@link Report} as one JSON array, with one element per line of text. */
public final class ReportJson {
    private static final ObjectMapper MAPPER = PrintableJson.mapper()
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL);
    private static final int PAGE = 5_000;

    /**
     * The outcome of one line.
     *
     * @param assetId null for a rejected line
     * @param text of a rejected line, escaped and truncated; otherwise null
     * @param reason null for DELETED and PENDING
     * @param errorCode null if VOD gave none
     * @param info what the asset was
     * @param requestId VOD's id of the request whose response settled the id; null if none did or it had none
     * @param columns the columns of the list that were kept with the line
     * @param settledAt null for PENDING and for a rejected line
     * @param duplicateOf the earlier line with which this id was accepted, without its number if the reader may not see it;
     *     null if it is no duplicate
     */
    private record Line(
            long line,
            @Nullable String assetId,
            @Nullable String text,
            String status,
            @Nullable String reason,
            @Nullable String errorCode,
            @Nullable String settledAt,
            @JsonIgnoreProperties("caller") @Nullable Origin duplicateOf,
            @JsonUnwrapped AssetInfo info,
            @Nullable String requestId,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> columns) {}

    private final SealedSubmissions submissions;
    private final Submission submission;
    private final VisibleSubmissions sight;
    private long after;
    private boolean begun;
    private boolean ended;

    private ReportJson(SealedSubmissions submissions, Submission submission, VisibleSubmissions sight) {
        this.submissions = submissions;
        this.submission = submission;
        this.sight = sight;
    }

    /**
     * The array, which is read from the store page by page.
     *
     * @param sight the submissions that the reader may see
     */
    public static InputStream open(SealedSubmissions submissions, Submission submission, VisibleSubmissions sight) {
        return new PagedStream(new ReportJson(submissions, submission, sight)::next);
    }

    private byte[] next() throws JsonProcessingException {
        if (ended) {
            return new byte[0];
        }
        List<SubmissionLine> lines = submissions.lines(submission, after, PAGE);
        StringBuilder page = new StringBuilder();
        for (SubmissionLine line : lines) {
            page.append(begun ? ",\n" : "[\n").append(MAPPER.writeValueAsString(shown(line.seenBy(sight))));
            begun = true;
            after = line.line();
        }
        if (lines.isEmpty()) {
            ended = true;
            page.append(begun ? "\n]\n" : "[]\n");
        }
        return page.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Line shown(SubmissionLine line) {
        Status status = line.status();
        return new Line(
                line.line(),
                status == null ? null : line.text(),
                status == null ? line.text() : null,
                status == null ? "REJECTED" : status.name(),
                line.reason(),
                line.errorCode(),
                Times.textOrNull(line.settledAt()),
                line.duplicateOf(),
                line.info(),
                line.requestId(),
                line.columns());
    }
}
