package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.Invariants;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.ShiftedClock;
import io.voddelete.simulator.SeenCall;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys that change in their files while ids are deleted. */
class KeyRotationFlowTest {
    private static final String OLD = SimulatorOptions.ACCESS_KEY + " " + SimulatorOptions.SECRET_KEY;
    private static final String IN_USE = "Secrets changed: ";
    private static final String NEW_KEY = "MADEUPNEWACCESSKEY01";
    private static final String NEW_SECRET = "another-made-up-secret-key-of-a-test";

    private final ShiftedClock clock = new ShiftedClock();
    private final SimulatorOptions options = SimulatorOptions.defaults()
            .withDeletesPerMinute(0)
            .withInfosPerMinute(0)
            .withLatency(Duration.ofMillis(1), Duration.ofMillis(3))
            .withClock(clock);

    @TempDir
    Path directory;

    private Path secrets;

    @BeforeEach
    void writeTheFirstSet() throws Exception {
        secrets = Files.createDirectories(directory.resolve("secrets"));
        mount("first", SimulatorOptions.ACCESS_KEY, SimulatorOptions.SECRET_KEY, null);
    }

    @Test
    void tenThousandIdsSurviveAChangeOfKeysWhoseOldOnesAreDisabledAfterwards() throws Exception {
        List<String> ids = SampleIds.random(71, 10_000);
        try (VodSimulator simulator = VodSimulator.start(options);
                CapturedLog log = CapturedLog.everythingOf("io.voddelete");
                RunningModule module = start(simulator, false)) {
            module.drop("many.txt", ids);
            await(() -> module.totals().deleted() >= 1000);
            assertThat(simulator.recorder().calls())
                    .as("signed by the old keys")
                    .allMatch(KeyRotationFlowTest::isAccepted);
            simulator.faults("delay=200ms"); // the change is to come in the middle of the run
            simulator.keys(OLD + "\n" + NEW_KEY + " " + NEW_SECRET);
            mount("second", NEW_KEY, NEW_SECRET, null);
            await(() -> log.text().contains(IN_USE));
            long before = module.totals().deleted();
            simulator.keys(NEW_KEY + " " + NEW_SECRET);
            simulator.faults("");
            module.awaitEnd(1);

            assertThat(before).as("deleted by calls that the old keys signed").isBetween(1000L, 9000L);
            assertThat(module.totals().deleted()).isEqualTo(10_000);
            assertThat(module.totals().failed()).isZero();
            assertThat(simulator.recorder().deletions().values())
                    .as("every id is deleted by one call")
                    .hasSize(10_000)
                    .containsOnly(1);
            assertThat(module.senderPause()).isEmpty();
            assertThat(log.text()).doesNotContain("Sending is paused", NEW_SECRET, SimulatorOptions.SECRET_KEY);
        }
    }

    @Test
    void temporaryKeysThatExpirePauseTheSenderUntilTheNextOnesAreThere() throws Exception {
        List<String> ids = SampleIds.random(73, 100);
        mount("temporary", SimulatorOptions.ACCESS_KEY, SimulatorOptions.SECRET_KEY, "first-token");
        try (VodSimulator simulator = VodSimulator.start(options);
                CapturedLog log = CapturedLog.everythingOf("io.voddelete");
                RunningModule module = start(simulator, true)) {
            simulator.keys(OLD + " first-token 0ms");
            module.drop("ids.txt", ids);
            await(() -> module.senderPause().isPresent());
            assertThat(module.senderPause().orElseThrow().code()).isEqualTo("IAM.1108");
            int before = simulator.recorder().calls().size();

            simulator.keys(NEW_KEY + " " + NEW_SECRET + " second-token");
            mount("next", NEW_KEY, NEW_SECRET, "second-token");
            awaitUse(log);
            module.awaitEnd(1);

            new Invariants(simulator.recorder(), module.outcomes()).check(ids);
            assertThat(module.totals().deleted()).isEqualTo(100);
            assertThat(before).isLessThanOrEqualTo(2);
            assertThat(simulator.recorder().calls().get(before).errorCode()).isEmpty();
        }
    }

