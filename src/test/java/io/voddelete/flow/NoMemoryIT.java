package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.kit.Counters;
import io.voddelete.kit.HeapEater;
import io.voddelete.kit.Invariants;
import io.voddelete.kit.ModuleProcess;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.WebhookCaller;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No memory, in each kind of thread: the process ends at once, and the next one finishes with one outcome an id. */
class NoMemoryIT {
    private static final int STATUS = 3;

    @TempDir
    Path directory;

    private final List<String> ids = SampleIds.random(20261130L, 120);
    private final Map<String, String> settings = new HashMap<>();
    private Path jar;

    /** The jar, and beside it what takes the memory. */
    @BeforeEach
    void prepare() throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.put(Attributes.Name.MAIN_CLASS, "io.voddelete.Application");
        main.put(
                Attributes.Name.CLASS_PATH,
                ModuleProcess.JAR.toUri() + " "
                        + Path.of("target", "test-classes").toAbsolutePath().toUri());
        jar = directory.resolve("with-eater.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            out.finish();
        }
        Files.createDirectories(directory.resolve("config"));
        Files.writeString(
                directory.resolve("config/application.properties"),
                "camel.beans.eater=#class:" + HeapEater.class.getName() + "\n");
        settings.put("vod.batch.quiet-period", "200ms");
        settings.put("vod.intake.file.min-age", "200ms");
        settings.put("vod.http.port", "0");
        settings.put("vod.status.enabled", "true");
    }

    @ParameterizedTest
    @CsvSource({
        "claim-due-ids, here",
        "accept-chunk, here",
        "sign-info, here",
        "call-vod-api, here",
        "sign-delete, here",
        "note-delivery, here",
        "sign-delete, thread",
        "sign-delete, event-loop",
        "begin-call, everywhere",
    })
    void theProcessEndsAndTheNextOneFinishes(String step, String way) {
        try (VodSimulator simulator = start()) {
            try (ModuleProcess module = start(step, way)) {
                module.drop("ids.txt", ids);
                assertThat(module.awaitExit(90)).isEqualTo(STATUS);
                assertThat(module.log()).contains("ERROR ProcessEnd", "OutOfMemoryError");
            }
            finish(simulator, step, way);
        }
    }

    @Test
    void inAThreadThatServesARequestToo() {
        settings.put("vod.intake.webhook.enabled", "true");
        settings.put("vod.intake.webhook.secret-key", WebhookCaller.SECRET);
        try (VodSimulator simulator = start()) {
            try (ModuleProcess module = start("read-request", "here")) {
                await(60, () -> module.log().contains("HTTP server listens on 127.0.0.1, port "));
                await(60, () -> module.log().contains("Routes startup"));
                String port =
                        module.log().replaceFirst("(?s).*HTTP server listens on 127.0.0.1, port ([0-9]+).*", "$1");
                WebhookCaller caller = new WebhookCaller("http://127.0.0.1:" + port + "/vod/submissions");
                assertThatThrownBy(() -> caller.send("msg_1", WebhookCaller.json(ids)))
                        .isInstanceOf(UncheckedIOException.class);
                assertThat(module.awaitExit(60)).isEqualTo(STATUS);
            }
            try (ModuleProcess module = start("none", "here")) {
                module.drop("ids.txt", ids); // whoever was not answered sends it again
                finish(simulator, module);
            }
        }
    }

    @Test
    void aStackThatIsTooDeepEndsNothing() {
        try (VodSimulator simulator = start();
                ModuleProcess module = start("sign-delete", "stack")) {
            module.drop("ids.txt", ids);
            finish(simulator, module);
            assertThat(directory.resolve(HeapEater.MARK)).exists();
            assertThat(module.log()).contains("StackOverflowError").doesNotContain("ProcessEnd");
            module.terminate();
            assertThat(module.awaitExit(30)).isEqualTo(143);
        }
    }

    private void finish(VodSimulator simulator, String step, String way) {
        try (ModuleProcess module = start(step, way)) {
            finish(simulator, module);
        }
    }

    private void finish(VodSimulator simulator, ModuleProcess module) {
        Path data = directory.resolve("data");
        await(
                120,
                () -> Counters.of(data).settled() == ids.size()
                        && Counters.of(data).unreported() == 0);
        new Invariants(simulator.truth(), module.outcomes()).check(ids);
    }

    private ModuleProcess start(String step, String way) {
        return ModuleProcess.startJar(
                jar, List.of(), directory, settings, "-Xmx64m", "-Deater.step=" + step, "-Deater.way=" + way);
    }

    private VodSimulator start() {
        VodSimulator simulator = VodSimulator.start(
                SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0));
        settings.putAll(ModuleProcess.settingsFor(simulator));
        return simulator;
    }

    private static void await(int seconds, Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(seconds))
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptionsInstanceOf(AssertionError.class)
                .until(condition);
    }
}
