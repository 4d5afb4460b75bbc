package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.kit.DatabaseProxy;
import io.voddelete.kit.FreePort;
import io.voddelete.kit.Invariants;
import io.voddelete.kit.ModuleProcess;
import io.voddelete.kit.OutcomeFiles;
import io.voddelete.kit.PostgresServer;
import io.voddelete.kit.SampleIds;
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
 * Three machines with one store in PostgreSQL: one works and the others stand by, while processes are killed and frozen, the
 * network is cut and the database is restarted. The simulator is the witness.
 */
class StandbyIT {
    private static final int IDS = 1_000;
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
        final Path place;
        final List<String> ids;
        private long waited;
        ModuleProcess process;

        Node(String name, int number) throws IOException {
            this.name = name;
            this.place = Files.createDirectory(directory.resolve(name));
            this.ids = SampleIds.random(number, IDS);
            process = start();
            process.drop(name + ".txt", ids);
        }

        ModuleProcess start() {
            Map<String, String> settings = new HashMap<>(ModuleProcess.settingsFor(simulator));
            settings.put("vod.store.url", PostgresServer.url(proxy.port()));
            settings.put("vod.store.user", "postgres");
            settings.put("vod.store.wait", "1d");
            settings.put("vod.store.timeout", "3s");
            settings.put("vod.node.name", name);
            settings.put("vod.http.port", String.valueOf(port));
            settings.put("vod.intake.webhook.enabled", "true");
            settings.put("vod.intake.webhook.secret-key", WebhookCaller.SECRET);
            settings.put("vod.intake.file.min-age", "100ms");
            settings.put("vod.call.concurrency", String.valueOf(CONCURRENCY));
            settings.put("vod.call.timeout", "2s");
            settings.put("vod.batch.quiet-period", "200ms");
            settings.put("vod.batch.lease", "6s");
            settings.put("vod.preflight", "false"); // so that whoever asks asset/info is reading back
            waited = process == null ? 0 : waits();
            return ModuleProcess.start(place, settings);
        }

        HttpResponse<String> request(String id, List<String> list) {
            return new WebhookCaller("http://127.0.0.1:" + port + "/vod/submissions")
                    .send(id, WebhookCaller.json(list));
        }

        /** Whether the last start waits for the store. */
        boolean standsBy() {
            return waits() > waited;
        }

        private long waits() {
            return process.log()
                    .lines()
                    .filter(line -> line.contains("as long as vod.store.wait says"))
                    .count();
        }

        boolean hasTakenIn() {
            return process.log().contains("file:" + name + ".txt accepted");
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
            Files.write(Path.of("target", "standby-" + node.name + ".log"), List.of(node.process.log()));
            node.close();
        }
        database.close();
        simulator.close();
    }

    @Test
    void oneMachineWorksAndAnotherTakesOverWhateverHappensToIt() throws Exception {
        Node a = node("a", 1);
        await(30, () -> deleted() > 50);
        Node b = node("b", 2);
        await(60, b::standsBy);
        assertThat(a.request("msg-1", List.of(a.ids.get(0))).statusCode()).isEqualTo(202);

        a.process.kill();
        assertThatAnotherTakesOver(Instant.now());
        await(30, b::hasTakenIn);

        Node c = node("c", 3);
        await(60, c::standsBy);
        b.proxy.cut();
        assertThatAnotherTakesOver(Instant.now());
        await(30, c::hasTakenIn);
        b.proxy.heal();
        assertThat(b.process.awaitExit(30))
                .as("what belongs to another is left alone")
                .isEqualTo(3);

        a.process = a.start();
        await(60, a::standsBy);
        c.signal("STOP");
        assertThatAnotherTakesOver(Instant.now());
        c.signal("CONT");
        assertThat(c.process.awaitExit(30)).isEqualTo(3);

        database.end();
        int before = deleted();
        HttpResponse<String> refused = a.request("msg-2", List.of(b.ids.get(0)));
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(deleted()).as("nothing is begun without the store").isLessThanOrEqualTo(before + CONCURRENCY * 10);
        database.startAgain();
        await(30, () -> deleted() > before + 100);
        assertThat(a.request("msg-2", List.of(b.ids.get(0))).statusCode()).isEqualTo(202);

        c.process = c.start();
        await(60, c::standsBy);
        c.process.terminate();
        c.process.awaitExit(5);
        assertThat(c.process.log().lines().reduce((first, last) -> last))
                .hasValueSatisfying(last -> assertThat(last)
                        .as("a standby that is stopped takes over nothing")
                        .doesNotContain("VodModule"));

        b.process = b.start();
        await(60, b::standsBy);
        a.process.terminate();
        assertThat(a.process.awaitExit(30)).isEqualTo(143);
        assertThatAnotherTakesOver(Instant.now());

        List<String> all = nodes.stream().flatMap(node -> node.ids.stream()).toList();
        await(120, () -> deleted() == all.size());
        await(30, () -> idsOf(outcomes().success()).containsAll(all)); // some come twice
        Invariants invariants = new Invariants(
                simulator.recorder().calls(), simulator.recorder().deletions(), outcomes());
        invariants.check(all);
        assertThat(invariants.sentAgain()).isLessThanOrEqualTo(4 * CONCURRENCY * 10);
        assertThatNoIdWasOnTheWireTwiceAtOnce();
    }

    private Node node(String name, int number) throws IOException {
        Node node = new Node(name, number);
        nodes.add(node);
        return node;
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

    private static void await(int seconds, Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(seconds))
                .pollInterval(Duration.ofMillis(100))
                .until(condition);
    }
}
