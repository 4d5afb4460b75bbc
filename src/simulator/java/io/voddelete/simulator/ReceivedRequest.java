package io.voddelete.simulator;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request as received.
 *
 * @param rawPath the encoded path
 * @param rawQuery the encoded query; null if there is none
 * @param parameters the parsed query
 * @param headers by lower-case name in order, trimmed; several values are joined by a comma
 * @param bodySha256 SHA-256 of the body in lower-case hex
 */
record ReceivedRequest(
        String method,
        String rawPath,
        String rawQuery,
        List<QueryParameter> parameters,
        Map<String, String> headers,
        String bodySha256) {

    /** Reads the request to its end, so that the connection can be reused. */
    static ReceivedRequest read(HttpExchange exchange) throws IOException {
        URI target = exchange.getRequestURI();
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(
                        name.toLowerCase(Locale.ROOT), String.join(",", values).trim()));
        return new ReceivedRequest(
                exchange.getRequestMethod(),
                target.getRawPath(),
                target.getRawQuery(),
                QueryParameter.parse(target.getRawQuery()),
                Collections.unmodifiableMap(headers),
                sha256(exchange.getRequestBody()));
    }

    /** Returns path and query of the request line. */
    String rawTarget() {
        return rawQuery == null ? rawPath : rawPath + '?' + rawQuery;
    }

    private static String sha256(InputStream body) throws IOException {
        var digest = Hashes.sha256();
        byte[] buffer = new byte[8192];
        for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
            digest.update(buffer, 0, n);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
