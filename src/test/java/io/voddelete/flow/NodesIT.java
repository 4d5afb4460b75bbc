package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.voddelete.kit.DatabaseProxy;
import io.voddelete.kit.DoneFolder;
import io.voddelete.kit.FreePort;
import io.voddelete.kit.Invariants;
import io.voddelete.kit.ModuleProcess;
import io.voddelete.kit.OutcomeFiles;
import io.voddelete.kit.PostgresServer;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StatusCaller;
import io.voddelete.kit.WebhookCaller;
import io.voddelete.simulator.CallKind;
import io.voddelete.simulator.SeenCall;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three machines with one store in PostgreSQL: all of them take in lists, answer and obey, and one at a time sends, while
 * processes are killed and frozen, the network is cut and the database is restarted. The simulator is the witness.
 */
class NodesIT {
    private static final int IDS = 1_500;
    private static final int CONCURRENCY = 2;
    /** From the last call of one machine to the first one of the next: 15 seconds, and as much for a busy machine. */
    private static final Duration TAKEOVER = Duration.ofSeconds(30);

    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(2);

    @TempDir
    Path directory;

    private final List<Node> nodes = new ArrayList<>();
    private VodSimulator simulator;
    private PostgresServer database;

    /** A machine: its directory, its way to the database, and its process. */
    private final class Node implements AutoCloseable {
        final String name;
        final int port = FreePort.find();
        final DatabaseProxy proxy = DatabaseProxy.to(database.port());
        final StatusCaller api = new StatusCaller("http://127.0.0.1:" + port);
        final Path place;
        final List<String> ids;
        ModuleProcess process;

        Node(String name, int number) throws IOException {
            this.name = name;
            this.place = Files.createDirectory(directory.resolve(name));
            this.ids = SampleIds.random(number, IDS);
            process = start();
        }

        ModuleProcess start() {
            Map<String, String> settings = new HashMap<>(ModuleProcess.settingsFor(simulator));
            settings.put("vod.store.url", PostgresServer.url(proxy.port()));
            settings.put("vod.store.user", "postgres");
            settings.put("vod.store.timeout", "3s");
            settings.put("vod.node.name", name);
            settings.put("vod.http.port", String.valueOf(port));
            settings.put("vod.status.enabled", "true");
            settings.put("vod.status.token", StatusCaller.TOKEN);
            settings.put("vod.intake.webhook.enabled", "true");
            settings.put("vod.intake.webhook.secret-key", WebhookCaller.SECRET);
            settings.put("vod.intake.file.min-age", "100ms");
            settings.put("vod.call.concurrency", String.valueOf(CONCURRENCY));
            settings.put("vod.call.timeout", "2s");
            settings.put("vod.batch.quiet-period", "200ms");
            settings.put("vod.batch.lease", "6s");
            settings.put("vod.preflight", "false"); // so that whoever asks asset/info is reading back
            return ModuleProcess.start(place, settings);
        }

        HttpResponse<String> request(String id, List<String> list) {
            return new WebhookCaller("http://127.0.0.1:" + port + "/vod/submissions")
                    .send(id, WebhookCaller.json(list));
        }

        /** Whether it answers, and which nodes send as far as it knows. */
        List<String> senders() {
            List<String> names = new ArrayList<>();
            get("/vod/sender").get("nodes").forEach(node -> {
                if (node.get("sends").booleanValue()) {
                    names.add(node.get("name").textValue());
                }
            });
            return names;
        }

        JsonNode get(String path) {
            HttpResponse<String> answer = api.get(path, "Authorization", "Bearer " + StatusCaller.TOKEN);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return StatusCaller.json(answer);
        }

        DoneFolder done() {
            return new DoneFolder(process.inbox().resolve("done"));
        }

        void signal(String signal) throws Exception {
            Process kill = new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start();
            assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(kill.exitValue()).isZero();
        }

        @Override
        public void close() throws IOException {
            process.close();
            proxy.close();
        }
    }

    @BeforeEach
    void start() throws IOException {
        simulator = VodSimulator.start(SimulatorOptions.defaults()
                .withDeletesPerMinute(0)
                .withInfosPerMinute(0)
                .withLatency(Duration.ofMillis(100), Duration.ofMillis(300)));
        database = PostgresServer.start();
    }

    @AfterEach
    void end() throws Exception {
        for (Node node : nodes) {
            Files.write(Path.of("target", "node-" + node.name + ".log"), List.of(node.process.log()));
            node.close();
        }
        database.close();
        simulator.close();
    }

