package io.voddelete.vod;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * VOD's response to one DELETE call: a status per id, or an error of the whole call.
 *
 * @param words the {@code status} of each id as VOD wrote it; empty for an error. The ids are untrusted and may include
 *     ones that were not requested. An id listed twice with different statuses has the status {@value #CONTRADICTION}
 * @param error null unless the call failed as a whole
 */
public record DeleteResponse(
        Map<String, String> words, @Nullable VodError error) {
    /** Not a status of VOD. */
    static final String CONTRADICTION = "?";

    /** Parses {@code delete_result_array} (DeleteAssets, table 4). Never throws. */
    public static DeleteResponse read(VodResponse answer) {
        ResponseReader.Read read = ResponseReader.read(answer, "delete_result_array");
        if (read.error() != null) {
            return new DeleteResponse(Map.of(), read.error());
        }
        Map<String, String> words = new LinkedHashMap<>();
        for (JsonNode result : read.array()) {
            String id = ResponseReader.text(result, "asset_id");
            String word = ResponseReader.text(result, "status");
            if (id != null) {
                words.merge(id, word == null ? CONTRADICTION : word, (a, b) -> a.equals(b) ? a : CONTRADICTION);
            }
        }
        return new DeleteResponse(words, null);
    }
}