    @Test
    void aSetThatIsHalfWrittenIsNotUsed() throws Exception {
        try (VodSimulator simulator = VodSimulator.start(options);
                CapturedLog log = CapturedLog.everythingOf("io.voddelete");
                RunningModule module = start(simulator, false)) {
            simulator.keys(OLD + "\n" + NEW_KEY + " " + NEW_SECRET);
            Files.writeString(secrets.resolve("secret-key"), NEW_SECRET);
            await(() -> {
                clock.advance(Duration.ofMillis(100));
                return log.text().contains("Only some of these secret files changed");
            });
            deleteTen(module, 74, 1);
            Files.delete(secrets.resolve("access-key"));
            await(() -> log.text().contains("does not exist"));
            deleteTen(module, 75, 2);
            Files.writeString(secrets.resolve("access-key"), NEW_KEY);
            awaitUse(log);
            simulator.keys(NEW_KEY + " " + NEW_SECRET);
            deleteTen(module, 76, 3);

            assertThat(simulator.recorder().calls())
                    .allSatisfy(call -> assertThat(call.errorCode()).isEmpty());
        }
    }

    @Test
    void aWrongSecretKeyIsCorrectedInItsFileAlone() throws Exception {
        Files.writeString(secrets.resolve("secret-key"), "a-wrong-key");
        try (VodSimulator simulator = VodSimulator.start(options);
                CapturedLog log = CapturedLog.everythingOf("io.voddelete");
                RunningModule module = start(simulator, false)) {
            module.drop("ids.txt", SampleIds.random(77, 10));
            await(() -> module.senderPause().isPresent());

            Files.writeString(secrets.resolve("secret-key"), SimulatorOptions.SECRET_KEY);
            awaitUse(log);
            module.awaitEnd(1);

            assertThat(module.totals().deleted()).isEqualTo(10);
            assertThat(simulator.recorder().calls().stream().filter(call -> call.status() == 401))
                    .hasSize(1);
        }
    }

    private static void deleteTen(RunningModule module, int seed, int submissions) {
        module.drop("ids-" + seed + ".txt", SampleIds.random(seed, 10));
        module.awaitEnd(submissions);
        assertThat(module.totals().deleted()).isEqualTo(submissions * 10L);
    }

    /** Changes all files at once, as Kubernetes does: each is a link through one directory link, which is replaced. */
    private void mount(String version, String accessKey, String secretKey, String sessionToken) throws Exception {
        Path data = Files.createDirectories(secrets.resolve("..version-" + version));
        Files.writeString(data.resolve("access-key"), accessKey);
        Files.writeString(data.resolve("secret-key"), secretKey + "\n");
        if (sessionToken != null) {
            Files.writeString(data.resolve("session-token"), sessionToken);
        }
        Path link = Files.createSymbolicLink(secrets.resolve("..data_tmp"), data.getFileName());
        Files.move(
                link, secrets.resolve("..data"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        for (String name : List.of("access-key", "secret-key", "session-token")) {
            if (Files.exists(data.resolve(name)) && !Files.exists(secrets.resolve(name))) {
                Files.createSymbolicLink(secrets.resolve(name), Path.of("..data", name));
            }
        }
    }

    private RunningModule start(VodSimulator simulator, boolean temporary) throws Exception {
        Map<String, String> settings = new HashMap<>();
        settings.put("vod.access-key", "");
        settings.put("vod.secret-key", "");
        settings.put("vod.access-key-file", secrets.resolve("access-key").toString());
        settings.put("vod.secret-key-file", secrets.resolve("secret-key").toString());
        if (temporary) {
            settings.put(
                    "vod.session-token-file", secrets.resolve("session-token").toString());
        }
        settings.put("vod.call.timeout", "2s");
        settings.put("vod.batch.quiet-period", "300ms");
        return RunningModule.start(directory.resolve("data"), simulator, settings, clock);
    }

    /** Lets the quiet time before a change pass; only while no call is in flight, as leases end with it. */
    private void awaitUse(CapturedLog log) {
        await(() -> {
            clock.advance(Duration.ofMillis(100));
            return log.text().contains(IN_USE);
        });
    }

    private static boolean isAccepted(SeenCall call) {
        return call.errorCode().isEmpty();
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(5))
                .until(condition);
    }
}
