package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.Invariants;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An Error, not an exception, at any step of the way to VOD gives back what the step held: the sender goes on. */
@Timeout(120)
class ErrorsFlowTest {
    /** More than the calls that may be in flight: one that kept its place would be missed. */
    private static final int ERRORS = 6;

    @TempDir
    Path directory;

    private final AtomicInteger thrown = new AtomicInteger();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vod-begin-call",
                "vod-wait-for-slot",
                "vod-sign-delete",
                "vod-call-delete-assets",
                "vod-call-endpoint",
                "vod-read-answer",
                "vod-settle-results",
                "vod-wait-for-info-slot",
                "vod-sign-info",
                "vod-settle-info"
            })
    void theSenderGoesOn(String step) throws Exception {
        List<String> ids = SampleIds.random(73, 100);
        Map<String, String> settings = Map.of(
                "vod.call.concurrency", "2", "vod.batch.lease", "20s", "vod.call.timeout", "2s", "vod.batch.size", "5");
        try (VodSimulator simulator = VodSimulator.start(
                        SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0));
                RunningModule module =
                        RunningModule.startIn(context -> failAfter(context, step), directory, simulator, settings)) {
            module.drop("a.txt", ids);

            assertThat(module.awaitEnd(1).deleted()).isEqualTo(100);
            assertThat(thrown).hasValueGreaterThanOrEqualTo(ERRORS);
            new Invariants(simulator.recorder(), module.outcomes()).check(ids);
        }
    }

    /** The step has done its work by then, and what it took is held. */
    private void failAfter(CamelContext context, String step) {
        context.getCamelContextExtension().addInterceptStrategy((camel, node, target, next) -> exchange -> {
            target.process(exchange);
            if (step.equals(node.getId()) && exchange.getException() == null) {
                int count = thrown.incrementAndGet();
                if (count <= ERRORS) {
                    // not caught by Camel, which catches exceptions
                    throw count % 2 == 0 ? new AssertionError("made up") : new StackOverflowError("made up");
                }
            }
        });
    }
}
