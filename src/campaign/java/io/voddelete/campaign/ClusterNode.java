package io.voddelete.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.kit.DoneFolder;
import io.voddelete.kit.FreePort;
import io.voddelete.kit.ModuleProcess;
import io.voddelete.kit.StatusCaller;
import io.voddelete.kit.TcpProxy;
import io.voddelete.kit.Tool;
import io.voddelete.kit.WebhookCaller;
import io.voddelete.simulator.SimulatorOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** One of several machines that share a database: its directory, its way to the database, its access key and its process. */
final class ClusterNode implements AutoCloseable {
    private static final String STARTED = "(vod-delete-routes) started in ";

    final String name;
    final Path place;
    /** Its ways to the places where the database may be. */
    final List<TcpProxy> ways = new ArrayList<>();
    /** Beside those of all nodes. */
    final Map<String, String> settings = new HashMap<>();
    /** What it is started from, and how. */
    Path jar = Program.SHIPPED.jar();

    List<String> jvmOptions = List.of();

    final StatusCaller api;
    private final WebhookCaller webhook;
    private final int port = FreePort.find();
    private final List<Instant> starts = new ArrayList<>();
    private ModuleProcess process;
    private int logAtStart;
    private volatile boolean isWanted;
    private volatile boolean isFrozen;
    private volatile boolean isCut;
    private int files;

    ClusterNode(String name, Path directory, List<Integer> databases) throws IOException {
        this.name = name;
        this.place = Files.createDirectory(directory.resolve(name));
        databases.forEach(database -> ways.add(TcpProxy.to(database)));
        this.api = new StatusCaller("http://127.0.0.1:" + port);
        this.webhook = new WebhookCaller("http://127.0.0.1:" + port + "/vod/submissions");
    }

    /** By which the simulator tells who called. */
    String accessKey() {
        return SimulatorOptions.ACCESS_KEY + "-" + name.toUpperCase(Locale.ROOT);
    }

    private Map<String, String> allSettings() {
        Map<String, String> all = new HashMap<>(settings);
        all.put("vod.node.name", name);
        all.put("vod.access-key", accessKey());
        all.put("vod.http.port", String.valueOf(port));
        all.put("vod.store.user", "postgres");
        all.put("vod.store.url", url());
        return all;
    }

    private String url() {
        String hosts = ways.stream().map(way -> "127.0.0.1:" + way.port()).collect(Collectors.joining(","));
        return "jdbc:postgresql://" + hosts + "/postgres" + (ways.size() > 1 ? "?targetServerType=primary" : "");
    }

    /** Starts its process; see {@link #hasStarted}. */
    void start() {
        logAtStart = process == null ? 0 : process.log().length();
        List<String> options = new ArrayList<>(List.of("-Xmx256m"));
        if (jar.equals(Program.SHIPPED.jar())) {
            options.addAll(Program.SHIPPED.options());
        }
        options.addAll(jvmOptions);
        process = ModuleProcess.startJar(jar, List.of(), place, allSettings(), options.toArray(String[]::new));
        starts.add(Instant.now());
        isWanted = true;
    }

    boolean hasStarted() {
        return said().contains(STARTED);
    }

    /** What the present process has printed. */
    String said() {
        return process.log().substring(logAtStart);
    }

    /** SIGKILL; gives when it was over. */
    Instant kill() {
        isWanted = false;
        isFrozen = false;
        process.kill();
        return Instant.now();
    }

    /** SIGTERM, and waits for the end; gives the exit code. */
    int stop() {
        isWanted = false;
        process.terminate();
        return process.awaitExit(60);
    }

    /** SIGSTOP. */
    Instant freeze() {
        isFrozen = true;
        signal("STOP");
        return Instant.now();
    }

    /** SIGCONT. */
    Instant wake() {
        Instant now = Instant.now();
        signal("CONT");
        isFrozen = false;
        return now;
    }

    private void signal(String signal) {
        Tool.run("kill", "-" + signal, String.valueOf(process.pid()));
    }

    /** Notes that its way to the database is disturbed, or no longer. */
    void isCut(boolean now) {
        isCut = now;
    }

    /** Whether its process runs, unless it has ended by itself. */
    boolean isWanted() {
        return isWanted;
    }

    /** Whether its process was to run and has ended. */
    boolean hasEnded() {
        return isWanted && !process.isAlive();
    }

    /** Whether it can be asked and told. */
    boolean isFit() {
        return isWanted && !isFrozen && !isCut && process.isAlive();
    }

    boolean isReachable() {
        return !isCut;
    }

    ModuleProcess process() {
        return process;
    }

    /** When it was started. */
    List<Instant> starts() {
        return starts;
    }

    void drop(List<String> ids) {
        process.drop("list-" + name + "-" + ++files + ".csv", half -> Files.write(half, ids));
    }

    int files() {
        return files;
    }

    HttpResponse<String> request(String id, List<String> list) {
        return webhook.send(id, WebhookCaller.json(list));
    }

    /** Which nodes send as far as it knows; of one that does not answer, none. */
    List<String> senders() {
        List<String> names = new ArrayList<>();
        get("/vod/sender").path("nodes").forEach(node -> {
            if (node.path("sends").booleanValue()) {
                names.add(node.get("name").textValue());
            }
        });
        return names;
    }

    /** The answer; missing if there is none. */
    JsonNode get(String path) {
        try {
            HttpResponse<String> answer = api.get(path, "Authorization", "Bearer " + StatusCaller.TOKEN);
            return StatusCaller.json(answer.statusCode() == 200 ? answer.body() : "null");
        } catch (UncheckedIOException e) {
            return StatusCaller.json("null");
        }
    }

    DoneFolder done() {
        return new DoneFolder(process.inbox().resolve("done"));
    }

    /** Kills its process if it runs, whatever its state. */
    @Override
    public void close() throws IOException {
        if (process != null) {
            process.close();
        }
        for (TcpProxy way : ways) {
            way.close();
        }
    }
}
