package io.voddelete.vod;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.voddelete.asset.Claim;
import java.util.List;
import java.util.stream.Collectors;

/** Answers of VOD for tests, read from what would stand on the wire. */
final class Answers {
    private Answers() {}

    static HttpAnswer http(int status, String body) {
        return HttpAnswer.of(status, body.getBytes(UTF_8), null);
    }

    /** A 200 that says this word of every claim. */
    static Answer word(String word, List<Claim> claims) {
        return results(claims.stream()
                .map(claim -> "{\"asset_id\":\"%s\",\"status\":\"%s\"}".formatted(claim.assetId(), word))
                .collect(Collectors.joining(",")));
    }

    /** A 200 with these elements of the array. */
    static Answer results(String elements) {
        return Answer.read(http(200, "{\"delete_result_array\":[" + elements + "]}"));
    }

    /** An error of the whole call. */
    static Answer error(int status, String code) {
        return Answer.read(http(status, errorBody(code)));
    }

    /** No answer at all. */
    static Answer none(boolean mayHaveActed) {
        return Answer.read(HttpAnswer.none("connection lost", mayHaveActed));
    }

    static String errorBody(String code) {
        return "{\"error_code\":\"%s\",\"error_msg\":\"text of %s\"}".formatted(code, code);
    }

    /** What {@code asset/info} says of an asset in this status. */
    static AssetState info(String status) {
        return AssetState.of(status);
    }
}
