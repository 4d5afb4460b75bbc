package io.voddelete.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voddelete.simulator.CallKind;
import io.voddelete.simulator.SeenCall;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The simulator as a program of its own, whose record is read over its control port. */
public final class SimulatorProcess implements AutoCloseable {
    /** The counts that are cheap to ask for. */
    public record Summary(long calls, long deletes, long deleted) {}

    private static final Pattern ENDPOINT = Pattern.compile("VOD simulator at (\\S+),");
    private static final Pattern CONTROL = Pattern.compile("Recorded calls and deletions: (\\S+)/summary");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final JavaProcess process;
    private final URI endpoint;
    private final URI control;

    private SimulatorProcess(JavaProcess process) {
        this.process = process;
        this.endpoint = URI.create(process.awaitSaid(ENDPOINT));
        this.control = URI.create(process.awaitSaid(CONTROL));
    }

    /** On free ports and without quotas; {@code options} without {@code simulator.} before them. */
    public static SimulatorProcess start(Path directory, long seed, Map<String, String> options) {
        Map<String, String> properties = new HashMap<>();
        properties.put("simulator.port", "0");
        properties.put("simulator.control-port", "0");
        properties.put("simulator.limits", "delete=0; info=0");
        properties.put("simulator.not-found", "item");
        properties.put("simulator.seed", String.valueOf(seed));
        options.forEach((key, value) -> properties.put("simulator." + key, value));
        JavaProcess process = JavaProcess.start(VodSimulator.class, properties, directory.resolve("simulator.txt"));
        try {
            return new SimulatorProcess(process);
        } catch (RuntimeException | Error e) {
            process.close();
            throw e;
        }
    }

    public URI endpoint() {
        return endpoint;
    }

    public Summary summary() {
        JsonNode summary = parse(get("/summary").findFirst().orElseThrow());
        long deletes = summary.get("delete_calls").longValue();
        return new Summary(
                deletes + summary.get("info_calls").longValue(),
                deletes,
                summary.get("deleted").longValue());
    }

    /** All that it has seen after the first ones, in order; without headers and raw targets. */
    public List<SeenCall> calls(long skipped) {
        List<SeenCall> calls = new ArrayList<>();
        forEach("/calls", line -> {
            JsonNode call = parse(line);
            if (call.get("number").longValue() <= skipped) {
                return;
            }
            calls.add(new SeenCall(
                    call.get("number").longValue(),
                    Instant.parse(call.get("at").textValue()),
                    CallKind.valueOf(call.get("kind").textValue()),
                    texts(call.get("asset_ids")),
                    call.get("status").intValue(),
                    call.get("error_code").textValue(),
                    call.get("acted").booleanValue(),
                    texts(call.get("deleted_ids")),
                    call.get("access_key").textValue(),
                    call.get("fault").textValue(),
                    Map.of(),
                    ""));
        });
        return calls;
    }

    /** How often each id was deleted. */
    public Map<String, Integer> deletions() {
        Map<String, Integer> deletions = new HashMap<>();
        forEach("/deleted", line -> {
            String[] parts = line.split("\t");
            deletions.put(parts[0], Integer.valueOf(parts[1]));
        });
        return deletions;
    }

    /** Puts these faults in the place of those before. */
    public void faults(String rules) {
        put("/faults", rules);
    }

    /** Puts these access keys in the place of those before, all with the secret key of the simulator. */
    public void keys(List<String> accessKeys) {
        put(
                "/keys",
                accessKeys.stream()
                        .map(key -> key + " " + SimulatorOptions.SECRET_KEY + "\n")
                        .collect(Collectors.joining()));
    }

    private void put(String path, String text) {
        send(HttpRequest.newBuilder(control.resolve(path))
                        .PUT(BodyPublishers.ofString(text))
                        .build())
                .close();
    }

    @Override
    public void close() {
        process.close();
    }

    private void forEach(String path, Consumer<String> line) {
        try (Stream<String> lines = get(path)) {
            lines.forEach(line);
        }
    }

    private Stream<String> get(String path) {
        return send(HttpRequest.newBuilder(control.resolve(path)).build());
    }

    private Stream<String> send(HttpRequest request) {
        try {
            HttpResponse<Stream<String>> answer = client.send(request, HttpResponse.BodyHandlers.ofLines());
            if (answer.statusCode() != 200) {
                throw new AssertionError(request + ": " + answer.body().toList());
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.textValue()));
        return texts;
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + json, e);
        }
    }
}
