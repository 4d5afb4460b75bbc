package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.voddelete.camel.VodModule;
import io.voddelete.kit.OwnNames;
import io.voddelete.kit.RouteFile;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StatusCaller;
import io.voddelete.kit.TokenSettings;
import io.voddelete.kit.WebhookCaller;
import io.voddelete.settings.Settings;
import io.voddelete.settings.SettingsException;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import io.voddelete.standalone.ServerInTests;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.SimpleRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing of ours meets anything of a host: names of ours have a prefix, and where a host has such a name it is told so. */
@Timeout(90)
class NamesFlowTest {
    @TempDir
    Path directory;

    private final Set<String> reached = new ConcurrentSkipListSet<>();
    private VodSimulator simulator;
    private DefaultCamelContext context;
    private VodModule module;

    static Set<String> beans() {
        return OwnNames.beans();
    }

    static Set<String> routes() {
        return OwnNames.routes();
    }

    static Stream<String> endpoints() {
        return OwnNames.endpoints().stream().filter(endpoint -> endpoint.matches("(direct|seda):.*"));
    }

    @BeforeEach
    void prepare() throws Exception {
        simulator = VodSimulator.start(
                SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0));
        context = new DefaultCamelContext();
        context.disableJMX(); // half of the time of a start
        context.getShutdownStrategy().setTimeout(10);
    }

    @AfterEach
    void stop() {
        context.stop();
        simulator.close();
    }

    @Test
    void aHostWithEverythingThatWeHaveUnderTheSameNamesWithoutOurPrefixWorksBesideUs() throws Exception {
        for (String bean : OwnNames.beans()) {
            String name = OwnNames.withoutPrefix(bean);
            context.getRegistry().bind(name, (Processor) exchange -> reached.add("bean " + name));
        }
        Set<String> hosts = new TreeSet<>();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                RouteDefinition steps = from("direct:steps-of-host").routeId("steps-of-host");
                OwnNames.steps().stream()
                        .map(OwnNames::withoutPrefix)
                        .filter(step -> !OwnNames.routes().contains("vod-" + step))
                        .forEach(step -> steps.process(exchange -> {}).id(step));
                OwnNames.routes().stream().map(OwnNames::withoutPrefix).forEach(id -> {
                    from("direct:" + id).routeId(id).process(exchange -> reached.add("direct:" + id));
                    from("seda:" + id).routeId(id + "-queue").process(exchange -> reached.add("seda:" + id));
                    hosts.addAll(List.of("direct:" + id, "seda:" + id));
                });
            }
        });
        context.addRoutes(new RouteConfigurationBuilder() {
            @Override
            public void configuration() {
                OwnNames.configurations().stream()
                        .map(OwnNames::withoutPrefix)
                        .forEach(id -> routeConfiguration(id)
                                .onException(Exception.class)
                                .handled(true)
                                .process(exchange -> reached.add("configuration " + id)));
            }
        });
        install();
        loadRoutes();
        context.start();
        Files.write(Files.createDirectories(directory.resolve("inbox")).resolve("ids.txt"), SampleIds.random(41, 25));
        awaitDeleted(25);

        assertThat(reached).isEmpty();

        ProducerTemplate template = context.createProducerTemplate();
        hosts.forEach(endpoint -> template.sendBody(endpoint, "of the host"));
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> reached.size() >= hosts.size());
        assertThat(reached).isEqualTo(hosts);
        for (String bean : OwnNames.beans()) {
            context.getRegistry()
                    .lookupByNameAndType(OwnNames.withoutPrefix(bean), Processor.class)
                    .process(null);
            assertThat(reached).contains("bean " + OwnNames.withoutPrefix(bean));
        }
        assertThat(module.totals().deleted()).isEqualTo(25);
    }

    @ParameterizedTest
    @MethodSource("beans")
    void aBeanOfTheHostThatHasANameOfOursIsRefused(String name) {
        context.getRegistry().bind(name, new Object());

        assertThat(catchThrowable(this::install))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("'" + name + "'");
    }

    /** As in the registry of Spring, which is asked before ours. */
    @Test
    void aBeanThatWouldWinOverOursIsRefused() {
        SimpleRegistry spring = new SimpleRegistry();
        spring.bind("vodCallerThread", new Object());
        DefaultRegistry registry = new DefaultRegistry((BeanRepository) spring);
        context.getCamelContextExtension().setRegistry(registry);

        assertThat(catchThrowable(this::install))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("'vodCallerThread'");
    }

    @Test
    void aBeanThatTheHostBindsLaterIsRefusedAtTheStart() throws Exception {
        install();
        loadRoutes();
        context.getRegistry().bind("vodReadAnswer", (Processor) exchange -> {});

        assertThat(catchThrowable(context::start))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("'vodReadAnswer'");
    }

    @ParameterizedTest
    @MethodSource("routes")
    void aRouteOfTheHostThatReplacedOneOfOursIsRefused(String id) throws Exception {
        install();
        loadRoutes();
        hostHas(id, "direct:of-host");

        assertThat(catchThrowable(context::start))
                .isInstanceOf(SettingsException.class)
                .hasMessageContainingAll("'" + id + "'", "direct://of-host");
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void aRouteOfTheHostThatTakesFromAnEndpointOfOursIsRefused(String endpoint) throws Exception {
        install();
        loadRoutes();
        hostHas("route-of-host", endpoint);

        assertThat(catchThrowable(context::start))
                .isInstanceOf(SettingsException.class)
                .hasMessageContainingAll("'route-of-host'", endpoint.replace(":", "://"));
    }

    @Test
    void aRouteOfTheHostThatHadANameOfOursBeforeIsNotReplaced() throws Exception {
        hostHas("vod-accept-ids", "direct:of-host");

        assertThat(catchThrowable(() -> {
                    install();
                    loadRoutes();
                    context.start();
                }))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("'vod-accept-ids'");
    }

    private void hostHas(String id, String from) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(from).routeId(id).process(exchange -> reached.add(id));
            }
        });
    }

    private void install() throws Exception {
        Properties properties = new Properties();
        properties.setProperty("vod.endpoint", simulator.endpoint().toString());
        properties.setProperty("vod.project-id", SimulatorOptions.PROJECT_ID);
        properties.setProperty("vod.data-directory", directory.toString());
        properties.setProperty("vod.intake.file.min-age", "1ms");
        properties.setProperty("vod.batch.quiet-period", "50ms");
        properties.setProperty("vod.http.port", "0");
        properties.setProperty("vod.intake.webhook.enabled", "true");
        properties.setProperty("vod.intake.webhook.secret-key", WebhookCaller.SECRET);
        properties.setProperty("vod.status.enabled", "true");
        properties.setProperty("vod.status.token", StatusCaller.TOKEN);
        properties.setProperty("vod.intake.schedule.enabled", "true");
        properties.setProperty("vod.intake.schedule.cron", "0 0 0 1 1 ?");
        properties.setProperty("vod.intake.schedule.source-mode", "poll");
        properties.setProperty(
                "vod.intake.schedule.source-uri", "file:" + Files.createDirectories(directory.resolve("lists")));
        TokenSettings.of(simulator).forEach(properties::setProperty);
        Settings settings = Settings.load(List.of(), Map.of(), properties);
        ServerInTests.addTo(context, settings);
        module = VodModule.install(context, settings);
    }

    private void loadRoutes() throws Exception {
        RouteFile.load(context, RouteFile.all());
    }

    private void awaitDeleted(int ids) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> module.totals().deleted() == ids && module.totals().unreported() == 0);
    }
}
