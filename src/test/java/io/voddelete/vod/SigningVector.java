package io.voddelete.vod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voddelete.vod.AkSkSigner.Request;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** One entry of {@code signing-vectors.json}: a request and what the official Java signer made of it. */
record SigningVector(
        String name, String algorithm, Request request, Credentials credentials, String date, JsonNode output) {

    static Stream<SigningVector> all() {
        try (InputStream json = SigningVector.class.getResourceAsStream("/signing-vectors.json")) {
            JsonNode vectors = new ObjectMapper().readTree(json).path("vectors");
            return StreamSupport.stream(vectors.spliterator(), false).map(SigningVector::of);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Instant now() {
        return LocalDateTime.parse(date, DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'"))
                .toInstant(ZoneOffset.UTC);
    }

    String output(String field) {
        return output.required(field).textValue();
    }

    @Override
    public String toString() {
        return name;
    }

    private static SigningVector of(JsonNode vector) {
        JsonNode input = vector.required("input");
        Map<String, String> headers = new HashMap<>();
        input.required("headers")
                .properties()
                .forEach(h -> headers.put(h.getKey(), h.getValue().textValue()));
        // our signer sets these two itself
        String date = headers.remove("X-Sdk-Date");
        String token = headers.remove("X-Security-Token");

        List<Entry<String, String>> query = new ArrayList<>();
        input.required("query")
                .forEach(pair ->
                        query.add(Map.entry(pair.get(0).textValue(), pair.get(1).textValue())));

        Request request = new Request(
                input.required("method").textValue(),
                URI.create(input.required("endpoint").textValue()),
                input.required("path").textValue(),
                query,
                headers,
                input.required("body").asText("").getBytes(StandardCharsets.UTF_8));
        Credentials credentials = new Credentials(
                input.required("ak").textValue(), input.required("sk").textValue(), token);
        return new SigningVector(
                vector.required("name").textValue(),
                vector.required("algorithm").textValue(),
                request,
                credentials,
                date,
                vector.required("output"));
    }
}
