package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.camel.ForeignMessageException;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.SpringConversion;
import io.voddelete.kit.TokenSettings;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import io.voddelete.store.Totals;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Route;
import org.apache.camel.component.file.GenericFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a host, or whoever writes to a host, sends to the module's internal endpoints, with the conversions of Spring. */
class ForeignMessageFlowTest {
    @TempDir
    Path directory;

    private Path local;
    private VodSimulator simulator;
    private RunningModule module;

    @BeforeEach
    void start() throws Exception {
        local = Files.write(directory.resolve("local.txt"), SampleIds.random(71, 3));
        simulator = VodSimulator.start(
                SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0));
        Files.createDirectory(directory.resolve("lists"));
        Map<String, String> settings = new HashMap<>(TokenSettings.of(simulator));
        settings.put("vod.intake.schedule.enabled", "true");
        settings.put("vod.intake.schedule.cron", "0 0 0 1 1 ?");
        settings.put("vod.intake.schedule.source-uri", "file:" + directory.resolve("lists"));
        module = RunningModule.start(directory.resolve("data"), simulator, settings);
        module.context().getTypeConverterRegistry().addFallbackTypeConverter(new SpringConversion(), true);
    }

    @AfterEach
    void stop() {
        module.close();
        simulator.close();
    }

    @Test
    void noBodyButOurOwnEntersAnInternalRoute() throws Exception {
        List<Route> internal = module.context().getRoutes().stream()
                .filter(route -> route.getEndpoint().getEndpointUri().matches("(direct|seda):.*"))
                .filter(route -> !route.getRouteId().equals("vod-delete"))
                .toList();
        assertThat(internal).hasSize(19);

        assertThat(internal)
                .allSatisfy(route -> assertThat(bodies()).allSatisfy(body -> {
                    Exchange answer = send(route.getEndpoint(), body);
                    assertThat(answer.getException())
                            .isExactlyInstanceOf(ForeignMessageException.class)
                            .hasMessageContaining("'" + route.getRouteId() + "'")
                            .hasMessageNotContaining("local.txt");
                }));

        assertThat(module.totals()).isEqualTo(new Totals(0, 0, 0, 0, 0, 0, 0, 0, 0));
        assertThat(simulator.recorder().calls()).isEmpty();
        assertThat(module.outcomes().failure()).isEmpty();
        assertThat(module.outcomes().rejected()).isEmpty();
        assertThat(local).exists();
    }

    @Test
    void theRefusalNamesWhatWasFoundAndAWayThatIsOpen() {
        Exchange answer = send(module.context().getEndpoint("direct:vod-accept-ids"), local.toString());

        assertThat(answer.getException())
                .hasMessageContainingAll(
                        "java.lang.String", "direct:vod-delete", "vod.intake.file.directory", "webhook");
    }

    /** The conversions are as they are on Spring Boot, else this test could not fail. */
    @Test
    void camelWouldMakeAFileOfIt() {
        Exchange exchange =
                module.context().getEndpoint("direct:vod-accept-ids").createExchange();
        for (Object body : List.of(local.toString(), local, List.of(local.toString()))) {
            assertThat(module.context().getTypeConverter().convertTo(File.class, exchange, body))
                    .isEqualTo(local.toFile());
        }
    }

    private List<Object> bodies() throws Exception {
        byte[] text = local.toString().getBytes(StandardCharsets.UTF_8);
        GenericFile<File> ofAnotherRoute = new GenericFile<>();
        ofAnotherRoute.setFile(local.toFile());
        return Arrays.asList(
                null,
                local.toString(),
                Files.readString(local),
                text,
                new ByteArrayInputStream(text),
                List.of(local.toString()),
                Files.readAllLines(local),
                local,
                local.toFile(),
                ofAnotherRoute,
                Map.of("open", true, "claims", List.of("a"), "polled", false, "run", "x"),
                Date.from(Instant.parse("2100-01-01T00:00:00Z")),
                4_102_444_800_000L,
                List.of(new Object()));
    }

    private Exchange send(Endpoint endpoint, Object body) {
        return module.context()
                .createFluentProducerTemplate()
                .withProcessor(exchange -> {
                    exchange.setPattern(ExchangePattern.InOut);
                    exchange.getMessage().setBody(body);
                    exchange.setVariable("run", body);
                    exchange.setVariable("list", body);
                    exchange.setVariable("outcomes", body);
                    exchange.setProperty("CamelVodTokenCall", body);
                })
                .to(endpoint)
                .send();
    }
}
