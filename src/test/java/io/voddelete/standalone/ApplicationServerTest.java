package io.voddelete.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.kit.KeyFile;
import io.voddelete.kit.StatusCaller;
import io.voddelete.kit.WebhookCaller;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.settings.SettingsException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stand-alone form serves at the address that the environment says, and only if there is something to serve. */
@Timeout(60)
class ApplicationServerTest {
    private final Map<String, String> environment = new HashMap<>(Map.of(
            "VOD_ENDPOINT", "http://127.0.0.1:1",
            "VOD_PROJECT_ID", "p1",
            "VOD_ACCESS_KEY", "made-up-access-key",
            "VOD_SECRET_KEY", "made-up-secret-key",
            "VOD_SENDER_ENABLED", "false",
            "VOD_HTTP_HOST", "127.0.0.2",
            "VOD_HTTP_PORT", "0"));

    @TempDir
    Path directory;

    @Test
    void theEnvironmentSaysWhereTheWebhookIsServed() throws Exception {
        environment.put("VOD_INTAKE_WEBHOOK_ENABLED", "true");
        environment.put("VOD_INTAKE_WEBHOOK_SECRET_KEY", WebhookCaller.SECRET);
        Settings settings = settings();
        Application.Running running = new Application.Running(settings, directory.resolve("none.properties"));
        running.start();
        try {
            WebhookCaller caller =
                    new WebhookCaller(ServerInTests.url(running.context(), settings) + "/vod/submissions");
            assertThat(caller.send("msg-1", "[\"" + "a".repeat(32) + "\"]").statusCode())
                    .isEqualTo(202);
            assertThat(caller.send("msg-2", "[" + " ".repeat(1_048_576) + "]").body())
                    .contains("\"status\":413");
            assertThat(running.module().totals().accepted()).isEqualTo(1);
            assertThat(StandaloneHttpServer.router(running.context(), 0).vertx())
                    .isInstanceOf(StandaloneVertx.class);
        } finally {
            running.stop();
        }
    }

    @Test
    void camelsOwnKeysInTheFileDoNotMoveTheServerToWhereStrangersReachIt() throws Exception {
        environment.put("VOD_STATUS_ENABLED", "true");
        Path file = Files.writeString(directory.resolve("application.properties"), """
                camel.server.host=0.0.0.0
                camel.server.port=1
                camel.management.host=0.0.0.0
                camel.management.port=1
                camel.management.enabled=false
                """);
        Settings settings = settings();
        Application.Running running = new Application.Running(settings, file);
        running.start();
        try {
            VertxPlatformHttpServer server =
                    StandaloneHttpServer.router(running.context(), 0).getServer();
            assertThat(server.getHost()).isEqualTo("127.0.0.2");
            StatusCaller caller = new StatusCaller(ServerInTests.url(running.context(), settings));
            assertThat(caller.get("/vod/summary").statusCode()).isEqualTo(200);
            assertThat(caller.get("/observe/health").statusCode()).isEqualTo(200);
            assertThatThrownBy(() -> new Socket("127.0.0.1", server.getPort()).close())
                    .isInstanceOf(ConnectException.class);
        } finally {
            running.stop();
        }
    }

    /** Camel lets them win over everything. */
    @ParameterizedTest
    @CsvSource({"camel.server.host, 0.0.0.0", "camel.server.port, 1", "camel.management.port, 1"})
    void asSystemPropertiesTheyStopTheStart(String key, String value) {
        environment.put("VOD_STATUS_ENABLED", "true");
        System.setProperty(key, value);
        Application.Running running = new Application.Running(settings(), directory.resolve("none.properties"));
        try {
            assertThatThrownBy(running::start)
                    .extracting(fault -> StartFault.message((Throwable) fault))
                    .asString()
                    .contains("overrides vod.http.host or vod.http.port");
        } finally {
            System.clearProperty(key);
            running.stop();
        }
    }

    @Test
    void aServerThatIsSaidToEncryptAndDoesNotStopsTheStart() {
        environment.put("VOD_STATUS_ENABLED", "true");
        environment.put("VOD_HTTP_TLS", "server");
        Application.Running running = new Application.Running(settings(), directory.resolve("none.properties"));
        try {
            assertThatThrownBy(running::start)
                    .extracting(fault -> StartFault.message((Throwable) fault))
                    .asString()
                    .contains("vod.http.tls", "'server'", "camel.ssl.");
        } finally {
            running.stop();
        }
    }

    @Test
    void theServerEncryptsAsTheReferenceSays() throws Exception {
        KeyFile keys = new KeyFile(directory.resolve("server.p12"));
        keys.make("server", "CN=vod", "-ext", "SAN=IP:127.0.0.2");
        environment.put("VOD_STATUS_ENABLED", "true");
        environment.put("VOD_STATUS_TOKEN", StatusCaller.TOKEN);
        environment.put("VOD_HTTP_TLS", "server");
        Path file = Files.writeString(
                directory.resolve("application.properties"), """
                camel.ssl.enabled=true
                camel.ssl.keyStore=file:%s
                camel.ssl.keystorePassword=%s
                camel.server.useGlobalSslContextParameters=true
                """.formatted(keys.file(), keys.password()));
        Settings settings = settings();
        Application.Running running = new Application.Running(settings, file);
        running.start();
        try {
            URI uri = URI.create(ServerInTests.url(running.context(), settings).replace("http:", "https:"));
            HttpClient client = HttpClient.newBuilder()
                    .sslContext(keys.certificateOf("server", directory.resolve("trusted.p12"))
                            .client())
                    .build();
            for (String path : List.of("/vod/summary", "/observe/health")) {
                HttpRequest request = HttpRequest.newBuilder(uri.resolve(path)).build();
                assertThat(client.send(request, BodyHandlers.ofString()).statusCode())
                        .isEqualTo(200);
            }
            HttpRequest wrong = HttpRequest.newBuilder(uri.resolve("/vod/summary"))
                    .header("Authorization", "Bearer wrong")
                    .build();
            assertThat(client.send(wrong, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
        } finally {
            running.stop();
        }
    }

    /** As where Camel has only logged that the server cannot listen. */
    @Test
    void aServerThatDoesNotListenFailsTheStart() throws Exception {
        environment.put("VOD_STATUS_ENABLED", "true");
        CamelContext context = new DefaultCamelContext();
        StandaloneHttpServer.guard(context, settings(), ServerInTests.TIMEOUTS, System::nanoTime);
        try {
            assertThatThrownBy(context::start)
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContainingAll("vod.http.port", "'0'");
        } finally {
            context.stop();
        }
    }

    @Test
    void nothingIsServedAsItComes() throws Exception {
        Application.Running running = new Application.Running(settings(), directory.resolve("none.properties"));
        running.start();
        try {
            assertThat(running.context().getRoute("vod-take-in-request")).isNull();
            assertThat(running.context().hasComponent("platform-http")).isNull();
        } finally {
            running.stop();
        }
    }

    private Settings settings() {
        Properties system = new Properties();
        system.setProperty(
                Setting.DATA_DIRECTORY.key(), directory.resolve("data").toString());
        return Settings.load(List.of(), environment, system);
    }
}
