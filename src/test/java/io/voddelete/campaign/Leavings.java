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
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What a module leaves behind in its data directory, read as it lies there. */
final class Leavings {
    private static final long LARGEST_SEARCHED = 64L << 20;

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

    /** Each id on the wire was begun to be called by what the store says. Says most while nothing can be written. */
    static void findUnbegun(Path data, List<SeenCall> calls, Findings findings) {
        Set<String> sent = new HashSet<>();
        calls.stream().filter(call -> call.kind() == CallKind.DELETE).forEach(call -> sent.addAll(call.assetIds()));
        forEachRow(
                data,
                "SELECT asset_id FROM asset WHERE call_id IS NOT NULL AND call_at IS NOT NULL",
                findings,
                row -> sent.remove(row.getString(1)));
        sent.forEach(id -> findings.add(Kind.UNASKED, "sent, and the store knows of no call: " + id));
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

    /** No key is in any file, logs included. */
    static void findSecrets(Path directory, Findings findings) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                // the simulator prints the keys that it knows
                if (!file.endsWith("simulator.txt") && Files.size(file) < LARGEST_SEARCHED) {
                    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                    findings.require(
                            !text.contains(SimulatorOptions.SECRET_KEY), Kind.SECRET, "the secret key is in " + file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
