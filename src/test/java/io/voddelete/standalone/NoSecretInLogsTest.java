package io.voddelete.standalone;

import static io.voddelete.kit.RawServer.answer;
import static io.voddelete.kit.RawServer.saying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.voddelete.camel.CallWire;
import io.voddelete.camel.SigningOnTheWireTest;
import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.RawServer;
import io.voddelete.settings.Settings;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import io.voddelete.vod.Credentials;
import io.voddelete.vod.DeleteResponse;
import io.voddelete.vod.VodResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Neither what this module logs nor what it keeps of a failed call holds a secret. */
@Timeout(60)
class NoSecretInLogsTest {
    private static final String TOKEN = "made-up-session-token-of-a-test";

    private static final List<RawServer.Conduct> FAULTS = List.of(
            saying(answer("401 Unauthorized", "", "{\"error_code\":\"APIGW.0301\"}")),
            saying(answer("500 Oops", "", "not json")),
            connection -> false,
            connection -> {
                connection.setSoLinger(true, 0);
                return false;
            },
            connection -> connection.getInputStream().read() >= 0);

    @Test
    void failingCallsTellNoSecret() throws Exception {
        StringBuilder told = new StringBuilder();
        String signature = null;
        try (CapturedLog log = CapturedLog.everythingOf("io.voddelete");
                CapturedLog camel = CapturedLog.everythingOf("org.apache.camel");
                RawServer server = RawServer.start(connection -> false);
                CallWire wire = new CallWire(
                        server.address(),
                        Duration.ofMillis(500),
                        new Credentials(CallWire.ACCESS_KEY, CallWire.SECRET_KEY, TOKEN))) {
            for (RawServer.Conduct fault : FAULTS) {
                server.conduct(fault);
                Exchange exchange = wire.exchange("a,b", SigningOnTheWireTest.HOSTILE_HEADERS);
                VodResponse answer = CallWire.answer(exchange);
                told.append(answer.fault()).append('\n').append(exchange.getException());
                signature = signature(server.requests().get(server.requests().size() - 1));
            }
            assertThat(server.requests()).hasSize(FAULTS.size());
            told.append(log.text()).append(camel.text());
        }

        assertThat(told)
                .doesNotContain(CallWire.SECRET_KEY)
                .doesNotContain(TOKEN)
                .doesNotContain(signature);
    }

    @Test
    void aWholeRunWithRefusedKeysTellsAndKeepsNoSecret(@TempDir Path directory) throws Exception {
        SimulatorOptions options =
                SimulatorOptions.defaults().withSecretKey("another-key").withSessionToken(TOKEN);
        String told;
        try (CapturedLog log = CapturedLog.everythingOf("io.voddelete");
                VodSimulator simulator = VodSimulator.start(options)) {
            Application.Running running = new Application.Running(settings(simulator, directory), Path.of("none"));
            running.start();
            try {
                Path inbox = Files.createDirectories(directory.resolve("inbox"));
                Files.writeString(inbox.resolve("ids.txt"), "0123456789abcdef0123456789abcdef\n");
                await().until(() -> log.text().contains("Sending is paused"));
            } finally {
                running.stop();
            }
            told = log.text();
        }

        assertThat(told)
                .contains("APIGW.0301")
                .doesNotContain(CallWire.SECRET_KEY)
                .doesNotContain(TOKEN)
                .doesNotContain("Signature=");
        assertThat(filesBelow(directory))
                .isNotEmpty()
                .allSatisfy(content -> assertThat(content)
                        .doesNotContain(CallWire.SECRET_KEY)
                        .doesNotContain(TOKEN)
                        .doesNotContain("Signature="));
    }

    @Test
    void aTokenThatTheGatewayQuotesIsNotRepeated() {
        String body =
                "{\"error_code\":\"APIGW.0301\",\"error_msg\":\"canonicalRequest:DELETE|/v1.0/p/asset/|asset_id=a|"
                        + "host:h|x-sdk-date:20261124T100000Z|x-security-token:" + TOKEN + "||host;x-sdk-date\"}";

        String error = DeleteResponse.read(VodResponse.of(401, body.getBytes(StandardCharsets.UTF_8), null))
                .error()
                .toString();

        assertThat(error).contains("x-security-token:***||host").doesNotContain(TOKEN);
    }

    private static Settings settings(VodSimulator simulator, Path directory) {
        Properties system = new Properties();
        system.setProperty("vod.endpoint", simulator.endpoint().toString());
        system.setProperty("vod.project-id", SimulatorOptions.PROJECT_ID);
        system.setProperty("vod.access-key", SimulatorOptions.ACCESS_KEY);
        system.setProperty("vod.secret-key", CallWire.SECRET_KEY);
        system.setProperty("vod.session-token", TOKEN);
        system.setProperty("vod.data-directory", directory.toString());
        return Settings.load(List.of(), Map.of(), system);
    }

    private static List<String> filesBelow(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            List<String> contents = new ArrayList<>();
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".so"))
                    .toList()) {
                contents.add(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
            return contents;
        }
    }

    private static String signature(String request) {
        Matcher matcher = Pattern.compile("Signature=([0-9a-f]{64})").matcher(request);
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }
}
