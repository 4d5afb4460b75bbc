package io.voddelete.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.asset.Batch;
import io.voddelete.kit.CapturedLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where values come from. */
class SettingsTest extends SettingsKit {
    @Test
    void whatIsNotSetHasItsDefault() {
        Settings settings = load();

        assertThat(settings.number(Setting.BATCH_SIZE)).isEqualTo(Batch.LARGEST);
        assertThat(settings.duration(Setting.CALL_TIMEOUT)).isEqualTo(Duration.ofSeconds(8));
        assertThat(settings.number(Setting.PACE_CALLS)).isEqualTo(100);
        assertThat(settings.flag(Setting.PREFLIGHT)).isTrue();
        assertThat(settings.flag(Setting.MISSING_IS_SUCCESS)).isFalse();
        assertThat(settings.text(Setting.SESSION_TOKEN)).isEmpty();
        assertThat(settings.path(Setting.DATA_DIRECTORY)).isEqualTo(Path.of("data"));
    }

    @Test
    void theSystemWinsThenTheEnvironmentThenTheFirstFileThenTheSecond() throws Exception {
        Path strong = lines("strong.properties", "vod.batch.size=3", "vod.call.concurrency=3", "vod.retry.attempts=3");
        Path weak = lines(
                "weak.properties",
                "vod.batch.size=4",
                "vod.call.concurrency=4",
                "vod.retry.attempts=4",
                "vod.call.timeout=4s");
        environment.put("VOD_BATCH_SIZE", "2");
        environment.put("VOD_CALL_CONCURRENCY", "2");
        system.setProperty("vod.batch.size", "1");

        Settings settings = load(strong, weak);

        assertThat(settings.number(Setting.BATCH_SIZE)).isEqualTo(1);
        assertThat(settings.number(Setting.CALL_CONCURRENCY)).isEqualTo(2);
        assertThat(settings.number(Setting.RETRY_ATTEMPTS)).isEqualTo(3);
        assertThat(settings.duration(Setting.CALL_TIMEOUT)).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void aFileThatIsNotThereIsPassedOver() {
        assertThat(load(directory.resolve("none.properties")).number(Setting.BATCH_SIZE))
                .isEqualTo(10);
    }

    @Test
    void aRequiredKeyLeftBlankInAFileIsTakenFromTheNext() throws Exception {
        environment.remove("VOD_PROJECT_ID");

        Settings settings = load(lines("a.properties", "vod.project-id= "), lines("b.properties", "vod.project-id=p2"));

        assertThat(settings.text(Setting.PROJECT_ID)).isEqualTo("p2");
    }

    @Test
    void valuesAreStripped() {
        environment.put("VOD_PROJECT_ID", " p3\n");

        assertThat(load().text(Setting.PROJECT_ID)).isEqualTo("p3");
    }

    @ParameterizedTest
    @CsvSource({
        "vod.project-id, VOD_PROJECT_ID",
        "vod.asset-id.pattern, VOD_ASSET_ID_PATTERN",
        "vod.pace.calls-per-minute, VOD_PACE_CALLS_PER_MINUTE",
        "vod.outcome.missing-is-success, VOD_OUTCOME_MISSING_IS_SUCCESS"
    })
    void theEnvironmentNameIsTheKeyInCapitals(String key, String name) {
        assertThat(Setting.values())
                .filteredOn(setting -> setting.key().equals(key))
                .extracting(Setting::environmentName)
                .containsExactly(name);
    }

    @Test
    void noTwoSettingsShareAKeyOrAnEnvironmentName() {
        assertThat(Setting.values()).extracting(Setting::key).doesNotHaveDuplicates();
        assertThat(Setting.values()).extracting(Setting::environmentName).doesNotHaveDuplicates();
    }

    @Test
    void aVariableThatLooksLikeASettingIsWarnedOfWithItsNameAndTheNearest() {
        environment.put("VOD_BATCH_SIZES", "never-shown");
        environment.put("VOD_ACESS_KEY", "never-shown");
        environment.put("VOD_\u001b[2J", "never-shown");
        environment.put("MY_VOD_BATCH_SIZES", "never-shown");

        try (CapturedLog log = CapturedLog.of(Settings.class)) {
            assertThat(load().number(Setting.BATCH_SIZE)).isEqualTo(Batch.LARGEST);

            assertThat(log.lines())
                    .hasSize(3)
                    .allSatisfy(line -> assertThat(line).doesNotContain("never-shown", "\u001b"))
                    .anySatisfy(line -> assertThat(line).contains("WARN", "'VOD_BATCH_SIZES'", "'VOD_BATCH_SIZE'?"))
                    .anySatisfy(line -> assertThat(line).contains("'VOD_ACESS_KEY'", "'VOD_ACCESS_KEY'?"));
        }
    }

    @Test
    void aTypingErrorInARequiredVariableIsWarnedOfBeforeTheStartIsRefused() {
        environment.put("VOD_PROJECTID", environment.remove("VOD_PROJECT_ID"));

        try (CapturedLog log = CapturedLog.of(Settings.class)) {
            assertThatThrownBy(this::load).hasMessageContaining("vod.project-id is missing");

            assertThat(log.lines()).singleElement().asString().contains("'VOD_PROJECTID'", "'VOD_PROJECT_ID'?");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "vod.preflight, on, true",
        "vod.preflight, off, false",
        "vod.confirm, on, true",
        "vod.confirm, off, false"
    })
    void onAndOffStillWorkWithAWarningThatNamesKeyAndValue(String key, String old, boolean value) {
        environment.put(Setting.environmentName(key), old);

        try (CapturedLog log = CapturedLog.of(Settings.class)) {
            assertThat(load().flag(Setting.of(key).orElseThrow())).isEqualTo(value);

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("WARN", "'" + old + "'", key, "Use " + value, Setting.environmentName(key));
        }
    }

    @Test
    void variablesOfSettingsAreNotWarnedOf() {
        for (Setting setting : Setting.values()) {
            environment.putIfAbsent(
                    setting.environmentName(), setting.fallback().orElse(""));
        }

        try (CapturedLog log = CapturedLog.of(Settings.class)) {
            load();

            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void thePathsFollowTheDataDirectory() {
        system.setProperty("vod.data-directory", "/srv/$1/vod");

        Settings settings = load();

        assertThat(settings.text(Setting.STORE_URL)).isEqualTo("jdbc:sqlite:/srv/$1/vod/vod-delete.db");
        assertThat(settings.text(Setting.INTAKE_FILE_DIRECTORY)).isEqualTo("/srv/$1/vod/inbox");
    }

    @Test
    void aPlaceholderThatIsNoSettingIsLeftToCamel() {
        environment.put("VOD_OUTCOME_SUCCESS_URI", "{{our.endpoint}}");

        assertThat(load().text(Setting.SUCCESS_URI)).isEqualTo("{{our.endpoint}}");
    }

    @Test
    void theEndpointHasNoSlashAtItsEnd() {
        assertThat(load().endpoint()).hasToString("https://vod.example");
    }

    @Test
    void routesReadTheValuesByTheirKeys() {
        assertThat(load().byKey("vod.batch.size")).isEqualTo("10");
        assertThat(load().byKey("vod.no-such-key")).isNull();
        assertThat(load().byKey("vod.secret-key")).as("no route needs it").isNull();
        system.setProperty("vod.intake.schedule.source-uri", "https://u:pw@host/list");
        assertThat(load().byKey("vod.intake.schedule.source-uri"))
                .as("Camel prints what placeholders stand for")
                .isNull();
    }

    @Test
    void theNamesOfTheIdColumnMayBeChinese() throws Exception {
        assertThat(load().text(Setting.INTAKE_ID_COLUMNS)).isEqualTo("asset_id,媒资ID");
        Path file = lines("ids.properties", "vod.intake.id-columns=视频编号");
        assertThat(load(file).text(Setting.INTAKE_ID_COLUMNS)).isEqualTo("视频编号");
        environment.put("VOD_INTAKE_ID_COLUMNS", "媒资编号, Asset");
        assertThat(load(file).listRules().columns()).hasToString("asset,媒资编号");
    }

    @Test
    void aFileIsReadAsUtf8AndABrokenOneIsNamed() throws Exception {
        Path latin = directory.resolve("latin.properties");
        Files.write(latin, "vod.data-directory=d\u00e9j\u00e0".getBytes(StandardCharsets.ISO_8859_1));
        Path escape = lines("escape.properties", "vod.data-directory=\\u12");

        assertThat(load(lines("utf8.properties", "vod.data-directory=d\u00e9j\u00e0"))
                        .text(Setting.DATA_DIRECTORY))
                .isEqualTo("d\u00e9j\u00e0");
        assertThatThrownBy(() -> load(latin))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("latin.properties");
        assertThatThrownBy(() -> load(escape))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("escape.properties");
    }

    private Path lines(String name, String... lines) throws IOException {
        return file(name, String.join("\n", lines) + "\n");
    }

    @Test
    void aMistypedVariableOfAHostIsToldAndOneThatSpringSpellsIsNot() {
        Map<String, String> host = Map.of(
                "vod.endpoint", "https://vod.example.com",
                "vod.project-id", "p1",
                "vod.access-key", "a",
                "vod.secret-key", "s");
        Map<String, String> environment = Map.of("VOD_BATCH_SIZ", "5", "VOD_SECRETKEY", "s", "VOD_PROJECT_ID", "p1");
        try (CapturedLog log = CapturedLog.of(Settings.class)) {
            Settings.ofHost(key -> Optional.ofNullable(host.get(key)), Set.of(), environment);

            assertThat(log.lines()).singleElement().asString().contains("'VOD_BATCH_SIZ'");
        }
    }
}
