package io.voddelete.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voddelete.audit.AuditChain;
import io.voddelete.audit.AuditEvent;
import io.voddelete.audit.AuditLog;
import io.voddelete.audit.Head;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Audit logs for tests, and what stands in their files. */
public final class AuditKit {
    private static final ObjectMapper JSON = new ObjectMapper();

    private AuditKit() {}

    /** Opens an audit log that no store knows a line of. */
    public static AuditChain begun(Path directory) throws IOException {
        AuditChain chain = log(directory);
        chain.open(Head.BEGINNING);
        return chain;
    }

    /** Returns the audit log in a directory; it is not open yet. */
    public static AuditChain log(Path directory) {
        return new AuditLog(directory, InstantSource.system());
    }

    /** An event of no submission. */
    public static AuditEvent event(String name) {
        return new AuditEvent(name, null, null, null);
    }

    /** Returns the files in the order in which they were written. */
    public static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> file.getFileName().toString().matches("audit-\\d+\\.jsonl"))
                    .sorted()
                    .toList();
        }
    }

    /** Returns all lines of all files. */
    public static List<JsonNode> lines(Path directory) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (Path file : files(directory)) {
            for (String line : Files.readAllLines(file)) {
                lines.add(JSON.readTree(line));
            }
        }
        return lines;
    }

    /** Returns the events of all lines. */
    public static List<String> events(Path directory) throws IOException {
        return lines(directory).stream().map(line -> line.get("event").asText()).toList();
    }
}
