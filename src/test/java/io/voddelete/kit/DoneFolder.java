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

/** The folder of processed files and of the documents that the module writes beside them. */
public record DoneFolder(Path folder) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RECEIPT = ".receipt.json";
    private static final String REPORT = ".report.csv";
    private static final List<String> DOCUMENTS = List.of(RECEIPT, REPORT, ".duplicates.jsonl", ".rejected.jsonl");

    /** Returns all file names, including incomplete files; empty if there is no folder. */
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

    /** Returns the content of each complete document by name. */
    public Map<String, String> documents() {
        return read(name -> DOCUMENTS.stream().anyMatch(name::endsWith) && !name.startsWith("."), Function.identity());
    }

    /** Returns the receipts by name. */
    public Map<String, JsonNode> receipts() {
        return read(name -> name.endsWith(RECEIPT), DoneFolder::parse);
    }

    /** Returns the number of reports. */
    public long reports() {
        return names().stream().filter(name -> name.endsWith(REPORT)).count();
    }

    /** Returns the name of the file that a receipt is about. */
    public static String ofReceipt(String name) {
        return name.substring(0, name.length() - RECEIPT.length());
    }

    /** Returns the content of a file. */
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
