package io.voddelete.operations;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The OpenAPI description of the HTTP API. */
final class OpenApi {
    private static final String RESOURCE = "/vod-delete-routes/openapi.yaml";

    private OpenApi() {}

    static byte[] read() {
        try (InputStream in = OpenApi.class.getResourceAsStream(RESOURCE)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + RESOURCE, e);
        }
    }
}
