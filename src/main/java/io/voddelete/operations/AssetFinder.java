package io.voddelete.operations;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.voddelete.asset.AssetId;
import io.voddelete.asset.AssetInfo;
import io.voddelete.http.HttpProblemException;
import io.voddelete.outcome.CsvTable;
import io.voddelete.store.AssetHistory.Generation;
import io.voddelete.store.FoundAsset;
import io.voddelete.store.SubmissionQueries;
import io.voddelete.store.VisibleSubmissions;
import io.voddelete.support.Text;
import io.voddelete.support.Times;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds what became of many ids at once. */
record AssetFinder(SubmissionQueries queries) {
    /** Maximum number of ids of one query. */
    static final int MOST = 1_000;

    /** Enough for so many of the longest ids. */
    private static final int LONGEST_BODY = 128 * 1024;

    private static final String MEMBER = "asset_ids";
    private static final List<String> COLUMNS = List.of(
            "asset_id",
            "state",
            "reason",
            "error_code",
            "settled_at",
            "submission_id",
            "source",
            "line",
            "received_at",
            "title",
            "vod_status",
            "created_at",
            "request_id");

    /**
     * What became of an id, and by which list. Members that do not apply, or that the reader may not see, are null.
     *
     * @param assetId as it was asked for, escaped if it is none
     * @param state unknown if no submission that the reader may see names it, invalid if it is no asset id
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Found(
            String assetId,
            String state,
            @Nullable String reason,
            @Nullable String errorCode,
            @Nullable String settledAt,
            @Nullable String submissionId,
            @Nullable String source,
            @Nullable Long line,
            @Nullable String receivedAt,
            @JsonUnwrapped AssetInfo info,
            @Nullable String requestId,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> columns) {
        private static Found nothing(String text, String state) {
            String shown = Text.visible(text);
            return new Found(shown, state, null, null, null, null, null, null, null, AssetInfo.NONE, null, Map.of());
        }

        private static Found of(AssetId id, FoundAsset found) {
            Generation newest = found.newest();
            boolean isSeen = found.isSeen();
            return new Found(
                    id.value(),
                    AssetView.word(newest.status()),
                    newest.reason(),
                    newest.errorCode(),
                    Times.textOrNull(newest.settledAt()),
                    isSeen ? newest.named().submissionId() : null,
                    isSeen ? newest.named().origin().source() : null,
                    isSeen ? (Long) newest.named().origin().line() : null,
                    isSeen ? Times.text(newest.named().openedAt()) : null,
                    isSeen ? newest.info() : AssetInfo.NONE,
                    isSeen ? newest.requestId() : null,
                    isSeen ? newest.named().columns() : Map.of());
        }
    }

    /**
     * Answers in the order of the ids, each once.
     *
     * @throws HttpProblemException with 400 if the body is anything but up to {@link #MOST} texts
     */
    List<Found> find(byte @Nullable [] body, VisibleSubmissions sight) {
        Set<String> asked = ids(body);
        List<AssetId> ids =
                asked.stream().filter(AssetId::isSafe).map(AssetId::new).toList();
        Map<AssetId, FoundAsset> found = queries.newest(ids, sight);
        List<Found> all = new ArrayList<>();
        for (String text : asked) {
            FoundAsset one = AssetId.isSafe(text) ? found.get(new AssetId(text)) : null;
            all.add(
                    one == null
                            ? Found.nothing(text, AssetId.isSafe(text) ? "unknown" : "invalid")
                            : Found.of(new AssetId(text), one));
        }
        return all;
    }

    private static Set<String> ids(byte @Nullable [] body) {
        JsonNode json = JsonBody.object(body == null ? new byte[0] : body, LONGEST_BODY, AssetFinder::invalid);
        JsonNode ids = json.path(MEMBER);
        if (json.size() != 1 || !ids.isArray()) {
            throw invalid("it has not the array " + MEMBER + " as its only member");
        }
        if (ids.size() > MOST) {
            throw invalid("it has more than " + MOST + " elements");
        }
        Set<String> asked = new LinkedHashSet<>();
        for (JsonNode id : ids) {
            if (!id.isTextual()) {
                throw invalid("not all of its elements are texts");
            }
            asked.add(Text.strip(id.textValue()));
        }
        return asked;
    }

    private static HttpProblemException invalid(String why) {
        return StatusQueries.refused(
                400,
                "invalid body: " + why,
                "send a JSON object with an array of at most " + MOST + " asset ids as its member " + MEMBER);
    }

    /** The same as a table. */
    static byte[] csv(List<Found> all) {
        Set<String> kept = new TreeSet<>();
        all.forEach(each -> kept.addAll(each.columns.keySet()));
        List<String> header = new ArrayList<>(COLUMNS);
        kept.forEach(name -> header.add("column." + name));
        return CsvTable.of(header, all.stream().map(each -> row(each, kept)).toList());
    }

    private static List<@Nullable Object> row(Found found, Set<String> kept) {
        List<@Nullable Object> row = new ArrayList<>(Arrays.<@Nullable Object>asList(
                found.assetId,
                found.state,
                found.reason,
                found.errorCode,
                found.settledAt,
                found.submissionId,
                found.source,
                found.line,
                found.receivedAt,
                found.info.title(),
                found.info.vodStatus(),
                found.info.createdAt(),
                found.requestId));
        kept.forEach(name -> row.add(found.columns.get(name)));
        return row;
    }
}
