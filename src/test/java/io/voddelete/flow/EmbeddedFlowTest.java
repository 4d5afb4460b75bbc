package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.voddelete.VodDeleteRoutes;
import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.Invariants;
import io.voddelete.kit.OutcomeFiles;
import io.voddelete.kit.SampleIds;
import io.voddelete.settings.Settings;
import io.voddelete.settings.SettingsException;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.spi.PropertiesSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.Scheduler;
import org.quartz.TriggerKey;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.impl.matchers.GroupMatcher;

/** A host application needs the jar on its class path and one property, and no code. */
@Timeout(120)
class EmbeddedFlowTest {
    private static final SimulatorOptions OPTIONS =
            SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);

    private final Properties host = new Properties();
    private final List<String> ids = SampleIds.random(19, 12);
    private final CamelContext context = context("host");
    private VodSimulator simulator;

    @TempDir
    Path directory;

    @BeforeEach
    void startSimulator() throws Exception {
        simulator = VodSimulator.start(OPTIONS);
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
    }

    @AfterEach
    void stopAll() {
        context.stop();
        simulator.close();
    }

    @Test
    void aPlainContextDeletesWithItsOwnRoutesBesideAndNoSecretInItsLog() throws Exception {
        try (CapturedLog log = CapturedLog.everything()) {
            context.getPropertiesComponent().setInitialProperties(host);
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:of-host").routeId("of-host").setBody(constant("its own"));
                }
            });
            context.start();

            assertThat(context.createProducerTemplate().requestBody("direct:of-host", "", String.class))
                    .isEqualTo("its own");
            assertDeletes();
            assertThat(log.text()).doesNotContain(SimulatorOptions.SECRET_KEY);
        }
    }

    @Test
    void aChangedCopyOfOneFileIsUsedAndTheOthersAreThePackedOnes() throws Exception {
        Path copy =
                Files.createDirectories(directory.resolve("own routes/intake")).resolve("file.camel.yaml");
        String packed = Files.readString(Path.of("routes/intake/file.camel.yaml"));
        Files.writeString(copy, packed.replaceFirst("description: .*", "description: of the host"));
        host.setProperty("vod.routes.directory", directory.resolve("own routes").toString());
        context.getPropertiesComponent().setInitialProperties(host);
        context.start();

        assertThat(context.getRoute("vod-take-in-file").getRouteDescription()).isEqualTo("of the host");
        assertThat(context.getRoute("vod-accept-ids").getSourceLocation()).startsWith("classpath:vod-delete-routes/");
        assertDeletes();
    }

    /** The landed version of which this is a copy had no {@code pipeline/collect}. */
    @Test
    void aCopyOfAnEarlierVersionOfAFileWorksBesideAFileThatIsNewSince() throws Exception {
        Path folder = Files.createDirectories(directory.resolve("own routes/pipeline"));
        Files.copy(
                Path.of("src/test/resources/routes/batch-before-collect.camel.yaml"),
                folder.resolve("batch.camel.yaml"));
        host.setProperty("vod.routes.directory", directory.resolve("own routes").toString());
        context.getPropertiesComponent().setInitialProperties(host);
        context.start();

        assertThat(context.getRoute("vod-collect-claims").getSourceLocation())
                .startsWith("classpath:vod-delete-routes/");
        assertThat(context.getRoute("vod-fill-batch").getSourceLocation()).startsWith("file:");
        assertDeletes();
    }

    @Test
    void aHostWithABeanOfANameOfOursIsToldItsName() {
        context.getPropertiesComponent().setInitialProperties(host);
        context.getRegistry().bind("vodDeleteBatch", new Object());

        assertThat(root(catchThrowable(context::start)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("'vodDeleteBatch'");
    }

    @Test
    void aCamelMainIsMeantByTheNameOfItsContext() throws Exception {
        host.setProperty("vod.embedded", "of-main");
        host.setProperty("camel.main.name", "of-main");
        Path file = directory.resolve("application.properties");
        try (Writer out = Files.newBufferedWriter(file)) {
            host.store(out, null);
        }
        Main main = new Main();
        main.setPropertyPlaceholderLocations("file:" + file);
        main.setShutdownStrategy(new SimpleMainShutdownStrategy());
        main.start();
        try {
            assertDeletes();
        } finally {
            main.stop();
        }
    }

    /** As Spring Boot's: it gives values and lists no keys. */
    @Test
    void propertiesThatCannotBeListedCountAllTheSame() throws Exception {
        context.getPropertiesComponent().addPropertiesSource(source("of-host", host));
        context.start();

        assertDeletes();
    }

    @Test
    void aHostWhoseUnknownPlaceholdersStayAsTheyAreIsNoTrouble() throws Exception {
        context.getPropertiesComponent().setInitialProperties(host);
        ((PropertiesComponent) context.getPropertiesComponent()).setIgnoreMissingProperty(true);
        context.start();

        assertDeletes();
    }

    /** MicroProfile lists VOD_SECRET_KEY as vod.secret.key. */
    @Test
    void aVariableThatTheHostListsWithFullStopsIsNoUnknownSetting() throws Exception {
        host.setProperty("vod.secret.key", "listed");
        context.getPropertiesComponent().setInitialProperties(host);
        try (CapturedLog log = CapturedLog.everythingOf("io.voddelete")) {
            context.start();
            assertThat(log.lines()).noneMatch(line -> line.contains("vod.secret.key"));
        }
        assertDeletes();
    }

    @Test
    void anOptionOfACallerThatTheHostListsWithFullStopsIsThatOption() {
        host.setProperty("vod.callers.cms.ids.per.day", "5");
        context.getPropertiesComponent().setInitialProperties(host);
        assertThat(root(catchThrowable(context::start)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("'vod.callers.cms.ids-per-day'");
    }

    @Test
    void aJarOnTheClassPathDoesNothingByItself() throws Exception {
        host.remove("vod.embedded");
        startAndStop("host");
        host.setProperty("vod.embedded", "false");
        startAndStop("host");
        host.setProperty("vod.embedded", "of-another-context");
        startAndStop("host");
        assertThat(data()).doesNotExist();
    }

    @Test
    void aNameThatIsNotThatOfTheContextIsTold() throws Exception {
        host.setProperty("vod.embedded", "yes");
        try (CapturedLog log = CapturedLog.everythingOf("io.voddelete.camel.EmbeddedPlugin")) {
            startAndStop("host-1");

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("INFO")
                    .contains("'host-1'", "'yes'");
        }
    }

    @Test
    void trueInCapitalsIsTrue() throws Exception {
        host.setProperty("vod.embedded", "TRUE");
        startAndStop("host");
        assertThat(data()).exists();
    }

    @Test
    void aWrongSettingStopsTheStartAndIsNamedOnce() throws Exception {
        host.setProperty("vod.batch.size", "11");
        host.remove("vod.project-id");
        context.getPropertiesComponent().setInitialProperties(host);

        Throwable fault = root(catchThrowable(context::start));

        assertThat(fault)
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("vod.batch.size")
                .hasMessageContaining("vod.project-id")
                .hasMessageNotContainingAny("config/application.properties", "-Dvod");
        assertThat(data()).doesNotExist();
    }

    @Test
    void aKeyThatIsNoSettingIsTold() throws Exception {
        host.setProperty("vod.batch.sizes", "5");
        try (CapturedLog log = CapturedLog.of(Settings.class)) {
            context.getPropertiesComponent().setInitialProperties(host);
            context.start();

            assertThat(log.lines())
                    .filteredOn(line -> line.contains("vod.batch.sizes"))
                    .singleElement()
                    .satisfies(line -> assertThat(line).startsWith("WARN ").contains("vod.batch.size"));
        }
    }

    @Test
    void aQuartzSchedulerOfTheHostRunsTheScheduleAndIsNamed() throws Exception {
        Properties quartz = new Properties();
        quartz.setProperty("org.quartz.scheduler.instanceName", "of-host");
        quartz.setProperty("org.quartz.threadPool.threadCount", "1");
        Scheduler scheduler = new StdSchedulerFactory(quartz).getScheduler();
        host.putAll(Map.of(
                "vod.intake.schedule.enabled",
                "true",
                "vod.intake.schedule.name",
                "nightly",
                "vod.intake.schedule.cron",
                "0 0 3 * * ?",
                "vod.intake.schedule.source-uri",
                "file:" + Files.createDirectory(directory.resolve("lists"))));
        context.getRegistry().bind("schedulerOfHost", scheduler);
        context.getPropertiesComponent().setInitialProperties(host);
        try (CapturedLog log = CapturedLog.everythingOf("io.voddelete")) {
            context.start();

            assertThat(log.lines())
                    .filteredOn(line -> line.contains("'schedulerOfHost'"))
                    .singleElement()
                    .satisfies(line -> assertThat(line).startsWith("INFO ").contains("nightly"));
            assertThat(scheduler.getTriggerKeys(GroupMatcher.anyGroup()))
                    .extracting(TriggerKey::getName)
                    .containsExactly("nightly");
        } finally {
            scheduler.shutdown();
        }
    }

    @Test
    void aSecondInstallationInAContextIsRefused() throws Exception {
        context.getPropertiesComponent().setInitialProperties(host);
        context.start();
        Properties second = new Properties();
        second.putAll(host);
        second.setProperty("vod.data-directory", directory.resolve("second").toString());

        Throwable fault =
                catchThrowable(() -> VodDeleteRoutes.install(context, Settings.load(List.of(), Map.of(), second)));

        assertThat(fault).isInstanceOf(SettingsException.class).hasMessageContaining("'host'");
        assertThat(directory.resolve("second")).doesNotExist();
        assertDeletes();
    }

    @Test
    void whatIsInstalledByHandIsNotInstalledAgain() throws Exception {
        context.getPropertiesComponent().setInitialProperties(host);
        VodDeleteRoutes.install(context, Settings.load(List.of(), Map.of(), host));

        Throwable fault = root(catchThrowable(context::start));

        assertThat(fault).isInstanceOf(SettingsException.class); // its routes are for the host to load
        assertThat(simulator.recorder().calls()).isEmpty();
    }

    private void assertDeletes() throws IOException {
        Path inbox = data().resolve("inbox");
        Path half = Files.write(inbox.resolve(".list.txt.tmp"), ids);
        Files.move(half, inbox.resolve("list.txt"), StandardCopyOption.ATOMIC_MOVE);
        OutcomeFiles outcomes = new OutcomeFiles(data());
        await().atMost(Duration.ofSeconds(60)).until(() -> outcomes.success().size() == ids.size());
        new Invariants(simulator.recorder(), outcomes).check(ids);
    }

    private void startAndStop(String name) throws Exception {
        CamelContext other = context(name);
        other.getPropertiesComponent().setInitialProperties(host);
        try {
            other.start();
        } finally {
            other.stop();
        }
    }

    private static CamelContext context(String name) {
        DefaultCamelContext context = new DefaultCamelContext();
        context.getCamelContextExtension().setName(name);
        context.getShutdownStrategy().setTimeout(10);
        return context;
    }

    private static PropertiesSource source(String name, Properties values) {
        return new PropertiesSource() {
            @Override
            public String getName() {
                return name;
            }

            @Override
            public String getProperty(String key) {
                return values.getProperty(key);
            }
        };
    }

    private static Throwable root(Throwable fault) {
        Throwable root = fault;
        while (root.getCause() != null && !(root instanceof SettingsException)) {
            root = root.getCause();
        }
        return root;
    }

    private Path data() {
        return directory.resolve("data");
    }
}
