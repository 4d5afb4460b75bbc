package io.voddelete.reader;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.voddelete.asset.Notice;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The members next to the list in a saved response of VOD: how many assets there are in total, and whether the response is
 * one page of them. Not thread-safe.
 */
final class JsonAnswer {
    private static final String TOTAL = "total";
    private static final String IS_TRUNCATED = "is_truncated";
    /** The name of each list, and the call that returns it. */
    private static final Map<String, String> CALLS = Map.of("asset_info_array", "asset/info", "assets", "asset/list");

    private long total = -1;
    private boolean truncated;

    /** Whether a member is the list of such a response. */
    static boolean isList(String member) {
        return CALLS.containsKey(member);
    }

    /** Whether a member may occur next to the list. */
    static boolean isKnown(String member) {
        return member.equals(TOTAL) || member.equals(IS_TRUNCATED);
    }

    /**
     * Reads the current value of the parser.
     *
     * @return whether VOD may return it
     */
    boolean read(String member, JsonParser parser) throws IOException {
        JsonToken value = parser.currentToken();
        if (value == JsonToken.VALUE_NULL) {
            return true;
        }
        if (member.equals(IS_TRUNCATED) && value.isBoolean()) {
            truncated = value == JsonToken.VALUE_TRUE;
            return true;
        }
        if (value != JsonToken.VALUE_NUMBER_INT || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            return false;
        }
        long number = parser.getLongValue();
        if (member.equals(TOTAL)) {
            total = number;
            return number >= 0;
        }
        truncated = number == 1;
        return number == 0 || number == 1;
    }

    /**
     * A notice if there are more assets than the list contains.
     *
     * @param list the name of the list
     * @param elements the number of its elements
     */
    List<Notice> notices(String list, long elements) {
        if (!truncated && total <= elements) {
            return List.of();
        }
        String all = total > elements ? " of " + total : "";
        return List.of(Notice.partialList(String.format(
                Locale.ROOT,
                "it contains %d%s assets and is one page of a longer response of %s; save the other pages and submit them too",
                elements,
                all,
                CALLS.get(list))));
    }
}
