package io.voddelete.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.voddelete.kit.ModuleProcess;
import io.voddelete.kit.SampleIds;
import io.voddelete.settings.Setting;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jar with every secret set, in the environment and in the file: it works, and neither prints nor keeps one. */
class NoSecretInLogsIT {
    @TempDir
    Path directory;

    /** @param level TRACE too, as a refused start tells to look there */
    @ParameterizedTest
    @ValueSource(strings = {"INFO", "TRACE"})
    void aJarThatStartsWellTellsAndKeepsNoSecret(String level) throws Exception {
        Map<Setting, String> secrets = secrets();
        assertThat(secrets).containsKeys(Setting.ACCESS_KEY, Setting.SECRET_KEY, Setting.SESSION_TOKEN);
        Files.write(
                Files.createDirectories(directory.resolve("config")).resolve("application.properties"),
                secrets.entrySet().stream()
                        .map(secret -> secret.getKey().key() + "=" + secret.getValue())
                        .toList());
        SimulatorOptions options = SimulatorOptions.defaults()
                .withAccessKey(secrets.get(Setting.ACCESS_KEY))
                .withSecretKey(secrets.get(Setting.SECRET_KEY))
                .withSessionToken(secrets.get(Setting.SESSION_TOKEN));
        Set<String> signed = ConcurrentHashMap.newKeySet();
        HttpServer notified = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        notified.createContext("/", call -> {
            try (call) {
                call.getRequestBody().readAllBytes();
                signed.addAll(call.getRequestHeaders().get("Webhook-Signature"));
                call.sendResponseHeaders(204, -1);
            }
        });
        notified.start();
        String url = "http://127.0.0.1:" + notified.getAddress().getPort();
        try (VodSimulator simulator = VodSimulator.start(options)) {
            Map<String, String> settings = new HashMap<>(ModuleProcess.settingsFor(simulator));
            settings.put("log.level", level);
            settings.put("vod.outcome.kept-uri", url + "/kept"); // what is signed goes to HTTP endpoints
            settings.put("vod.notify.uri", url + "/notices");
            settings.put("vod.proxy.user", "made-up-user"); // belongs to the password
            settings.put("vod.batch.quiet-period", "200ms");
            settings.put("vod.intake.file.min-age", "100ms");
            secrets.forEach((setting, value) -> settings.remove(setting.key()));
            Map<String, String> environment = new HashMap<>();
            secrets.forEach((setting, value) -> environment.put(setting.environmentName(), value));
            try (ModuleProcess module = ModuleProcess.start(directory, settings, environment)) {
                module.drop(
                        "ids.txt",
                        Stream.of(SampleIds.random(33, 10), List.of("no id"))
                                .flatMap(List::stream)
                                .toList());
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> module.outcomes().success().size() == 10 && !signed.isEmpty());
                module.terminate();
                module.awaitExit(20);

                assertThat(module.log()).contains("Routes startup").doesNotContain(secrets.values());
            }
        } finally {
            notified.stop(0);
        }
        assertThat(filesBelow(directory.resolve("data")))
                .containsKeys("outcome/success.jsonl", "outcome/rejected.jsonl", "vod-delete.db")
                .allSatisfy((file, content) -> assertThat(content).doesNotContain(secrets.values()));
    }

    /** Camel prints addresses at DEBUG and TRACE, whole and by their options, in messages and in exceptions. */
    @Test
    void aPasswordInTheAddressOfAnEndpointIsInNoLine() throws Exception {
        Set<String> asked = ConcurrentHashMap.newKeySet();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] list = String.join("\n", SampleIds.random(34, 10)).getBytes(StandardCharsets.US_ASCII);
        server.createContext("/", call -> {
            try (call) {
                call.getRequestBody().readAllBytes();
                asked.add(call.getRequestURI().getPath());
                boolean isList = call.getRequestURI().getPath().equals("/list");
                call.sendResponseHeaders(isList ? 200 : 204, isList ? list.length : -1);
                call.getResponseBody().write(isList ? list : new byte[0]);
            }
        });
        server.start();
        String address = "http://127.0.0.1:" + server.getAddress().getPort();
        String options = "?authMethod=Basic&authUsername=u5er&authPassword=";
        try (VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults())) {
            Map<String, String> settings = new HashMap<>(ModuleProcess.settingsFor(simulator));
            settings.put("log.level", "TRACE");
            settings.put("vod.batch.quiet-period", "200ms");
            settings.put("vod.outcome.success-uri", address + "/success" + options + "fir5t-pa55word");
            settings.put("vod.outcome.rejected-uri", address + "/rejected" + options + "RAW(sec0nd+pa55word)");
            settings.put("vod.intake.schedule.source-uri", address + "/list" + options + "th1rd%2Bpa55word");
            settings.put("vod.intake.schedule.source-mode", "call");
            settings.put("vod.intake.schedule.enabled", "true");
            settings.put("vod.intake.schedule.cron", "* * * * * ?");
            settings.put("vod.intake.file.min-age", "100ms");
            try (ModuleProcess module = ModuleProcess.start(directory, settings)) {
                module.drop("ids.txt", List.of(SampleIds.random(35, 1).get(0), "no id"));
                await().atMost(Duration.ofSeconds(40))
                        .untilAsserted(() -> assertThat(asked).contains("/success", "/rejected", "/list"));
                module.terminate();
                module.awaitExit(20);

                assertThat(module.log())
                        .contains("/success" + options + "***", "/list" + options + "***")
                        .doesNotContain("pa55word");
            }
        } finally {
            server.stop(0);
        }
    }

    /** A value of its own for each setting whose value no message shows. */
    private static Map<Setting, String> secrets() {
        Map<Setting, String> secrets = new LinkedHashMap<>();
        for (Setting setting : Setting.values()) {
            if (!setting.show("value").contains("value")) {
                String value = "made-up-value-of-" + setting.ordinal() + "-of-a-test";
                secrets.put(
                        setting,
                        Stream.of(value, "whsec_" + base64(value), "file:data/lists?password=" + value)
                                .filter(setting::accepts)
                                .findFirst()
                                .orElseThrow());
            }
        }
        return secrets;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The content of each file, by its path. */
    private static Map<String, String> filesBelow(Path data) throws Exception {
        Map<String, String> contents = new HashMap<>();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(data.relativize(file).toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return contents;
    }
}
