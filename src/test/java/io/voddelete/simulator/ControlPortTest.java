package io.voddelete.simulator;

import static io.voddelete.simulator.SigningClient.send;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes wrong, changed over HTTP while the simulator runs. */
class ControlPortTest {
    private final VodSimulator simulator =
            VodSimulator.start(SimulatorOptions.defaults().withFaults("error=VOD.10120"));
    private final SigningClient client = new SigningClient(simulator);
    private final URI faults = simulator.controlEndpoint().resolve("/faults");
    private final URI limits = simulator.controlEndpoint().resolve("/limits");

    @AfterEach
    void close() {
        simulator.close();
    }

    @Test
    void faultsAreReadReplacedAndRemoved() {
        assertThat(client.delete("a").statusCode()).isEqualTo(403);
        assertThat(SigningClient.get(faults).body())
                .startsWith("error=VOD.10120  # applied: 1\n# always: unknown,ids=00000000404  # applied: 0\n");

        var put = send("PUT", faults, "# now\npage=502,times=1\ncut,rate=0.5\n");
        assertThat(put.statusCode()).isEqualTo(200);
        assertThat(put.body())
                .startsWith("page=502,times=1  # applied: 0\n# always: ")
                .endsWith("\ncut,rate=0.5  # applied: 0\n");
        assertThat(client.delete("a").statusCode()).isEqualTo(502);
        String read = SigningClient.get(faults).body();
        assertThat(read).contains("page=502,times=1  # applied: 1\n");
        assertThat(send("PUT", faults, read).body()).isEqualTo(put.body());

        assertThat(send("DELETE", faults, "").body()).startsWith("# always: ").doesNotContain("cut");
        assertThat(client.delete("a").statusCode()).isEqualTo(200);
    }

    @Test
    void aBadRuleIsToldAndChangesNothing() {
        String before = simulator.faults();

        var answer = send("PUT", faults, "gone,ids=a\ngnoe,ids=b");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("gnoe,ids=b: ", "unknown, gone");
        assertThat(simulator.faults()).isEqualTo(before);
        assertThat(send("PUT", faults, "#".repeat(70_000)).statusCode()).isEqualTo(400);
        assertThat(simulator.faults()).isEqualTo(before);
    }

    @Test
    void limitsAreReadAndReplaced() {
        send("DELETE", faults, "");

        assertThat(send("PUT", limits, "delete=1,tells=nothing").body())
                .isEqualTo("delete=1,others=0,window=fixed,tells=nothing\n"
                        + "info=1500,others=0,window=fixed,tells=limit\n");
        assertThat(SigningClient.get(limits).body()).isEqualTo(simulator.limits());
        assertThat(send("PUT", limits, "delete=x").statusCode()).isEqualTo(400);
        assertThat(send("PUT", limits, "delete=0").statusCode()).isEqualTo(200);
        assertThat(client.delete("a").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"POST, /faults", "DELETE, /limits", "PUT, /summary", "DELETE, /calls", "OPTIONS, /faults", "GET, /other"
    })
    void thereIsNothingElse(String method, String path) {
        assertThat(send(method, simulator.controlEndpoint().resolve(path), "").statusCode())
                .isEqualTo(404);
    }
}
