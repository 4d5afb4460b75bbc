package io.voddelete.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The outcome files of a data directory. */
public record OutcomeFiles(Path dataDirectory) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Of a file with more lines, only some of those behind are held against their schema, since each takes its time. */
    private static final int CHECKED_WHOLE = 10_000;

    private static final int SOME = 101;

    public List<JsonNode> success() {
        return read("success");
    }

    public List<JsonNode> failure() {
        return read("failure");
    }

    public List<JsonNode> rejected() {
        return read("rejected");
    }

    /** Returns success and failure together. */
    public List<JsonNode> all() {
        return Stream.concat(success().stream(), failure().stream()).toList();
    }

    private List<JsonNode> read(String name) {
        List<JsonNode> outcomes = new ArrayList<>();
        forEach(name, outcomes::add);
        return outcomes;
    }

    /** Returns the name of the file in which a test endpoint stores what it received. */
    public static String received(String name) {
        return name + "-received.jsonl";
    }

    /** Passes each line of {@code success}, {@code failure} or {@code rejected} to the consumer. */
    void forEach(String name, Consumer<JsonNode> outcome) {
        Path folder = dataDirectory.resolve("outcome");
        forEach(folder.resolve(name + ".jsonl"), outcome);
        forEach(folder.resolve(received(name)), outcome);
    }

    private static void forEach(Path file, Consumer<JsonNode> outcome) {
        if (!Files.isRegularFile(file)) {
            return;
        }
        try (RandomAccessFile last = new RandomAccessFile(file.toFile(), "r");
                Stream<String> lines = Files.lines(file)) {
            last.seek(Math.max(0, last.length() - 1));
            if (last.length() > 0 && last.read() != '\n') {
                throw new AssertionError(file + " ends with an incomplete line");
            }
            long number = 0;
            for (String line : (Iterable<String>) lines::iterator) {
                JsonNode event = parse(line);
                if (++number <= CHECKED_WHOLE || number % SOME == 0) {
                    EventSchemas.check(event);
                }
                outcome.accept(event);
            }
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
