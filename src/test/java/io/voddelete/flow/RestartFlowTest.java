package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.voddelete.VodDeleteRoutes;
import io.voddelete.camel.VodModule;
import io.voddelete.kit.Invariants;
import io.voddelete.kit.OutcomeFiles;
import io.voddelete.kit.SampleIds;
import io.voddelete.settings.Settings;
import io.voddelete.settings.SettingsException;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import io.voddelete.support.RootCause;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A host that stops its Camel context and starts the same one again. */
@Timeout(180)
class RestartFlowTest {
    private static final int ROUNDS = 10;

    @TempDir
    Path directory;

    private final CamelContext context = new DefaultCamelContext();
    private final Properties host = new Properties();
    private VodSimulator simulator;

    @BeforeEach
    void startSimulator() throws Exception {
        simulator = VodSimulator.start(
                SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0));
        host.putAll(Map.of(
                "vod.embedded",
                "true",
                "vod.endpoint",
                simulator.endpoint().toString(),
                "vod.project-id",
                SimulatorOptions.PROJECT_ID,
                "vod.access-key",
                SimulatorOptions.ACCESS_KEY,
                "vod.secret-key",
                SimulatorOptions.SECRET_KEY,
                "vod.data-directory",
                data().toString(),
                "vod.intake.file.min-age",
                "50ms",
                "vod.batch.quiet-period",
                "50ms"));
        context.disableJMX(); // that of Camel 4.22 keeps the processors of every earlier start, whoever they belong to
        context.getShutdownStrategy().setTimeout(10);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:of-host").routeId("of-host").setBody(constant("its own"));
            }
        });
    }

    @AfterEach
    void stopAll() {
        context.stop();
        simulator.close();
    }

    @Test
    void eachStartInstallsTheModuleAnewAndEachStopLeavesNothingBehind() throws Exception {
        context.getPropertiesComponent().setInitialProperties(host);
        OutcomeFiles outcomes = new OutcomeFiles(data());
        List<String> all = new ArrayList<>();
        List<WeakReference<VodModule>> modules = new ArrayList<>();
        List<Integer> listeners = new ArrayList<>();
        for (int round = 1; round <= ROUNDS; round++) {
            context.start();
            modules.add(new WeakReference<>(context.hasService(VodModule.class)));
            List<String> ids = SampleIds.random(round, 12);
            all.addAll(ids);
            drop("list" + round + ".txt", ids);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> outcomes.success().size() == all.size());
            assertThat(context.createProducerTemplate().requestBody("direct:of-host", "", String.class))
                    .isEqualTo("its own");
            listeners.add(listeners());
            context.stop();

            assertThat(filesInUse()).as("round %s", round).isEmpty();
            // a thread that was told to end needs a moment
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(threads()).isEmpty());
        }

        new Invariants(simulator.recorder(), outcomes).check(all);
        assertThat(listeners.subList(1, ROUNDS)).containsOnly(listeners.get(1));
        // Camel keeps the routes of the last start, with their beans, until the next one
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            System.gc();
            assertThat(modules.subList(0, ROUNDS - 1))
                    .allSatisfy(module -> assertThat(module.get()).isNull());
        });
    }

    @Test
    void aStartAfterTheStopReadsTheSettingsAnew() throws Exception {
        context.getPropertiesComponent().setInitialProperties(host);
        context.start();
        context.stop();
        host.setProperty("vod.batch.size", "3");
        host.setProperty("vod.sender.enabled", "false");
        context.getPropertiesComponent().setInitialProperties(host);

        context.start();

        assertThat(context.resolvePropertyPlaceholders("{{vod.batch.size}}")).isEqualTo("3");
        assertThat(context.getRouteController()
                        .getRouteStatus("vod-claim-pending")
                        .isStarted())
                .isFalse();
        assertThat(context.getRoutes())
                .filteredOn(route -> route.getRouteId().equals("vod-accept-ids"))
                .hasSize(1);
    }

    /** Its beans have ended with the context; what Camel would say is which bean it does not find. */
    @Test
    void whatWasInstalledByHandIsToBeInstalledBeforeEachStart() throws Exception {
        host.setProperty("vod.embedded", "false");
        install();
        loadRoutes();
        context.start();
        context.stop();

        Throwable fault = RootCause.innermost(catchThrowable(context::start));

        assertThat(fault).isInstanceOf(SettingsException.class).hasMessageContaining("VodDeleteRoutes.install");
        context.stop();
        install();
        context.start();
        List<String> ids = SampleIds.random(1, 12);
        drop("list.txt", ids);
        OutcomeFiles outcomes = new OutcomeFiles(data());
        await().atMost(Duration.ofSeconds(30)).until(() -> outcomes.success().size() == ids.size());
    }

    private void install() throws Exception {
        context.getPropertiesComponent().setInitialProperties(host);
        VodDeleteRoutes.install(context, Settings.load(List.of(), Map.of(), host));
    }

    private void loadRoutes() throws Exception {
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(Stream.of(VodDeleteRoutes.ROUTES.split(","))
                        .map(PluginHelper.getResourceLoader(context)::resolveResource)
                        .toList());
    }

    private int listeners() {
        HealthCheckRegistry checks = HealthCheckRegistry.get(context);
        return context.getLifecycleStrategies().size()
                + context.getRoutePolicyFactories().size()
                + context.getCamelContextExtension().getInterceptStrategies().size()
                + context.getPropertiesComponent().getPropertiesSources().size()
                + (int) checks.stream()
                        .map(HealthCheck::getId)
                        .filter(id -> id.startsWith("vod-"))
                        .count()
                + context.getRoutes().size();
    }

    private static List<String> threads() {
        return Stream.of(ManagementFactory.getThreadMXBean().dumpAllThreads(false, false))
                .map(thread -> thread.getThreadName())
                .filter(name -> name.startsWith("vod-") && !name.startsWith("vod-simulator"))
                .toList();
    }

    /** Where the system tells; elsewhere none. */
    private List<Path> filesInUse() throws IOException {
        Path open = Path.of("/proc/self/fd");
        if (!Files.isDirectory(open)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(open)) {
            return all.map(RestartFlowTest::target)
                    .filter(file -> file.startsWith(data()))
                    .toList();
        }
    }

    private static Path target(Path link) {
        try {
            return Files.readSymbolicLink(link);
        } catch (IOException e) {
            return link; // closed meanwhile
        }
    }

    private void drop(String name, List<String> ids) throws Exception {
        Path inbox = data().resolve("inbox");
        Path half = Files.write(inbox.resolve("." + name + ".tmp"), ids);
        Files.move(half, inbox.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path data() {
        return directory.resolve("data");
    }
}
