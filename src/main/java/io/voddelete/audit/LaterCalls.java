package io.voddelete.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voddelete.support.PrivateFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Finds the calls in the lines of a log that are later than what a store knows. */
final class LaterCalls {
    private static final ObjectMapper JSON = new ObjectMapper();

    private LaterCalls() {}

    /** @param ids receives the asset ids of each call, oldest first */
    static <E extends Exception> void read(Path directory, Head known, AuditChain.Calls<E> ids) throws IOException, E {
        List<Path> files = AuditFiles.in(directory);
        for (Path file : files.subList(start(files, known), files.size())) {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                    Channels.newInputStream(PrivateFiles.open(file, StandardOpenOption.READ)),
                    StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    List<String> called = called(line, known);
                    if (!called.isEmpty()) {
                        ids.take(called);
                    }
                }
            }
        }
    }

    /** The last file that begins at or before the line that is known. */
    private static int start(List<Path> files, Head known) throws IOException {
        for (int i = files.size() - 1; i > 0; i--) {
            try (AuditLines lines = new AuditLines(List.of(files.get(i)))) {
                AuditLine first = lines.next();
                if (first != null && first.members() != null && first.members().number() <= known.number() + 1) {
                    return i;
                }
            }
        }
        return 0;
    }

    private static List<String> called(String line, Head known) throws IOException {
        if (!line.contains("\"" + AuditEvent.CALL + "\"") || !line.endsWith("}")) {
            return List.of(); // or torn
        }
        JsonNode members = JSON.readTree(line);
        List<String> ids = new ArrayList<>();
        if (AuditEvent.CALL.equals(members.path("event").asText())
                && members.path("n").asLong() > known.number()) {
            members.path("ids").forEach(id -> ids.add(id.asText()));
        }
        return ids;
    }
}
