package io.voddelete.simulator;

import io.voddelete.simulator.Listing.Item;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A response with status 200 that misrepresents what happened. Its name in rules is lower case with hyphens. */
enum MalformedResponse {
    /** One asset is missing. */
    MISSING,
    /** One asset too many. */
    EXTRA,
    /** One asset is listed twice. */
    DUPLICATE,
    /** One asset is listed twice, the second time with the opposite status. */
    CONTRADICTION,
    /** The order is reversed. */
    SHUFFLED,
    /** All ids are different ones. */
    FOREIGN,
    /** The response to the previous call, or foreign ids if there was none. */
    OTHER_BATCH,
    /** Every character of the ids is escaped; still a correct response. */
    ESCAPED,
    /** One asset too many, with an id that would forge log lines and colors. */
    HOSTILE,
    /** One status is null. */
    NO_WORD,
    /** No body. */
    EMPTY,
    /** The body is null. */
    NULL,
    /** The array is null. */
    NULL_ARRAY,
    /** The page of a captive portal. */
    HTML,
    /** The correct response in UTF-16, declared as UTF-8. */
    CHARSET,
    /** Bytes that are not text. */
    GARBAGE,
    /** The first half of the JSON, with a matching Content-Length. */
    CUT_JSON;

    private static final HexFormat HEX = HexFormat.of();

    static Optional<MalformedResponse> of(String word) {
        return Arrays.stream(values()).filter(lie -> lie.word().equals(word)).findFirst();
    }

    static String words() {
        return Arrays.stream(values()).map(MalformedResponse::word).collect(Collectors.joining(", "));
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Returns the false response.
     *
     * @param chosen index of the affected asset, for lies about a single asset
     * @param before the previous response; null if there was none
     */
    SimulatedResponse tell(Listing ordinary, int chosen, @Nullable Listing before) {
        String json = ordinary.json();
        return switch (this) {
            case EMPTY -> body("");
            case NULL -> body("null");
            case NULL_ARRAY -> body("{\"" + ordinary.array() + "\":null}");
            case HTML ->
                new SimulatedResponse(
                        200,
                        Map.of("Content-Type", "text/html"),
                        "<html><body>Please log in</body></html>".getBytes(StandardCharsets.UTF_8));
            case CHARSET ->
                new SimulatedResponse(
                        200,
                        Map.of("Content-Type", "application/json; charset=UTF-8"),
                        json.getBytes(StandardCharsets.UTF_16));
            case GARBAGE ->
                new SimulatedResponse(
                        200, SimulatedResponse.JSON, new byte[] {(byte) 0x80, 0, (byte) 0xff, 0x1b, 0x5d, 0x7b});
            case CUT_JSON -> body(json.substring(0, json.length() / 2));
            case OTHER_BATCH -> before == null ? FOREIGN.tell(ordinary, chosen, null) : before.reply();
            default -> ordinary.with(items(ordinary.items(), chosen)).reply();
        };
    }

    private List<Item> items(List<Item> ordinary, int chosen) {
        List<Item> items = new ArrayList<>(ordinary);
        Item one = items.get(chosen);
        switch (this) {
            case MISSING -> items.remove(chosen);
            case EXTRA -> items.add(foreign(one));
            case DUPLICATE -> items.add(one);
            case CONTRADICTION -> items.add(opposite(one));
            case SHUFFLED -> Collections.reverse(items);
            case FOREIGN -> items.replaceAll(MalformedResponse::foreign);
            case ESCAPED -> items.replaceAll(item -> item.withId(escaped(item.assetId())));
            case HOSTILE -> items.add(new Item("\"x\\r\\n\\u001b[31mERROR\\u0000<script>'%0a\"", one.status()));
            case NO_WORD -> items.set(chosen, new Item(one.assetId(), "null"));
            default -> throw new IllegalStateException(name());
        }
        return items;
    }

    private static Item foreign(Item item) {
        return Item.of(
                Hashes.sha256(item.assetId()).substring(0, 32), item.status().replace("\"", ""));
    }

    private static Item opposite(Item item) {
        return switch (item.status()) {
            case "\"DELETED\"" -> item.withStatus("FAILED");
            case "\"FAILED\"" -> item.withStatus("DELETED");
            default -> item.withStatus("UNCREATED");
        };
    }

    private static String escaped(String json) {
        return json.chars()
                .mapToObj(c -> c == '"' ? "\"" : "\\u" + HEX.toHexDigits((char) c))
                .collect(Collectors.joining());
    }

    private static SimulatedResponse body(String text) {
        return new SimulatedResponse(200, SimulatedResponse.JSON, text.getBytes(StandardCharsets.UTF_8));
    }
}