    @Test
    void allTakeInAndOneSendsWhateverHappensToIt() throws Exception {
        Node a = node("a", 1);
        await(60, () -> a.senders().equals(List.of("a")));
        Node b = node("b", 2);
        Node c = node("c", 3);
        for (Node node : List.of(b, c)) {
            await(60, () -> node.senders().equals(List.of("a")));
        }
        for (Node node : nodes) { // each in its own inbox
            node.process.drop(node.name + ".txt", node.ids);
        }
        for (Node node : nodes) {
            await(60, () -> node.done().receipts().size() == 1);
        }
        await(30, () -> deleted() > 50);
        assertThat(c.request("msg-1", List.of(a.ids.get(0))).statusCode()).isEqualTo(202);
        assertThat(b.request("msg-1", List.of(a.ids.get(0))).statusCode())
                .as("the same message to another node")
                .isEqualTo(200);

        a.process.kill();
        assertThat(b.request("msg-2", List.of(a.ids.get(1))).statusCode())
                .as("nobody waits for a takeover")
                .isEqualTo(202);
        assertThatAnotherTakesOver(Instant.now());
        a.process = a.start();
        await(60, () -> a.senders().size() == 1 && !a.senders().contains("a"));

        Node cut = sender();
        cut.proxy.cut();
        assertThatAnotherTakesOver(Instant.now());
        cut.proxy.heal();
        assertThat(cut.process.awaitExit(30))
                .as("what belongs to another is left alone")
                .isEqualTo(3);
        cut.process = cut.start();
        await(60, () -> cut.senders().size() == 1);

        Node frozen = sender();
        frozen.signal("STOP");
        assertThatAnotherTakesOver(Instant.now());
        frozen.signal("CONT");
        assertThat(frozen.process.awaitExit(30)).isEqualTo(3);
        frozen.process = frozen.start();
        await(60, () -> frozen.senders().size() == 1);

        Node idle = idle();
        idle.proxy.cut();
        pause(12); // longer than a sender is waited for
        idle.proxy.heal();
        await(30, () -> idle.senders().size() == 1);
        assertThat(idle.process.isAlive())
                .as("who does not send may be cut off for a while")
                .isTrue();

        ordersAreObeyedByAll();

        database.end();
        int before = deleted();
        for (Node node : nodes) {
            HttpResponse<String> refused = node.request("msg-3", List.of(b.ids.get(0)));
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        }
        assertThat(deleted()).as("nothing is begun without the store").isLessThanOrEqualTo(before + CONCURRENCY * 10);
        database.startAgain();
        await(30, () -> deleted() > before + 50);
        assertThat(a.request("msg-3", List.of(b.ids.get(0))).statusCode()).isEqualTo(202);

        Node ended = sender();
        ended.process.terminate();
        assertThat(ended.process.awaitExit(30)).isEqualTo(143);
        assertThatAnotherTakesOver(Instant.now());
        ended.process = ended.start();

        List<String> all = nodes.stream().flatMap(node -> node.ids.stream()).toList();
        await(180, () -> deleted() == all.size());
        await(30, () -> idsOf(outcomes().success()).containsAll(all)); // some come twice
        Invariants invariants = new Invariants(
                simulator.recorder().calls(), simulator.recorder().deletions(), outcomes());
        invariants.check(all);
        assertThat(invariants.sentAgain()).isLessThanOrEqualTo(4 * CONCURRENCY * 10);
        assertThatNoIdWasOnTheWireTwiceAtOnce();
        for (Node node : nodes) {
            await(60, () -> node.done().reports() == 1);
        }
        await(30, () -> summary(a).equals(summary(b)) && summary(b).equals(summary(c)));
        assertThat(summary(a).get("lately").get("settled").longValue()).isPositive();
        await(30, () -> calls(a).equals(calls(b)) && calls(b).equals(calls(c)));
        assertThat(calls(a).get("sent").longValue()).isPositive();
    }

