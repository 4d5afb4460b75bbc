package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.kit.Counters;
import io.voddelete.kit.DoneFolder;
import io.voddelete.kit.DroppedFile;
import io.voddelete.kit.DroppedFile.Counts;
import io.voddelete.kit.Invariants;
import io.voddelete.kit.ModuleProcess;
import io.voddelete.kit.OutcomeFiles;
import io.voddelete.kit.SampleIds;
import io.voddelete.simulator.AnswerForm;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jar, killed with SIGKILL at random moments: nothing is lost, contradicted or sent again unasked, and no receipt or
 * report says later what it did not say before.
 */
class KillIT {
    private static final int KILLS = 10;
    private static final int IDS = 10_000;
    private static final int CONCURRENCY = 8;

    /** The ids of the small files that are dropped before each kill; all others are in one large file. */
    private static final List<Integer> SMALL_FILES = List.of(1, 9, 30, 60, 100);

    /** So many lines are too many for a receipt: they are in a file of their own. */
    private static final int MANY = 120;

    @TempDir
    Path directory;

    private final long seed = Long.getLong("kill.seed", 20261124L);
    private final Random random = new Random(seed);
    private final List<DroppedFile> dropped = new ArrayList<>();
    private final Map<String, String> documentsBeforeKills = new TreeMap<>();

    @Test
    void tenKillsOverTenThousandIdsChangeNothing() {
        List<String> ids = mixed();
        SimulatorOptions options = SimulatorOptions.defaults()
                .withDeletesPerMinute(0)
                .withInfosPerMinute(0)
                .withNotFound(AnswerForm.ITEM)
                .withLatency(Duration.ofMillis(5), Duration.ofMillis(60));
        try (VodSimulator simulator = VodSimulator.start(options)) {
            Map<String, String> settings = new HashMap<>(ModuleProcess.settingsFor(simulator));
            settings.put("vod.call.concurrency", String.valueOf(CONCURRENCY));
            settings.put("vod.preflight", "off"); // so that whoever asks asset/info is reading back
            settings.put("vod.batch.quiet-period", "200ms");
            settings.put("vod.retry.delay", "100ms");
            settings.put("vod.retry.busy-delay", "100ms");
            settings.put("vod.intake.file.min-age", "100ms");
            ModuleProcess module = ModuleProcess.start(directory, settings);
            DoneFolder done = new DoneFolder(module.inbox().resolve("done"));
            try {
                Iterator<String> next = ids.iterator();
                List<String> large = take(IDS - KILLS * sum(SMALL_FILES), next);
                drop(module, "all.txt", large);
                for (int kill = 0; kill < KILLS; kill++) {
                    dropSmallFiles(module, kill, next, large);
                    awaitMoment(simulator, module, kill);
                    module.kill();
                    Counters.checked(directory.resolve("data"));
                    done.documents().forEach(documentsBeforeKills::putIfAbsent);
                    module = ModuleProcess.start(directory, settings);
                }
                await(Duration.ofSeconds(120), () -> {
                    Counters counters = Counters.of(directory.resolve("data"));
                    return counters.settled() == IDS && counters.unreported() == 0;
                });
                await(Duration.ofSeconds(30), () -> done.reports() == dropped.size());
                Invariants invariants = new Invariants(simulator.truth(), module.outcomes());
                invariants.check(ids);
                int sentAgain = invariants.sentAgain();
                System.err.printf(
                        "KillIT seed %d: %d kills, %d calls, %d ids sent again, mean batch %.2f, %d documents before kills%n",
                        seed,
                        KILLS,
                        simulator.truth().deleteCalls().size(),
                        sentAgain,
                        invariants.meanBatch(),
                        documentsBeforeKills.size());
                assertThat(sentAgain).isLessThanOrEqualTo(KILLS * CONCURRENCY * 10);
                assertThat(module.outcomes().failure()).hasSizeGreaterThan(50);
                checkDocuments(done, module.outcomes());
            } finally {
                module.close();
            }
        }
    }

