package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.DeadLetterChannelBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A host that deals with the faults of all its routes in one place; the faults of ours stay ours. */
@Timeout(90)
class HostErrorHandlerFlowTest {
    private static final List<String> IDS = SampleIds.random(33, 12);

    @TempDir
    Path directory;

    private final AtomicInteger attempts = new AtomicInteger();
    private final Queue<String> arrived = new ConcurrentLinkedQueue<>();
    private final Queue<String> dead = new ConcurrentLinkedQueue<>();

    @Test
    void aDeadLetterChannelOfTheWholeContextGetsNoOutcomeThatOurEndpointRefused() throws Exception {
        endpointRefusesThree(context -> context.getCamelContextExtension()
                .setErrorHandlerFactory(new DeadLetterChannelBuilder("direct:dead-of-host")));
    }

    @Test
    void aRouteConfigurationForAllRoutesGetsNoOutcomeThatOurEndpointRefused() throws Exception {
        endpointRefusesThree(context -> context.addRoutesConfigurations(new RouteConfigurationBuilder() {
            @Override
            public void configuration() {
                routeConfiguration()
                        .errorHandler(deadLetterChannel("direct:dead-of-host"))
                        .onException(Exception.class)
                        .handled(true)
                        .to("direct:dead-of-host");
            }
        }));
    }

    /** A step that is repeated for ever would keep its ids, and one of the few consumers, for good. */
    @Test
    void aDeadLetterChannelOfTheWholeContextThatRepeatsForEverRepeatsNoStepOfOurs() throws Exception {
        Set<String> failedOnce = ConcurrentHashMap.newKeySet();
        Queue<String> repeated = new ConcurrentLinkedQueue<>();
        List<String> failing =
                List.of("vod-sign-delete", "vod-settle-info", "vod-mark-reported", "vod-write-next-receipts");
        RunningModule.Host host = context -> {
            context.getCamelContextExtension()
                    .setErrorHandlerFactory(new DeadLetterChannelBuilder("direct:dead-of-host")
                            .maximumRedeliveries(-1)
                            .redeliveryDelay(10));
            context.getCamelContextExtension().addInterceptStrategy((ignored, step, target, next) -> exchange -> {
                if (exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER) != null) {
                    repeated.add(step.getId());
                }
                if (failing.contains(step.getId()) && failedOnce.add(step.getId())) {
                    throw new IOException("a step of ours fails once");
                }
                target.process(exchange);
            });
        };
        try (VodSimulator simulator = VodSimulator.start(
                        SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0));
                RunningModule module =
                        RunningModule.startIn(context -> prepare(context, host), directory, simulator, Map.of())) {
            module.drop("ids.txt", IDS);

            assertThat(module.awaitEnd(1).deleted()).isEqualTo(IDS.size());
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> failedOnce.containsAll(failing));
        }
        assertThat(repeated).isEmpty();
        assertThat(dead).isEmpty();
    }

    private void endpointRefusesThree(RunningModule.Host host) throws Exception {
        try (VodSimulator simulator = VodSimulator.start(
                        SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0));
                RunningModule module = RunningModule.startIn(
                        context -> prepare(context, host),
                        directory,
                        simulator,
                        Map.of("vod.outcome.success-uri", "bean:outcomesOfHost"))) {
            module.drop("ids.txt", IDS);

            assertThat(module.awaitEnd(1).deleted()).isEqualTo(IDS.size());
            assertThat(arrived)
                    .hasSameSizeAs(IDS)
                    .allSatisfy(outcome -> assertThat(IDS).anyMatch(outcome::contains));
            assertThat(dead).isEmpty();
        }
    }

    private void prepare(CamelContext context, RunningModule.Host host) throws Exception {
        context.getRegistry().bind("outcomesOfHost", (Processor) this::refuseThree);
        host.prepare(context);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:dead-of-host")
                        .routeId("dead-of-host")
                        .errorHandler(noErrorHandler())
                        .process(exchange -> dead.add(exchange.getFromRouteId()));
            }
        });
    }

    private void refuseThree(Exchange exchange) throws IOException {
        if (attempts.incrementAndGet() <= 3) {
            throw new IOException("the host's endpoint refuses it");
        }
        arrived.add(exchange.getMessage().getBody(String.class));
    }
}
