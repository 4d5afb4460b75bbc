package io.voddelete.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CommandLineTest {

    @Test
    void saysWhereItListensAndRunsUntilStopped() throws Exception {
        Process process = start("-Dsimulator.port=0", "-Dsimulator.control-port=0", "-Dsimulator.access-key=MYKEY");
        try (BufferedReader out = process.inputReader()) {
            String first = out.readLine();
            String second = out.readLine();
            String third = out.readLine();

            assertThat(first)
                    .contains("http://127.0.0.1:", "MYKEY", SimulatorOptions.PROJECT_ID, SimulatorOptions.SECRET_KEY);
            assertThat(second).contains("/faults", "/limits");
            for (FaultRule rule : Faults.ALWAYS) {
                assertThat(third).contains("00000000", rule.ids().substring(8));
            }
            URI control = URI.create(second.replaceAll(".*(http://127\\.0\\.0\\.1:\\d+/summary).*", "$1"));
            assertThat(SigningClient.get(control).body()).contains("\"delete_calls\":0");
            assertThat(process.isAlive()).isTrue();
        } finally {
            process.destroy();
        }
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void keepsASecretKeyOfYourOwnToItself() throws Exception {
        Process process = start("-Dsimulator.port=0", "-Dsimulator.control-port=0", "-Dsimulator.secret-key=sesame");
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).contains("VOD simulator at").doesNotContain("sesame", "secret");
        } finally {
            process.destroy();
        }
    }

    @Test
    void aPortInUseIsOneLineAndExitCodeOne() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String setting = "simulator.port=" + taken.getLocalPort();
            Process process = start("-D" + setting, "-Dsimulator.control-port=0");

            assertFails(process, setting);
        }
    }

    @Test
    void aBadSettingIsOneLineAndExitCodeOne() throws Exception {
        assertFails(start("-Dsimulator.faults=bad"), "simulator.faults=bad");
    }

    private static void assertFails(Process process, String message) throws Exception {
        try (BufferedReader err = process.errorReader()) {
            assertThat(err.lines()).singleElement().asString().startsWith(message);
        }
        assertThat(process.waitFor()).isOne();
    }

    private static Process start(String... settings) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(List.of(settings));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), VodSimulator.class.getName()));
        return new ProcessBuilder(command).start();
    }
}