    /** Each file has a receipt and a report that are right, and those that were there before a kill are as they were. */
    private void checkDocuments(DoneFolder done, OutcomeFiles outcomes) {
        Map<String, String> documents = done.documents();
        assertThat(documentsBeforeKills.keySet())
                .as("before the last kill there were receipts, long lists and reports")
                .anyMatch(name -> name.endsWith(".receipt.json"))
                .anyMatch(name -> name.endsWith(".rejected.jsonl"))
                .anyMatch(name -> name.endsWith(".report.csv"));
        documentsBeforeKills.forEach(
                (name, content) -> assertThat(documents.get(name)).as(name).isEqualTo(content));

        Map<String, JsonNode> receipts = new HashMap<>();
        done.receipts()
                .values()
                .forEach(receipt -> receipts.put(receipt.get("source").textValue(), receipt));
        List<Counts> counts = dropped.stream()
                .map(file -> {
                    JsonNode receipt = receipts.get("file:" + file.name());
                    assertThat(receipt).as("receipt of " + file.name()).isNotNull();
                    return file.check(
                            receipt, documents.get(receipt.get("report").textValue()));
                })
                .toList();
        assertThat(counts.stream().mapToLong(Counts::accepted).sum()).isEqualTo(IDS);
        assertThat(counts.stream().mapToLong(Counts::deleted).sum()).isEqualTo(distinctIds(outcomes.success()));
        assertThat(counts.stream().mapToLong(Counts::failed).sum()).isEqualTo(distinctIds(outcomes.failure()));

        long longLists = documents.keySet().stream()
                .filter(name -> name.endsWith(".jsonl"))
                .count();
        assertThat(longLists).as("long lists").isEqualTo(2 * KILLS);
        assertThat(done.names())
                .as("a file, its receipt and its report, the long lists and nothing half-written")
                .hasSize(3 * dropped.size() + 2 * KILLS)
                .noneMatch(name -> name.startsWith(".") || name.endsWith(".tmp"));
    }

    private static long distinctIds(List<JsonNode> outcomes) {
        return outcomes.stream()
                .map(outcome -> outcome.get("asset_id").textValue())
                .distinct()
                .count();
    }

    /** Some small files, of which each third one has lines that are no id, and the largest also many duplicates. */
    private void dropSmallFiles(ModuleProcess module, int kill, Iterator<String> next, List<String> large) {
        for (int size : SMALL_FILES) {
            List<String> lines = new ArrayList<>(take(size, next));
            if (size == 30) {
                lines.addAll(noIds(MANY));
            } else if (size == 60) {
                lines.addAll(noIds(3));
                lines.addAll(living(large, 3, kill));
            } else if (size == 100) {
                lines.addAll(living(large, MANY, kill));
            }
            drop(module, "small-%d-%d.txt".formatted(kill, size), lines);
        }
    }

    private void drop(ModuleProcess module, String name, List<String> lines) {
        dropped.add(new DroppedFile(name, List.copyOf(lines)));
        module.drop(name, lines);
    }

    private static List<String> noIds(int count) {
        return IntStream.range(0, count).mapToObj(i -> "no-id-" + i).toList();
    }

    /** Ids that will be DELETED: a FAILED one would be accepted again. */
    private static List<String> living(List<String> ids, int count, int kill) {
        return ids.stream()
                .filter(id -> !SampleIds.isFated(id))
                .skip((long) kill * MANY)
                .limit(count)
                .toList();
    }

    private static List<String> take(int count, Iterator<String> next) {
        return Stream.generate(next::next).limit(count).toList();
    }

    private static int sum(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).sum();
    }

    /** Mostly living ids, and some of every other fate, so that FAILED is said as well. */
    private List<String> mixed() {
        List<String> fated = Stream.of(
                        SampleIds.fated(404, 60),
                        SampleIds.fated(410, 30),
                        SampleIds.fated(423, 10),
                        SampleIds.fated(403, 4),
                        SampleIds.fated(502, 4))
                .flatMap(List::stream)
                .toList();
        List<String> ids = new ArrayList<>(SampleIds.random(seed, IDS - fated.size()));
        ids.addAll(fated);
        Collections.shuffle(ids, random);
        return ids;
    }

    /** Some kills come at a time after the start (start-up, intake), the others in the middle of sending. */
    private void awaitMoment(VodSimulator simulator, ModuleProcess module, int kill) {
        if (kill % 3 == 0) {
            Duration time = Duration.ofMillis(300 + random.nextInt(2700));
            Awaitility.await().pollDelay(time).atMost(time.plusSeconds(5)).until(module::isAlive);
            return;
        }
        long target = Math.min(IDS - 400, simulator.truth().deletedCount() + 100 + random.nextInt(1200));
        await(Duration.ofSeconds(120), () -> simulator.truth().deletedCount() >= target);
    }

    private static void await(Duration longest, Callable<Boolean> condition) {
        Awaitility.await().atMost(longest).pollInterval(Duration.ofMillis(20)).until(condition);
    }
}
