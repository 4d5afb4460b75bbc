package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.ShiftedClock;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a readiness probe is told by the health checks of the Camel context. */
class SenderHealthFlowTest {
    @TempDir
    Path directory;

    @Test
    void readinessIsDownWithTheReasonWhileTheSenderIsPausedAndUpBeforeAndAfter() throws Exception {
        ShiftedClock clock = new ShiftedClock();
        SimulatorOptions options = SimulatorOptions.defaults().withClock(clock).withFaults("revoked");
        try (VodSimulator simulator = VodSimulator.start(options);
                RunningModule module = RunningModule.start(directory, simulator, Map.of(), clock)) {
            assertThat(readiness(module.context()).getState()).isEqualTo(HealthCheck.State.UP);

            module.drop("ids.txt", SampleIds.random(23, 10));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> module.senderPause().isPresent());

            HealthCheck.Result down = readiness(module.context());
            assertThat(down.getState()).isEqualTo(HealthCheck.State.DOWN);
            assertThat(down.getMessage())
                    .hasValueSatisfying(message -> assertThat(message)
                            .contains("sending is paused: HTTP 401 APIGW.0301", "What to do: check vod.access-key")
                            .doesNotContain(SimulatorOptions.ACCESS_KEY));
            assertThat(down.getDetails())
                    .containsEntry("cause", "AUTH")
                    .containsEntry("code", "APIGW.0301")
                    .containsKeys("since", "next-try");
            assertThat(HealthCheckHelper.invokeLiveness(module.context()))
                    .noneMatch(result -> result.getCheck().getId().equals("vod-sender"));

            simulator.faults("");
            clock.advance(Duration.ofMinutes(10));
            module.awaitEnd(1);
            assertThat(readiness(module.context()).getState()).isEqualTo(HealthCheck.State.UP);
        }
    }

    private static HealthCheck.Result readiness(CamelContext context) {
        return HealthCheckHelper.invokeReadiness(context).stream()
                .filter(result -> result.getCheck().getId().equals("vod-sender"))
                .findFirst()
                .orElseThrow();
    }
}
