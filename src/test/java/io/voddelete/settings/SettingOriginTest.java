package io.voddelete.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.voddelete.kit.CapturedLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A message about a value says where the value was set. */
class SettingOriginTest extends SettingsKit {
    @Test
    void aServiceOfKubernetesThatSetsThePortIsNamed() {
        environment.put("VOD_HTTP_PORT", "tcp://10.0.0.1:80");

        assertThat(message())
                .contains(
                        "vod.http.port",
                        "'tcp://10.0.0.1:80'",
                        "environment variable VOD_HTTP_PORT",
                        "Service named 'vod-http'",
                        "enableServiceLinks: false");
    }

    @Test
    void anotherWrongValueOfThatVariableIsNoServiceLink() {
        environment.put("VOD_HTTP_PORT", "eighty");

        assertThat(message())
                .contains("vod.http.port", "'eighty'", "environment variable VOD_HTTP_PORT")
                .doesNotContain("Kubernetes");
    }

    @ParameterizedTest
    @EnumSource
    void everySettingSaysWhereABadValueIsSetAndASecretIsNotShown(Setting setting) {
        String bad = "\u0007bad\u0007{[(";
        if (setting.accepts(bad)) {
            return; // takes any text
        }
        environment.put("VOD_AUTH", setting.isNoneOf("aksk") ? "token" : "aksk");
        String variable = setting.environmentName();
        environment.put(variable, bad);
        assertThat(message()).contains(setting.key(), "environment variable " + variable);

        environment.remove(variable);
        system.setProperty(setting.key(), bad);
        assertThat(message()).contains("system property " + setting.key());
        if (setting.isSecret()) {
            assertThat(message()).doesNotContain("bad");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vod.batch.size=11 | 1",
                "# a comment\\\\\\n\\nvod.batch.size = 11 | 3",
                "vod.retry.attempts=\\\\\\n  3\\n\\nvod.batch.size:\\\\\\n11 | 4",
                "vod.batch.size=5\\nvod.batch.size=11 | 2"
            })
    void aFileIsNamedWithTheLine(String content, int line) throws IOException {
        Path file = file(content.replace("\\n", "\n").replace("\\\\", "\\"));

        assertThat(message(file)).contains("vod.batch.size", "'11'", "Set by " + file + ", line " + line);
    }

    @Test
    void theByteOrderMarkOfWindowsIsNoPartOfTheFirstKey() throws IOException {
        assertThat(message(file("\uFEFFvod.batch.size=11\n"))).contains("vod.batch.size", "'11'", "line 1");
    }

    @Test
    void ofAProxysUserWithoutPasswordItSaysWhereItIsSet() {
        environment.put("VOD_PROXY_USER", "me");

        assertThat(message()).contains("vod.proxy.password", "environment variable VOD_PROXY_USER");
    }

    @Test
    void anUnknownKeyIsNamedWithItsLine() throws IOException {
        Path file = file("vod.batch.size=5\nvod.batch.sizes=5\n");
        system.setProperty("vod.retry.atempts", "3");

        assertThat(message(file))
                .contains("'vod.batch.sizes'", file + ", line 2")
                .contains("'vod.retry.atempts'", "system property vod.retry.atempts");
    }

    @Test
    void valuesThatDoNotFitTogetherSayWhereEachIsSet() throws IOException {
        environment.put("VOD_RETRY_DELAY", "20s");
        Path file = file("vod.retry.delay-max=19s\nvod.batch.lease=1s\n");

        assertThat(message(file))
                .contains("vod.retry.delay-max is set by " + file + ", line 1")
                .contains("vod.retry.delay is set by the environment variable VOD_RETRY_DELAY")
                .contains("vod.batch.lease", "'1s'", "Set by " + file + ", line 2");
    }

    @Test
    void theFileOfASecretSaysWhereItsPathIsSet() {
        environment.remove("VOD_SECRET_KEY");
        environment.put("VOD_SECRET_KEY_FILE", directory.resolve("none").toString());

        assertThat(message()).contains("vod.secret-key-file", "environment variable VOD_SECRET_KEY_FILE");
    }

    @Test
    void whatKubernetesSetsForAServiceIsOneWarning() {
        Stream.of(
                        "VOD_WEB_PORT",
                        "VOD_WEB_SERVICE_HOST",
                        "VOD_WEB_SERVICE_PORT",
                        "VOD_WEB_SERVICE_PORT_HTTP",
                        "VOD_WEB_PORT_80_TCP",
                        "VOD_WEB_PORT_80_TCP_ADDR")
                .forEach(name -> environment.put(name, "tcp://10.0.0.1:80"));
        try (CapturedLog log = CapturedLog.of(Settings.class)) {
            load();

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("VOD_WEB_SERVICE_HOST", "VOD_WEB_PORT_80_TCP_ADDR", "enableServiceLinks");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "camel.mian.name, camel.main",
        "camel.sssl.key-store-password, camel.ssl",
        "camel.componant.http.proxyHost, camel.component"
    })
    void aTypingErrorInAGroupOfCamelIsWarnedOfWithItsPlace(String key, String nearest) throws IOException {
        Path file = file("camel.main.name=a\ncamel.our-own-group.x=y\n" + key + "=never-shown\n");
        try (CapturedLog log = CapturedLog.of(Settings.class)) {
            load(file);

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("'" + key + "'", file + ", line 3", nearest + "?")
                    .doesNotContain("never-shown");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "camel.main.routesIncludePattern",
                "camel.route-controller.enabled",
                "camel.threadpool.maxPoolSize",
                "camel.beans.x",
                "camel.vault.aws.region",
                "camel.k.x",
                "camel.jbang.x"
            })
    void otherGroupsAreNotWarnedOf(String key) throws IOException {
        Path file = file(key + "=a\n");
        try (CapturedLog log = CapturedLog.of(Settings.class)) {
            load(file);

            assertThat(log.lines()).isEmpty();
        }
    }

    private Path file(String content) throws IOException {
        return file("some.properties", content);
    }

    private String message(Path... files) {
        return catchThrowableOfType(SettingsException.class, () -> load(files)).getMessage();
    }
}
