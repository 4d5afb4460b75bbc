package io.voddelete.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The outcome files of a data directory, read as the users read them. */
public record OutcomeFiles(Path dataDirectory) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public List<JsonNode> success() {
        return read("success");
    }

    public List<JsonNode> failure() {
        return read("failure");
    }

    public List<JsonNode> rejected() {
        return read("rejected");
    }

    /** Success and failure together. */
    public List<JsonNode> all() {
        return Stream.concat(success().stream(), failure().stream()).toList();
    }

    private List<JsonNode> read(String name) {
        Path file = dataDirectory.resolve("outcome").resolve(name + ".jsonl");
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            String text = Files.readString(file);
            if (!text.isEmpty() && !text.endsWith("\n")) {
                throw new AssertionError(file + " does not end with a whole line");
            }
            return text.lines().map(OutcomeFiles::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new AssertionError("not a JSON line: " + line, e);
        }
    }
}
