package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.ConnectProxy;
import io.voddelete.kit.FreePort;
import io.voddelete.kit.KeyFile;
import io.voddelete.kit.ModuleProcess;
import io.voddelete.kit.RawServer;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.TlsServer;
import io.voddelete.kit.TokenSettings;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jar behind a company's proxy: VOD has a name that only the proxy can resolve, and a certificate of a private CA that
 * the JVM is told to trust.
 */
@Tag("slow")
@Timeout(120)
class ProxyIT {
    private static final String NAME = "vod.test";
    private static final String USER = "proxy-user";
    private static final String PASSWORD = "made-up-password-of-the-proxy";

    @TempDir
    static Path keyDirectory;

    private static KeyFile keys;
    private static KeyFile trusted;

    @TempDir
    Path directory;

    private final Map<String, String> settings = new HashMap<>();
    private VodSimulator simulator;
    private TlsServer tls;
    private ConnectProxy proxy;

    @BeforeAll
    static void makeKeys() throws Exception {
        keys = new KeyFile(keyDirectory.resolve("keys.p12"));
        keys.make("ca", "CN=Test CA", "-ext", "bc:c");
        keys.make(NAME, "CN=" + NAME, "-signer", "ca", "-ext", "SAN=dns:" + NAME);
        trusted = keys.certificateOf("ca", keyDirectory.resolve("trusted.p12"));
    }

