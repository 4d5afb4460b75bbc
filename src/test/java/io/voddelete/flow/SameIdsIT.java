package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voddelete.kit.Counters;
import io.voddelete.kit.DoneFolder;
import io.voddelete.kit.DroppedFile;
import io.voddelete.kit.FreePort;
import io.voddelete.kit.Invariants;
import io.voddelete.kit.ModuleProcess;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.WebhookCaller;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same ids in five files and five requests at the same time, while the jar is killed twice: in the middle of the
 * intake and in the middle of the calls. More of them: {@code -Dsame.ids=10000}.
 */
@Tag("slow")
class SameIdsIT {
    private static final int IDS = Integer.getInteger("same.ids", 2_000);
    private static final int SOURCES = 5;
    private static final int KILLS = 2;
    private static final int CONCURRENCY = 4;

    @TempDir
    Path directory;

    private final long seed = Long.getLong("same.seed", 20261124L);
    private final List<String> ids = SampleIds.random(seed, IDS);

    @Test
    void eachIdIsDeletedByOneCallAndEachSourceGetsItsWholeAnswer() throws Exception {
        SimulatorOptions options = SimulatorOptions.defaults()
                .withDeletesPerMinute(0)
                .withInfosPerMinute(0)
                .withLatency(Duration.ofMillis(5), Duration.ofMillis(60));
        ExecutorService threads = Executors.newFixedThreadPool(SOURCES);
        try (VodSimulator simulator = VodSimulator.start(options)) {
            int port = FreePort.find();
            Map<String, String> settings = settings(simulator, port);
            List<DroppedFile> files = new ArrayList<>();
            ModuleProcess module = ModuleProcess.start(directory, settings);
            try {
                Map<String, List<String>> contents = new HashMap<>();
                for (int source = 0; source < SOURCES; source++) {
                    DroppedFile file = new DroppedFile("list-" + source + ".txt", shuffled(source));
                    files.add(file);
                    contents.put(file.name(), file.lines());
                }
                module.drop(contents);
                WebhookCaller caller = new WebhookCaller("http://127.0.0.1:" + port + "/vod/submissions");
                await(30, () -> Counters.of(directory.resolve("data")).accepted() > 0);
                List<CompletableFuture<JsonNode>> answers = new ArrayList<>();
                for (int source = 0; source < SOURCES; source++) {
                    String id = "msg-" + source;
                    String list = WebhookCaller.json(shuffled(SOURCES + source));
                    answers.add(CompletableFuture.supplyAsync(() -> answer(caller, id, list), threads));
                }

                await(30, () -> Counters.of(directory.resolve("data")).submissions() > 0);
                module = killed(module, settings);
                int first = simulator.recorder().deletedCount();
                await(60, () -> simulator.recorder().deletedCount() >= Math.max(first, IDS / 3));
                module = killed(module, settings);

                Awaitility.await()
                        .atMost(Duration.ofSeconds(120))
                        .pollInterval(Duration.ofMillis(100))
                        .until(
                                () -> Counters.of(directory.resolve("data")),
                                equalTo(new Counters(2 * SOURCES, IDS, 0, IDS, 0)));
                DoneFolder done = new DoneFolder(module.inbox().resolve("done"));
                await(30, () -> done.reports() == SOURCES);

                assertThat(Counters.checked(directory.resolve("data")).accepted())
                        .isEqualTo(IDS);
                long ofFiles = acceptedOfFiles(files, done);
                long ofRequests = 0;
                for (int source = 0; source < SOURCES; source++) {
                    isWhole(answers.get(source).join());
                    String list = WebhookCaller.json(shuffled(SOURCES + source));
                    ofRequests += isWhole(answer(caller, "msg-" + source, list));
                }
                assertThat(ofFiles + ofRequests).as("accepted by all sources").isEqualTo(IDS);

                Invariants invariants = new Invariants(simulator.recorder(), module.outcomes());
                invariants.check(ids);
                assertThat(simulator.recorder().deletedCount()).isEqualTo(IDS);
                int sentAgain = invariants.sentAgain();
                System.err.printf(
                        "SameIdsIT seed %d: %d ids, accepted by files %d, by requests %d; %d calls, %d ids sent again%n",
                        seed,
                        IDS,
                        ofFiles,
                        ofRequests,
                        simulator.recorder().deleteCalls().size(),
                        sentAgain);
                assertThat(sentAgain).isLessThanOrEqualTo(KILLS * CONCURRENCY * 10);
            } finally {
                module.close();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Map<String, String> settings(VodSimulator simulator, int port) {
        Map<String, String> settings = new HashMap<>(ModuleProcess.settingsFor(simulator));
        settings.put("vod.http.port", String.valueOf(port));
        settings.put("vod.intake.webhook.enabled", "true");
        settings.put("vod.intake.webhook.secret-key", WebhookCaller.SECRET);
        settings.put("vod.intake.file.min-age", "100ms");
        settings.put("vod.call.concurrency", String.valueOf(CONCURRENCY));
        settings.put("vod.preflight", "false"); // so that whoever asks asset/info is reading back
        settings.put("vod.batch.quiet-period", "200ms");
        settings.put("vod.retry.delay", "100ms");
        return settings;
    }

    private List<String> shuffled(int source) {
        List<String> shuffled = new ArrayList<>(ids);
        Collections.shuffle(shuffled, new Random(seed + source));
        return shuffled;
    }

    private ModuleProcess killed(ModuleProcess module, Map<String, String> settings) {
        module.kill();
        Counters.checked(directory.resolve("data"));
        return ModuleProcess.start(directory, settings);
    }

    /** Sends the request, each time the same, until it is taken in. */
    private static JsonNode answer(WebhookCaller caller, String id, String list) {
        HttpResponse<String> answer = Awaitility.await()
                .atMost(Duration.ofSeconds(100))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .ignoreException(UncheckedIOException.class)
                .until(() -> caller.send(id, list), came -> came.statusCode() != 503);
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 202);
        try {
            return new ObjectMapper().readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says of each id what became of it; gives the number of accepted ones. */
    private long isWhole(JsonNode answer) {
        long accepted = answer.get("accepted").longValue();
        assertThat(answer.get("rejected")).isEmpty();
        assertThat(answer.get("duplicates")).hasSize(IDS - (int) accepted);
        assertThat(ids)
                .containsAll(Stream.of(answer.get("duplicates"))
                        .flatMap(all -> all.findValuesAsText("asset_id").stream())
                        .toList());
        return accepted;
    }

    private static long acceptedOfFiles(List<DroppedFile> files, DoneFolder done) {
        Map<String, JsonNode> receipts = new HashMap<>();
        done.receipts()
                .values()
                .forEach(receipt -> receipts.put(receipt.get("source").textValue(), receipt));
        Map<String, String> documents = done.documents();
        return files.stream()
                .mapToLong(file -> {
                    JsonNode receipt = receipts.get("file:" + file.name());
                    assertThat(receipt).as("receipt of " + file.name()).isNotNull();
                    return file.check(
                                    receipt, documents.get(receipt.get("report").textValue()))
                            .accepted();
                })
                .sum();
    }

    private static void await(int seconds, Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(seconds))
                .pollInterval(Duration.ofMillis(5))
                .until(condition);
    }
}
