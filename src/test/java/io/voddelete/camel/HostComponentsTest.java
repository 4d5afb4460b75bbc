package io.voddelete.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.voddelete.kit.RawServer;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StatusCaller;
import io.voddelete.kit.WebhookCaller;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.Exchange;
import org.apache.camel.component.http.HttpActivityListener;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.http.LoggingHttpActivityListener;
import org.apache.camel.spi.ExtendedPropertyConfigurerGetter;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Camel gives a component what it finds by type: to those of a host nothing of ours, and what is the host's. */
@Timeout(60)
class HostComponentsTest {
    private static final Map<String, String> ALL = Map.of(
            "vod.status.enabled", "true",
            "vod.status.token", StatusCaller.TOKEN,
            "vod.intake.webhook.enabled", "true",
            "vod.intake.webhook.secret-key", WebhookCaller.SECRET,
            "vod.intake.schedule.enabled", "true",
            "vod.intake.schedule.name", "nightly",
            "vod.intake.schedule.cron", "0 0 3 * * ?");

    @TempDir
    Path directory;

    private final Map<String, String> settings = new TreeMap<>(ALL);

    @Test
    void noComponentOfAHostHasAnythingOfOurs() throws Exception {
        settings.put("vod.intake.schedule.source-uri", "file:" + directory.resolve("lists"));
        try (VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults());
                RunningModule module = RunningModule.start(directory, simulator, settings)) {
            CamelContext host = module.context();
            module.drop("ids.txt", SampleIds.random(1, 10));
            module.awaitEnd(1);
            List.of("http", "https")
                    .forEach(host::getComponent); // the others were made for the routes, and are the host's too

            assertThat(host.getComponentNames()).contains("http", "https", "platform-http", "file", "quartz");
            HttpComponent http = host.getComponent("http", HttpComponent.class);
            assertThat(http.getHttpActivityListener()).isNull();
            assertThat(http.getHttpClientConfigurer()).isNull();
            for (String name : host.getComponentNames()) {
                assertThat(optionsOfOurs(host, name)).as(name).isEmpty();
            }
            for (Class<?> type : List.of(HttpActivityListener.class, HttpClientConfigurer.class, Object.class)) {
                assertThat(host.getRegistry().findByType(type)).noneMatch(HostComponentsTest::isOurs);
                assertThat(host.getRegistry().findByTypeWithName(type).values()).noneMatch(HostComponentsTest::isOurs);
            }
            assertThat(host.getRegistry().findByType(HeaderFilterStrategy.class))
                    .isEmpty();
        }
    }

    @Test
    void aBeanOfTheHostIsTheOnlyOneOfItsType() throws Exception {
        HttpActivityListener listener = new LoggingHttpActivityListener();
        try (VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults());
                RunningModule module = RunningModule.startIn(
                        host -> host.getRegistry().bind("listenerOfHost", listener), directory, simulator, Map.of())) {
            module.drop("ids.txt", SampleIds.random(2, 10));
            module.awaitEnd(1);

            HttpComponent component = module.context().getComponent("http", HttpComponent.class);
            assertThat(component.getHttpActivityListener()).isSameAs(listener);
        }
    }

    /** Each of these options, and the listener, would break calls or show them to the host. */
    @Test
    void whatTheHostSetsOnItsHttpComponentsIsForItsOwnCallsOnly() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        HttpActivityListener listener = new LoggingHttpActivityListener() {
            @Override
            public void onRequestSubmitted(
                    Object source, Exchange exchange, HttpHost host, HttpRequest request, HttpEntity entity) {
                heard.add(host.toHostString());
            }
        };
        try (VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults());
                RawServer silent = RawServer.start(connection -> true);
                RunningModule module = RunningModule.startIn(
                        host -> List.of("http", "https").forEach(name -> strange(host, name, listener)),
                        directory,
                        simulator,
                        Map.of())) {
            module.drop("ids.txt", SampleIds.random(3, 10));
            module.awaitEnd(1);
            assertThat(module.totals().deleted()).isEqualTo(10);
            assertThat(heard).isEmpty();

            Exchange own = module.context()
                    .createProducerTemplate()
                    .request(silent.address().toString(), exchange -> {});

            assertThat(own.getException()).hasMessageContaining("timed out");
            assertThat(heard).containsExactly(silent.address().getAuthority());
        }
    }

    private static void strange(CamelContext host, String name, HttpActivityListener listener) {
        HttpComponent http = host.getComponent(name, HttpComponent.class);
        http.setSkipRequestHeaders(true);
        http.setSkipControlHeaders(true);
        http.setSkipResponseHeaders(true);
        http.setResponseTimeout(50);
        http.setConnectionTimeToLive(0);
        http.setHttpActivityListener(listener);
        http.setHttpClientConfigurer(builder -> builder.addRequestInterceptorFirst((request, entity, context) -> {
            if (request.containsHeader("X-Sdk-Date")) {
                throw new HttpException("a call of somebody else");
            }
        }));
    }

    private static Map<String, Object> optionsOfOurs(CamelContext host, String name) {
        Component component = host.getComponent(name, false, true);
        Map<String, Object> found = new TreeMap<>();
        if (component.getComponentPropertyConfigurer() instanceof ExtendedPropertyConfigurerGetter getter) {
            for (String option : getter.getAllOptions(component).keySet()) {
                Object value = getter.getOptionValue(component, option, true);
                if (isOurs(value)) {
                    found.put(option, value);
                }
            }
        }
        return found;
    }

    /** The server is ours where we are alone, and Camel finds it by its type. */
    private static boolean isOurs(Object value) {
        return value != null && value.getClass().getName().startsWith("io.voddelete.") && !(value instanceof Vertx);
    }
}
