package io.voddelete.vod;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What VOD said to one DELETE call: a word an id, or an error of the whole call.
 *
 * @param words the {@code status} an id as VOD wrote it; empty for an error. Ids are untrusted: they may be ones that
 *     were not asked for. An id that stands in the array twice with different words has the word
 *     {@value #CONTRADICTION}
 * @param error null if the call did not fail as a whole
 */
public record DeleteResponse(
        Map<String, String> words, @Nullable VodError error) {
    /** Not a word of VOD. */
    static final String CONTRADICTION = "?";

    /** Reads {@code delete_result_array} (DeleteAssets, table 4). Never throws. */
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
