package io.voddelete.operations;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.voddelete.http.HttpProblemException;
import java.io.IOException;
import java.util.function.Function;

/** Reads the JSON object that a request has as its body. */
final class JsonBody {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonBody() {}

    /**
     * @param longest maximum number of bytes
     * @param invalid makes the refusal, from what is wrong
     * @throws HttpProblemException made by {@code invalid} if the body is no object, has a member twice, or is too long
     */
    static JsonNode object(byte[] body, int longest, Function<String, HttpProblemException> invalid) {
        if (body.length > longest) {
            throw invalid.apply("it is larger than " + longest + " bytes");
        }
        JsonNode json;
        try {
            json = JSON.readTree(body);
        } catch (IOException e) {
            throw invalid.apply("it is not JSON");
        }
        if (json == null || !json.isObject()) {
            throw invalid.apply("it is not an object");
        }
        return json;
    }
}
