package io.voddelete.vod;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.voddelete.asset.Claim;
import java.util.List;
import java.util.stream.Collectors;

/** Answers of VOD for tests, read from what would stand on the wire. */
final class Answers {
    private Answers() {}

    static VodResponse http(int status, String body) {
        return VodResponse.of(status, body.getBytes(UTF_8), null);
    }

    /** A 200 that says this word of every claim. */
    static DeleteResponse word(String word, List<Claim> claims) {
        return results(claims.stream()
                .map(claim -> "{\"asset_id\":\"%s\",\"status\":\"%s\"}".formatted(claim.assetId(), word))
                .collect(Collectors.joining(",")));
    }

    /** A 200 with these elements of the array. */
    static DeleteResponse results(String elements) {
        return DeleteResponse.read(http(200, "{\"delete_result_array\":[" + elements + "]}"));
    }

    /** An error of the whole call. */
    static DeleteResponse error(int status, String code) {
        return DeleteResponse.read(http(status, errorBody(code)));
    }

    /** No answer at all. */
    static DeleteResponse none(boolean mayHaveActed) {
        return DeleteResponse.read(VodResponse.none("connection lost", mayHaveActed));
    }

    static String errorBody(String code) {
        return "{\"error_code\":\"%s\",\"error_msg\":\"text of %s\"}".formatted(code, code);
    }

    /** What {@code asset/info} says of an asset in this status. */
    static AssetState info(String status) {
        return AssetState.of(status);
    }
}