    @BeforeEach
    void open() throws Exception {
        simulator = VodSimulator.start(
                SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0));
        tls = TlsServer.start(keys.server(NAME), simulator.endpoint());
        proxy = ConnectProxy.start();
        settings.putAll(ModuleProcess.settingsFor(URI.create("https://" + NAME + ":" + tls.port())));
        settings.put("vod.batch.quiet-period", "200ms");
        settings.put("vod.retry.delay", "100ms");
        settings.put("vod.retry.delay-max", "500ms");
        settings.put("vod.intake.file.min-age", "100ms");
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        tls.close();
        simulator.close();
    }

    @Test
    void aRunThroughAProxyThatRefusesNowAndThenEndsAsWithoutOne() throws Exception {
        List<String> ids = SampleIds.random(7, 500);
        AtomicInteger asked = new AtomicInteger();
        proxy.admitOnly(USER, PASSWORD);
        useProxy(PASSWORD);
        try (ModuleProcess module = start(Map.of())) {
            module.drop("ids.txt", ids.subList(0, 200));
            awaitDeleted(module, 200);
            proxy.conduct(connection -> RawServer.saying(RawServer.answer(
                            (asked.incrementAndGet() % 2 == 0 ? "503 Full" : "403 Policy"),
                            "",
                            "{\"error_code\":\"APIGW.0301\"}"))
                    .andClose()
                    .answer(connection));
            proxy.cutAll();
            module.drop("more.txt", ids.subList(200, 500));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> asked.get() > 20 && module.log().contains("refused a tunnel"));
            assertThat(simulator.recorder().deletedCount()).isEqualTo(200);
            proxy.open();
            awaitDeleted(module, 500);

            assertThat(module.outcomes().success())
                    .extracting(outcome -> outcome.path("asset_id").asText())
                    .containsExactlyInAnyOrderElementsOf(ids);
            assertThat(simulator.recorder().deletions().keySet()).containsExactlyInAnyOrderElementsOf(ids);
            assertThat(module.outcomes().failure()).isEmpty();
            assertThat(module.log())
                    .contains("go through the proxy " + proxy.address().getAuthority() + " (vod.proxy)")
                    .doesNotContain("Sending is paused")
                    .doesNotContain("check vod.access-key");
        }
        assertNothingIsKeptOf(PASSWORD, basic(USER, PASSWORD));
    }

    @Test
    void aWrongPasswordKeepsAllPendingAndHealthSaysWhatToDo() throws Exception {
        proxy.admitOnly(USER, PASSWORD);
        useProxy("wrong");
        int port = FreePort.find();
        settings.put("vod.status.enabled", "true");
        settings.put("vod.http.port", String.valueOf(port));
        try (ModuleProcess module = start(Map.of())) {
            module.drop("ids.txt", SampleIds.random(7, 30));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> module.log().contains("HTTP 407"));
            String summary = get(port);

            assertThat(summary)
                    .contains("\"pending\":30", "\"failed\":0", "\"state\":\"waiting\"")
                    .contains("the proxy", "HTTP 407", "vod.proxy.password");
            assertThat(module.log()).doesNotContain("Sending is paused", "check vod.access-key");
            assertThat(tls.handshakes()).isZero();
        }
    }

    @Test
    void theProxyOfTheJvmIsUsed() {
        proxy.admitOnly(USER, PASSWORD);
        try (ModuleProcess module = start(
                Map.of(),
                "-Dhttps.proxyHost=127.0.0.1",
                "-Dhttps.proxyPort=" + proxy.address().getPort(),
                "-Dhttps.proxyUser=" + USER,
                "-Dhttps.proxyPassword=" + PASSWORD)) {
            module.drop("ids.txt", SampleIds.random(7, 20));
            awaitDeleted(module, 20);
            assertThat(module.log()).contains("(JVM property https.proxyHost)").doesNotContain(PASSWORD);
        }
    }

    @Test
    void theProxyOfTheEnvironmentIsUsedForIamToo() {
        proxy.admitOnly(USER, PASSWORD);
        settings.putAll(TokenSettings.of(simulator));
        settings.put("vod.iam.endpoint", "https://" + NAME + ":" + tls.port());
        String address =
                "http://" + USER + ":" + PASSWORD + "@" + proxy.address().getAuthority();
        try (ModuleProcess module = start(Map.of("HTTPS_PROXY", address, "NO_PROXY", "internal.test"))) {
            module.drop("ids.txt", SampleIds.random(7, 20));
            awaitDeleted(module, 20);
            assertThat(module.log())
                    .contains("(environment variable HTTPS_PROXY)")
                    .doesNotContain(PASSWORD);
        }
    }

    @Test
    void noLevelTellsThePasswordsOfTheProxyAndOfIamOrAToken() throws Exception {
        proxy.admitOnly(USER, PASSWORD);
        useProxy(PASSWORD);
        settings.putAll(TokenSettings.of(simulator));
        settings.put("vod.iam.endpoint", "https://" + NAME + ":" + tls.port());
        settings.put("log.level", "TRACE");
        try (ModuleProcess module = start(Map.of())) {
            module.drop("ids.txt", SampleIds.random(7, 10));
            awaitDeleted(module, 10);
            module.terminate();
            module.awaitExit(20);

            assertThat(proxy.requests()).anyMatch(head -> head.contains(basic(USER, PASSWORD)));
            assertThat(simulator.tokenStatuses()).containsOnly(201);
            assertThat(module.log()).contains("DEBUG ", "TRACE ");
        }
        // the last is how each token of the simulator begins
        assertNothingIsKeptOf(PASSWORD, basic(USER, PASSWORD), SimulatorOptions.PASSWORD, "MAAAAAAA");
    }

    @Test
    void aProxyOfTheComponentIsSaidNotToBeUsed() throws IOException {
        Path config = Files.createDirectories(directory.resolve("config"));
        Files.writeString(
                config.resolve("application.properties"),
                "camel.component.http.proxyHost=127.0.0.1\ncamel.component.http.proxyPort="
                        + proxy.address().getPort() + "\n");
        try (ModuleProcess module = start(Map.of())) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> module.log().contains("camel.component.http.proxyHost"));
            assertThat(module.log()).contains("go directly: no proxy is set");
        }
    }

    @Test
    void theProxyOfTheHttpsComponentIsUsedIfNoOtherIsSet() throws IOException {
        Path config = Files.createDirectories(directory.resolve("config"));
        Files.writeString(
                config.resolve("application.properties"),
                "camel.component.https.proxyHost=127.0.0.1\ncamel.component.https.proxyPort="
                        + proxy.address().getPort() + "\n");
        try (ModuleProcess module = start(Map.of())) {
            module.drop("ids.txt", SampleIds.random(8, 10));
            awaitDeleted(module, 10);
        }
        assertThat(proxy.requests()).isNotEmpty();
    }

    private void useProxy(String password) {
        settings.put("vod.proxy", proxy.address().toString());
        settings.put("vod.proxy.user", USER);
        settings.put("vod.proxy.password", password);
    }

    private ModuleProcess start(Map<String, String> environment, String... options) {
        return ModuleProcess.start(
                directory,
                settings,
                environment,
                Stream.concat(Stream.of(trusted.trustedByJvm()), Stream.of(options))
                        .toArray(String[]::new));
    }

    private static void awaitDeleted(ModuleProcess module, int count) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> module.outcomes().success().size() >= count);
    }

    private void assertNothingIsKeptOf(String... secrets) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(each -> !each.toString().endsWith(".so"))
                    .toList()) {
                String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                for (String secret : secrets) {
                    // not the whole content: a log of everything is long
                    assertThat(content.lines().filter(line -> line.contains(secret)))
                            .as(file + ": " + secret)
                            .isEmpty();
                }
            }
        }
    }

    private static String basic(String user, String password) {
        return Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static String get(int port) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/vod/summary"))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