    /** A pause, a resume and a stop file of a node that does not send. */
    private void ordersAreObeyedByAll() throws Exception {
        Node one = idle();
        Node sends = sender();
        assertThat(one.api.order("/vod/sender/pause").statusCode()).isEqualTo(200);
        Instant answered = Instant.now();
        assertThatNoCallBeginsAfter(answered);
        await(
                10,
                () -> sends.get("/vod/summary")
                        .get("sender")
                        .get("state")
                        .textValue()
                        .equals("paused"));
        int before = deleted();
        assertThat(one.api.order("/vod/sender/resume").statusCode()).isEqualTo(200);
        await(30, () -> deleted() > before + 20);

        Path stop = Files.createFile(one.process.inbox().resolve("STOP"));
        await(10, () -> sends.get("/vod/summary").get("sender").get("cause") != null);
        assertThat(sends.get("/vod/summary").get("sender").get("cause").textValue())
                .isEqualTo("stop-file");
        assertThatNoCallBeginsAfter(Instant.now());
        int stopped = deleted();
        Files.delete(stop);
        await(30, () -> deleted() > stopped + 20);
    }

    /** Calls that had begun may still be on their way. */
    private void assertThatNoCallBeginsAfter(Instant time) {
        Instant onTheWay = time.plusMillis(200);
        Awaitility.await()
                .during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(5))
                .until(() -> calls().stream().noneMatch(call -> call.at().isAfter(onTheWay)));
    }

    private Node node(String name, int number) throws IOException {
        Node node = new Node(name, number);
        nodes.add(node);
        return node;
    }

    /** All of them run. */
    private Node sender() {
        String name = nodes.get(0).senders().get(0);
        return nodes.stream().filter(node -> node.name.equals(name)).findFirst().orElseThrow();
    }

    private Node idle() {
        String name = nodes.get(0).senders().get(0);
        return nodes.stream()
                .filter(node -> !node.name.equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Without what follows from the time of the answer. */
    private static JsonNode summary(Node node) {
        ObjectNode summary = (ObjectNode) node.get("/vod/summary");
        ((ObjectNode) summary.get("lately")).remove(List.of("seconds", "ids_per_minute"));
        return summary.without(List.of("seconds_left", "estimated_end", "unreported_seconds"));
    }

    private static JsonNode calls(Node node) {
        return node.get("/vod/sender").get("delete_calls");
    }

    private int deleted() {
        return simulator.recorder().deletedCount();
    }

    private void assertThatAnotherTakesOver(Instant since) {
        Instant underWay = since.plus(CALL_TIMEOUT);
        await(60, () -> calls().stream().anyMatch(call -> call.at().isAfter(underWay)));
        Instant first = calls().stream()
                .map(SeenCall::at)
                .filter(at -> at.isAfter(underWay))
                .min(Comparator.naturalOrder())
                .orElseThrow();
        assertThat(Duration.between(since, first)).isLessThan(TAKEOVER);
    }

    private List<SeenCall> calls() {
        return simulator.recorder().calls().stream()
                .filter(call -> call.kind() == CallKind.DELETE)
                .toList();
    }

    /** A call takes at most as long as the simulator waits; who asks again has waited for the lease. */
    private void assertThatNoIdWasOnTheWireTwiceAtOnce() {
        Map<String, Instant> last = new HashMap<>();
        for (SeenCall call : calls()) {
            for (String id : call.assetIds()) {
                Instant before = last.put(id, call.at());
                if (before != null) {
                    assertThat(Duration.between(before, call.at())).as(id).isGreaterThan(CALL_TIMEOUT);
                }
            }
        }
    }

    private static Set<String> idsOf(List<JsonNode> outcomes) {
        return outcomes.stream()
                .map(outcome -> outcome.get("asset_id").textValue())
                .collect(Collectors.toSet());
    }

    /** What all machines have written, in one folder. */
    private OutcomeFiles outcomes() throws IOException {
        Path union = Files.createDirectories(directory.resolve("union").resolve("outcome"));
        for (String file : List.of("success.jsonl", "failure.jsonl")) {
            List<String> lines = new ArrayList<>();
            for (Node node : nodes) {
                Path one = node.place.resolve("data").resolve("outcome").resolve(file);
                if (Files.exists(one)) {
                    lines.addAll(Files.readAllLines(one));
                }
            }
            Files.write(union.resolve(file), lines);
        }
        return new OutcomeFiles(directory.resolve("union"));
    }

    private static void pause(int seconds) {
        Awaitility.await()
                .pollDelay(Duration.ofSeconds(seconds))
                .atMost(Duration.ofSeconds(2L * seconds))
                .until(() -> true);
    }

    private static void await(int seconds, Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(seconds))
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions() // of a machine that starts
                .until(condition);
    }
}
