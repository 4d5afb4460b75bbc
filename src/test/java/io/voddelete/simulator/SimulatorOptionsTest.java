package io.voddelete.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.simulator.Limit.Tells;
import io.voddelete.simulator.SimulatorOptions.Account;
import io.voddelete.simulator.SimulatorOptions.Forms;
import io.voddelete.simulator.SimulatorOptions.Luck;
import io.voddelete.simulator.SimulatorOptions.Ports;
import java.io.StringReader;
import java.time.Duration;
import java.util.Map;
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
        assertThat(options.limits())
                .isEqualTo(Map.of(
                        CallKind.DELETE, new Limit(100, 0, false, Tells.LIMIT, 60),
                        CallKind.INFO, new Limit(1500, 0, false, Tells.LIMIT, 60)));
        assertThat(options.luck()).isEqualTo(new Luck(Duration.ZERO, Duration.ZERO, 0));
        assertThat(options.forms()).isEqualTo(new Forms(AnswerForm.CALL, AnswerForm.ITEM));
        assertThat(options.faults()).isEmpty();
        assertThat(options.account().sessionToken()).isNull();
    }

    @Test
    void theOldNameOfTheControlPortStillWorks() throws Exception {
        assertThat(parse("simulator.truth-port=8002").ports().control()).isEqualTo(8002);
    }

    @Test
    void everyKeyChangesItsOption() throws Exception {
        SimulatorOptions options = parse("""
                simulator.port=8001
                simulator.control-port=8002
                simulator.project-id=p
                simulator.access-key=ak
                simulator.secret-key=sk
                simulator.session-token=st
                simulator.limits=delete=1,window=sliding,tells=both; info=2,others=1
                simulator.latency=10ms-50ms
                simulator.faults=throttled,rate=0.02; unknown,ids=ab
                simulator.seed=-7
                simulator.not-found=item
                simulator.busy=call
                other.key=ignored
                """);

        assertThat(options.ports()).isEqualTo(new Ports(8001, 8002));
        assertThat(options.account()).isEqualTo(new Account("p", "ak", "sk", "st"));
        assertThat(options.limits())
                .isEqualTo(Map.of(
                        CallKind.DELETE, new Limit(1, 0, true, Tells.BOTH, 60),
                        CallKind.INFO, new Limit(2, 1, false, Tells.LIMIT, 60)));
        assertThat(options.luck()).isEqualTo(new Luck(Duration.ofMillis(10), Duration.ofMillis(50), -7));
        assertThat(options.faults())
                .extracting(FaultRule::text)
                .containsExactly("throttled,rate=0.02", "unknown,ids=ab");
        assertThat(options.forms()).isEqualTo(new Forms(AnswerForm.ITEM, AnswerForm.CALL));
    }

    @Test
    void oneLatencyIsBothBoundsAndAnEmptyTokenIsNone() throws Exception {
        SimulatorOptions options = parse("simulator.latency=20ms\nsimulator.session-token=\n");

        assertThat(options.luck()).isEqualTo(new Luck(Duration.ofMillis(20), Duration.ofMillis(20), 0));
        assertThat(options.account().sessionToken()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            simulator.port=65536             | 0 (any free port) to 65535
            simulator.control-port=x           | 0 (any free port) to 65535
            simulator.project-id=            | not blank
            simulator.limits=delete=-1       | an integer from 0
            simulator.latency=20             | 10ms-50ms
            simulator.latency=50ms-10ms      | 10ms-50ms
            simulator.faults=unknown,rate=2  | a number above 0
            simulator.seed=0.5               | an integer
            simulator.not-found=maybe        | call or item
            """)
    void aBadValueIsNamedWithWhatIsLegal(String line, String legal) {
        assertThatIllegalArgumentException().isThrownBy(() -> parse(line)).withMessageContainingAll(line, legal);
    }

    @Test
    void anUnknownKeyIsNamedWithTheLegalOnes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("simulator.ports=1"))
                .withMessageContainingAll("'simulator.ports'", "simulator.port,", "simulator.faults");
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
