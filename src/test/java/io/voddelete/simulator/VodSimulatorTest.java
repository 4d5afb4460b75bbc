package io.voddelete.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VodSimulatorTest {

    @Test
    void aTakenPortNamesItsSettingAndLeavesNothingOpen() throws IOException {
        try (var first = VodSimulator.start(SimulatorOptions.defaults())) {
            int taken = first.endpoint().getPort();
            SimulatorOptions onFreePort = SimulatorOptions.defaults().withPort(freePort());

            assertThatThrownBy(
                            () -> VodSimulator.start(SimulatorOptions.defaults().withPort(taken)))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageStartingWith("simulator.port=" + taken);
            assertThatThrownBy(() -> VodSimulator.start(onFreePort.withControlPort(taken)))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageStartingWith("simulator.control-port=" + taken);
            VodSimulator.start(onFreePort).close();
        }
    }

    @Test
    void parallelCallsForTheSameIdDeleteItOnce() {
        var options = SimulatorOptions.defaults().withDeletesPerMinute(0).withNotFound(AnswerForm.ITEM);
        try (var simulator = VodSimulator.start(options)) {
            var client = new SigningClient(simulator);

            long deleted = IntStream.range(0, 200)
                    .parallel()
                    .mapToObj(i -> client.delete("a" + i % 20))
                    .filter(answer -> answer.body().contains("DELETED"))
                    .count();

            assertThat(deleted).isEqualTo(20);
            assertThat(simulator.recorder().deletions()).hasSize(20).containsEntry("a7", 1);
            assertThat(simulator.recorder().timesSent("a7")).isEqualTo(10);
        }
    }

    @Test
    void theTruthOutlivesTheSimulator() {
        var simulator = VodSimulator.start(SimulatorOptions.defaults());
        new SigningClient(simulator).delete("a");
        simulator.close();
        simulator.close();

        assertThat(simulator.recorder().isDeleted("a")).isTrue();
    }

    @Test
    void escapesWhatItEchoes() {
        assertThat(Json.quote("\"\\\n\u0001\u00e9\ud83d\ude00"))
                .isEqualTo("\"\\\"\\\\\\u000a\\u0001\u00e9\\ud83d\\ude00\"");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
