package io.voddelete.reader;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.voddelete.asset.Notice;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What an answer of VOD that lists assets, saved to a file, says beside its list: how many assets there are in all, and
 * whether this is one page of them. Used by one thread.
 */
final class JsonAnswer {
    private static final String TOTAL = "total";
    private static final String IS_TRUNCATED = "is_truncated";
    /** Each list, and the call whose answer it is in. */
    private static final Map<String, String> CALLS = Map.of("asset_info_array", "asset/info", "assets", "asset/list");

    private long total = -1;
    private boolean truncated;

    /** Whether a member is the list of such an answer. */
    static boolean isList(String member) {
        return CALLS.containsKey(member);
    }

    /** Whether a member may stand beside the list. */
    static boolean isKnown(String member) {
        return member.equals(TOTAL) || member.equals(IS_TRUNCATED);
    }

    /**
     * Reads the value at which the parser stands.
     *
     * @return whether it is one that VOD may give
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
     * Whether there is more than the list holds.
     *
     * @param list the member that is the list
     * @param elements how many it holds
     */
    List<Notice> notices(String list, long elements) {
        if (!truncated && total <= elements) {
            return List.of();
        }
        String all = total > elements ? " of " + total : "";
        return List.of(Notice.partialList(String.format(
                Locale.ROOT,
                "it holds %d%s assets and is one page of a longer answer of %s; save the other pages and submit them too",
                elements,
                all,
                CALLS.get(list))));
    }
}
