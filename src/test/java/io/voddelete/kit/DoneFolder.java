package io.voddelete.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The folder of the files that are done with, and what the module has written beside them. */
public record DoneFolder(Path folder) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RECEIPT = ".receipt.json";
    private static final String REPORT = ".report.csv";
    private static final List<String> DOCUMENTS = List.of(RECEIPT, REPORT, ".duplicates.jsonl", ".rejected.jsonl");

    /** The names of all there is, half-written files included; none while there is no folder. */
    public List<String> names() {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The content of each whole document, by its name. */
    public Map<String, String> documents() {
        return read(name -> DOCUMENTS.stream().anyMatch(name::endsWith) && !name.startsWith("."), Function.identity());
    }

    /** Each receipt, by its name. */
    public Map<String, JsonNode> receipts() {
        return read(name -> name.endsWith(RECEIPT), DoneFolder::parse);
    }

    /** How many reports there are. */
    public long reports() {
        return names().stream().filter(name -> name.endsWith(REPORT)).count();
    }

    /** The name of the file to which a receipt belongs. */
    public static String ofReceipt(String name) {
        return name.substring(0, name.length() - RECEIPT.length());
    }

    /** A file's content. */
    public String text(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T> Map<String, T> read(Predicate<String> wanted, Function<String, T> content) {
        Map<String, T> read = new TreeMap<>();
        names().stream().filter(wanted).forEach(name -> read.put(name, content.apply(text(name))));
        return read;
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + json, e);
        }
    }
}
