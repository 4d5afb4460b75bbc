package io.voddelete.simulator;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The canonical request of SDK-HMAC-SHA256, rebuilt from a received request. */
final class CanonicalRequest {
    private static final Comparator<QueryParameter> BY_NAME = Comparator.comparing(QueryParameter::encodedName);

    private static final String UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";

    private final ReceivedRequest request;
    private final List<String> signedHeaders;

    /**
     * @param signedHeaders names of the headers that the client signed, in any order and case
     */
    CanonicalRequest(ReceivedRequest request, List<String> signedHeaders) {
        this.request = request;
        this.signedHeaders = signedHeaders.stream()
                .map(name -> name.trim().toLowerCase(Locale.ROOT))
                .sorted()
                .toList();
    }

    /** Returns the variant with repeated query names in the order received. */
    String keepingOrder() {
        return text(BY_NAME);
    }

    /** Returns the variant with sorted values of repeated query names; some official clients sign that one. */
    String sortingValues() {
        return text(BY_NAME.thenComparing(QueryParameter::encodedValue));
    }

    private String text(Comparator<QueryParameter> order) {
        String query = request.parameters().stream()
                .sorted(order)
                .map(parameter -> parameter.encodedName() + '=' + parameter.encodedValue())
                .collect(Collectors.joining("&"));
        String headers = signedHeaders.stream()
                .map(name -> name + ':' + request.headers().getOrDefault(name, "") + '\n')
                .collect(Collectors.joining());
        return String.join(
                "\n", request.method(), path(), query, headers, String.join(";", signedHeaders), payloadHash());
    }

    private String path() {
        String path = Arrays.stream(request.rawPath().split("/", -1))
                .map(segment -> PercentCoding.encode(PercentCoding.decodePath(segment)))
                .collect(Collectors.joining("/"));
        return path.endsWith("/") ? path : path + '/';
    }

    private String payloadHash() {
        boolean unsigned = UNSIGNED_PAYLOAD.equals(request.headers().get("x-sdk-content-sha256"));
        return unsigned ? UNSIGNED_PAYLOAD : request.bodySha256();
    }
}
