package io.voddelete.simulator;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The 200 response to a call: a status per asset. */
record Listing(CallKind kind, List<Item> items) {

    /**
     * One asset of a response.
     *
     * @param assetId as JSON, including quotes
     * @param status as JSON, including quotes
     * @param facts what {@code asset/info} says besides
     */
    record Item(String assetId, String status, AssetFacts facts) {
        Item(String assetId, String status) {
            this(assetId, status, AssetFacts.PLAIN);
        }

        static Item of(String assetId, String status) {
            return of(assetId, status, AssetFacts.PLAIN);
        }

        static Item of(String assetId, String status, AssetFacts facts) {
            return new Item(Json.quote(assetId), Json.quote(status), facts);
        }

        Item withStatus(String newStatus) {
            return new Item(assetId, Json.quote(newStatus), facts);
        }

        Item withId(String newId) {
            return new Item(newId, status, facts);
        }

        private String result() {
            return "{\"asset_id\":" + assetId + ",\"status\":" + status + '}';
        }

        private String info() {
            return "{\"asset_id\":" + assetId + ",\"status\":" + status + ",\"base_info\":{\"title\":\"asset "
                    + assetId.substring(1) + facts.members() + "}}";
        }
    }

    /** Creates a response from a status per id, in the map's order. */
    static Listing of(CallKind kind, Map<String, String> words) {
        return new Listing(
                kind,
                words.entrySet().stream()
                        .map(word -> Item.of(word.getKey(), word.getValue()))
                        .toList());
    }

    /** Creates a response to {@code asset/info}, in the map's order. */
    static Listing ofInfo(Map<String, String> statuses, Function<String, AssetFacts> facts) {
        return new Listing(
                CallKind.INFO,
                statuses.entrySet().stream()
                        .map(status -> Item.of(status.getKey(), status.getValue(), facts.apply(status.getKey())))
                        .toList());
    }

    Listing with(List<Item> newItems) {
        return new Listing(kind, List.copyOf(newItems));
    }

    /** Returns the name of the JSON array. */
    String array() {
        return kind == CallKind.DELETE ? "delete_result_array" : "asset_info_array";
    }

    String json() {
        String array = items.stream()
                .map(kind == CallKind.DELETE ? Item::result : Item::info)
                .collect(Collectors.joining(",", "{\"" + array() + "\":[", "]"));
        return array + (kind == CallKind.DELETE ? "}" : ",\"is_truncated\":0,\"total\":" + items.size() + '}');
    }

    SimulatedResponse reply() {
        return SimulatedResponse.json(200, json()).withRequestId();
    }
}
