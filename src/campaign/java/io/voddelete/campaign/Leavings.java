package io.voddelete.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.kit.DroppedFile;
import io.voddelete.kit.Findings;
import io.voddelete.kit.Findings.Kind;
import io.voddelete.kit.OutcomeFiles;
import io.voddelete.kit.StoreFile;
import io.voddelete.simulator.CallKind;
import io.voddelete.simulator.SeenCall;
import io.voddelete.simulator.SimulatorOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a module leaves behind in its data directory, read as it lies there. */
final class Leavings {
    private static final int BLOCK = 1 << 20;
    private static final int LONGEST_SECRET = 100;
    private static final Pattern SECRET =
            Pattern.compile(Pattern.quote(SimulatorOptions.SECRET_KEY) + "|Signature=[0-9a-f]{64}");

    private Leavings() {}

    /** Each id of the store has the status that its outcome says, and the other way round. */
    static void compareRows(Path data, Map<String, String> statuses, Findings findings) {
        Set<String> missing = new HashSet<>(statuses.keySet());
        forEachRow(data, "SELECT asset_id, status FROM asset", findings, row -> {
            String id = row.getString(1);
            missing.remove(id);
            findings.require(
                    row.getString(2).equals(statuses.get(id)),
                    Kind.CONTRADICTED,
                    "the store says " + row.getString(2) + " of " + id + ", its outcome " + statuses.get(id));
        });
        missing.forEach(id -> findings.add(Kind.LOST, "has an outcome and is not in the store: " + id));
    }

    /** When the DELETE calls with an id came, in milliseconds; the one before the last is that of the last if there is one. */
    private record Sent(long first, long beforeLast, long last) {
        Sent and(Sent later) {
            return new Sent(first, last, later.last);
        }
    }

    /**
     * Each id on the wire is in a submission that was sealed before, and was begun to be called by what the store says: for
     * the last time after the call before. No id may have been accepted twice. Says most while nothing can be written.
     *
     * @param inOrder whether calls come to VOD as they were begun, and the times of both can be compared
     */
    static void findUnbegun(Path data, List<SeenCall> calls, boolean inOrder, Findings findings) {
        Map<String, Sent> sent = new HashMap<>();
        for (SeenCall call : calls) {
            if (call.kind() == CallKind.DELETE) {
                long at = call.at().toEpochMilli();
                call.assetIds().forEach(id -> sent.merge(id, new Sent(at, at, at), Sent::and));
            }
        }
        forEachRow(
                data,
                "SELECT a.asset_id, a.call_at, s.sealed_at FROM asset a JOIN submission s ON s.id = a.submission"
                        + " WHERE a.call_id IS NOT NULL AND a.call_at IS NOT NULL",
                findings,
                row -> {
                    String id = row.getString(1);
                    Sent times = sent.remove(id);
                    if (times == null || !inOrder) {
                        return;
                    }
                    boolean again = times.beforeLast < times.last;
                    findings.require(
                            !again || row.getLong(2) >= times.beforeLast,
                            Kind.UNASKED,
                            "sent again, and the store knows of the call before only: " + id);
                    long sealed = row.getLong(3);
                    findings.require(
                            !row.wasNull() && sealed <= times.first, Kind.UNASKED, "sent before it was sealed: " + id);
                });
        sent.keySet().forEach(id -> findings.add(Kind.UNASKED, "sent, and the store knows of no call: " + id));
    }

    @FunctionalInterface
    private interface Row {
        void look(ResultSet row) throws SQLException;
    }

    private static void forEachRow(Path data, String query, Findings findings, Row each) {
        try (Connection connection = StoreFile.of(data).read();
                Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery(query)) {
                while (row.next()) {
                    each.look(row);
                }
            }
        } catch (SQLException e) {
            findings.add(Kind.BROKEN_FILE, "the store: " + e.getMessage());
        }
    }

    /** Every line that is no id came to the rejected endpoint, with its file, its text and a reason. */
    static void compareRejected(Path data, List<DroppedFile> dropped, Findings findings) {
        Set<String> said = new HashSet<>();
        for (JsonNode line : new OutcomeFiles(data).rejected()) {
            said.add(line.get("source").textValue() + " " + line.get("text").textValue());
            findings.require(line.get("reason").isTextual(), Kind.LOST, "rejected without a reason: " + line);
        }
        for (DroppedFile file : dropped) {
            Set<String> ids = new HashSet<>(file.ids().toList());
            for (String line : file.lines()) {
                findings.require(
                        ids.contains(line) || said.contains("file:" + file.name() + " " + line),
                        Kind.LOST,
                        "never rejected: '" + line + "' of " + file.name());
            }
        }
    }

    /** All that lies there, of a run in which nothing was found. */
    static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** No key and no signature is in any file, logs included. */
    static void findSecrets(Path directory, Findings findings) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                // the simulator prints the keys that it knows
                if (!file.endsWith("simulator.txt")) {
                    search(file, findings);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void search(Path file, Findings findings) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            String before = "";
            for (byte[] block = in.readNBytes(BLOCK); block.length > 0; block = in.readNBytes(BLOCK)) {
                String text = before + new String(block, StandardCharsets.ISO_8859_1);
                findings.require(!SECRET.matcher(text).find(), Kind.SECRET, "a key or a signature is in " + file);
                before = text.substring(Math.max(0, text.length() - LONGEST_SECRET));
            }
        }
    }
}
