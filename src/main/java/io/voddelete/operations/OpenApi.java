package io.voddelete.operations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.voddelete.http.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The OpenAPI description of the HTTP API, in both forms. */
final class OpenApi {
    private static final String RESOURCE = "/vod-delete-routes/openapi.yaml";

    /** Converted once, when it is first asked for. */
    private static final class Json {
        static final byte[] BYTES = convert();
    }

    private OpenApi() {}

    static Reply yaml() {
        return Reply.file("openapi.yaml", "application/yaml", read());
    }

    /** The same document for programs that read no YAML: without anchors, in ASCII. */
    static Reply json() {
        return Reply.file("openapi.json", "application/json", Json.BYTES);
    }

    private static byte[] convert() {
        Object document =
                new Load(LoadSettings.builder().build()).loadFromString(new String(read(), StandardCharsets.UTF_8));
        try {
            return JsonMapper.builder()
                    .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .build()
                    .writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("Cannot convert " + RESOURCE, e);
        }
    }

    private static byte[] read() {
        try (InputStream in = OpenApi.class.getResourceAsStream(RESOURCE)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + RESOURCE, e);
        }
    }
}
