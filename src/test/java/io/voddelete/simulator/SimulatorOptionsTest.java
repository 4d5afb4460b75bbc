package io.voddelete.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.simulator.SimulatorOptions.Account;
import io.voddelete.simulator.SimulatorOptions.Conduct;
import io.voddelete.simulator.SimulatorOptions.Faults;
import io.voddelete.simulator.SimulatorOptions.Limits;
import io.voddelete.simulator.SimulatorOptions.Ports;
import java.io.StringReader;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatorOptionsTest {

    @Test
    void defaultsAreTheDocumentedService() {
        SimulatorOptions options = SimulatorOptions.fromProperties(new Properties());

        assertThat(options.ports()).isEqualTo(new Ports(0, 0));
        assertThat(options.limits()).isEqualTo(new Limits(100, 1500, false, false, Duration.ofMinutes(1)));
        assertThat(options.faults()).isEqualTo(new Faults(Duration.ZERO, Duration.ZERO, 0, 0));
        assertThat(options.conduct()).isEqualTo(new Conduct(AnswerForm.CALL, AnswerForm.ITEM, 2, false));
        assertThat(options.account().sessionToken()).isNull();
    }

    @Test
    void everyKeyChangesItsOption() throws Exception {
        SimulatorOptions options = parse("""
                simulator.port=8001
                simulator.truth-port=8002
                simulator.project-id=p
                simulator.access-key=ak
                simulator.secret-key=sk
                simulator.session-token=st
                simulator.deletes-per-minute=1
                simulator.infos-per-minute=2
                simulator.window=sliding
                simulator.retry-after=true
                simulator.latency=10ms-50ms
                simulator.fault-rate=0.25
                simulator.seed=-7
                simulator.not-found=item
                simulator.busy=call
                simulator.busy-looks=5
                simulator.info-refused=true
                other.key=ignored
                """);

        assertThat(options.ports()).isEqualTo(new Ports(8001, 8002));
        assertThat(options.account()).isEqualTo(new Account("p", "ak", "sk", "st"));
        assertThat(options.limits()).isEqualTo(new Limits(1, 2, true, true, Duration.ofMinutes(1)));
        assertThat(options.faults()).isEqualTo(new Faults(Duration.ofMillis(10), Duration.ofMillis(50), 0.25, -7));
        assertThat(options.conduct()).isEqualTo(new Conduct(AnswerForm.ITEM, AnswerForm.CALL, 5, true));
    }

    @Test
    void oneLatencyIsBothBoundsAndAnEmptyTokenIsNone() throws Exception {
        SimulatorOptions options = parse("simulator.latency=20ms\nsimulator.session-token=\n");

        assertThat(options.faults()).isEqualTo(new Faults(Duration.ofMillis(20), Duration.ofMillis(20), 0, 0));
        assertThat(options.account().sessionToken()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            simulator.port=65536             | 0 (any free port) to 65535
            simulator.truth-port=x           | 0 (any free port) to 65535
            simulator.project-id=            | not blank
            simulator.deletes-per-minute=-1  | a whole number from 0
            simulator.window=open            | fixed or sliding
            simulator.latency=20             | 10ms-50ms
            simulator.latency=50ms-10ms      | 10ms-50ms
            simulator.fault-rate=1.1         | from 0 to 1
            simulator.fault-rate=NaN         | from 0 to 1
            simulator.seed=0.5               | a whole number
            simulator.not-found=maybe        | call or item
            simulator.busy-looks=-1          | a whole number from 0
            simulator.info-refused=yes       | true or false
            """)
    void aBadValueIsNamedWithWhatIsLegal(String line, String legal) {
        assertThatIllegalArgumentException().isThrownBy(() -> parse(line)).withMessageContainingAll(line, legal);
    }

    @Test
    void anUnknownKeyIsNamedWithTheLegalOnes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("simulator.ports=1"))
                .withMessageContainingAll("simulator.ports:", "simulator.port,", "simulator.window");
    }

    @ParameterizedTest
    @ValueSource(strings = {"simulator.secret-key", "simulator.access-key"})
    void aKeyThatIsMissingIsNamed(String key) {
        assertThatIllegalArgumentException().isThrownBy(() -> parse(key + "= ")).withMessageStartingWith(key + ":");
    }

    @Test
    void aCopyLeavesTheOriginalAlone() {
        SimulatorOptions original = SimulatorOptions.defaults();

        assertThat(original.withPort(8001).ports().api()).isEqualTo(8001);
        assertThat(original.ports().api()).isZero();
        assertThatThrownBy(() -> original.withClock(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void theSecretKeyIsNotPrinted() {
        assertThat(new Account("p", "ak", "sesame", "open").toString()).doesNotContain("sesame", "open");
    }

    private static SimulatorOptions parse(String lines) throws Exception {
        Properties properties = new Properties();
        properties.load(new StringReader(lines));
        return SimulatorOptions.fromProperties(properties);
    }
}
