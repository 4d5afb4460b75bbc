package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.Invariants;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import io.voddelete.store.Totals;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many DELETE calls ids cost of which some do not exist, where one of them spoils a whole call. Prints figures. */
@Tag("slow")
class CallsPerIdFlowTest {
    /** With preflight one call more is a share that counts. */
    private static final int IDS = 1000;

    @TempDir
    Path directory;

    /**
     * @param asks whether every id is asked about, only those of a spoiled call, or none since it is not permitted
     * @param most DELETE calls relative to full batches of all ids; with preflight, of those that live
     */
    @ParameterizedTest(name = "{0}, {1} % unknown: at most {2}")
    @CsvSource({
        "preflight, 1, 1.02",
        "preflight, 10, 1.02",
        "preflight, 50, 1.02",
        "read-back, 1, 1.2",
        "read-back, 10, 1.8",
        "read-back, 50, 2.1",
        "none, 1, 1.9",
        "none, 10, 7.2",
        "none, 50, 11"
    })
    void callsAreFew(String asks, int percent, double most) throws Exception {
        // drawn one by one: the store sends ids in their order, so that a common beginning would put them into the same
        // calls
        boolean preflight = asks.equals("preflight");
        List<String> ids = SampleIds.random(percent, preflight ? 2 * IDS : IDS);
        SimulatorOptions options = SimulatorOptions.defaults()
                .withDeletesPerMinute(0)
                .withInfosPerMinute(0)
                .withFaults("unknown,form=call,rate=" + percent / 100.0)
                .withInfoRefused(asks.equals("none"));
        Map<String, String> settings =
                Map.of("vod.preflight", String.valueOf(preflight), "vod.batch.quiet-period", "1s");
        try (VodSimulator simulator = VodSimulator.start(options);
                RunningModule module = RunningModule.start(directory, simulator, settings)) {
            module.drop("ids.txt", ids);
            Totals totals = module.awaitEnd(1);

            new Invariants(simulator.recorder(), module.outcomes()).check(ids);
            double batches = (preflight ? totals.deleted() : IDS) / 10.0;
            double calls = simulator.recorder().deleteCalls().size() / batches;
            System.err.printf("CallsPerIdFlowTest: %s, %d %% unknown: %.2f%n", asks, percent, calls);
            assertThat(calls).isLessThanOrEqualTo(most);
        }
    }
}
