package io.voddelete.simulator;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A parsed but unchecked request to the VOD API.
 *
 * @param assetIds the ids in order, from comma-separated lists and repeated parameters
 * @param deleteTypes the values of all {@code delete_type} parameters
 */
record ApiCall(CallKind kind, String projectId, List<String> assetIds, List<String> deleteTypes) {
    private static final int MAX_IDS = 10;
    private static final Pattern PATH = Pattern.compile("/v1\\.0/([^/]+)/asset(/info)?");
    private static final Pattern ASSET_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /** Parses a request; empty if it is not for the VOD API. */
    static Optional<ApiCall> of(ReceivedRequest request) {
        Matcher path = PATH.matcher(request.rawPath());
        if (!path.matches()) {
            return Optional.empty();
        }
        CallKind kind = path.group(2) == null ? CallKind.DELETE : CallKind.INFO;
        if (!request.method().equals(kind == CallKind.DELETE ? "DELETE" : "GET")) {
            return Optional.empty();
        }
        List<String> assetIds = values(request, "asset_id").stream()
                .filter(value -> !value.isEmpty())
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .toList();
        return Optional.of(new ApiCall(kind, path.group(1), assetIds, values(request, "delete_type")));
    }

    /** Returns whether there are one to ten well-formed ids. */
    boolean hasLegalIds() {
        return !assetIds.isEmpty()
                && assetIds.size() <= MAX_IDS
                && assetIds.stream().allMatch(id -> ASSET_ID.matcher(id).matches());
    }

    /** Returns whether only the source file should be deleted. */
    boolean originOnly() {
        return deleteTypes.equals(List.of("origin"));
    }

    /** Returns whether {@code delete_type} is absent or {@code origin} once. */
    boolean hasLegalDeleteType() {
        return deleteTypes.isEmpty() || originOnly();
    }

    private static List<String> values(ReceivedRequest request, String name) {
        return request.parameters().stream()
                .filter(parameter -> parameter.name().equals(name))
                .map(QueryParameter::value)
                .toList();
    }
}
