package io.voddelete.simulator;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One query parameter, decoded and in canonical encoding.
 *
 * @param encodedName the name in canonical encoding
 * @param encodedValue the value in canonical encoding; empty if there is none
 * @param name the decoded name
 * @param value the decoded value
 */
record QueryParameter(String encodedName, String encodedValue, String name, String value) {

    /** Returns the parameters in the order received; empty for a null or empty query. */
    static List<QueryParameter> parse(String rawQuery) {
        List<QueryParameter> parameters = new ArrayList<>();
        if (rawQuery == null) {
            return parameters;
        }
        for (String pair : rawQuery.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                byte[] name = PercentCoding.decodeQuery(equals < 0 ? pair : pair.substring(0, equals));
                byte[] value = PercentCoding.decodeQuery(equals < 0 ? "" : pair.substring(equals + 1));
                parameters.add(new QueryParameter(
                        PercentCoding.encode(name), PercentCoding.encode(value), text(name), text(value)));
            }
        }
        return parameters;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
