package io.voddelete.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.kit.CapturedLog;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets that come from files, at the start. */
class SecretFileTest extends SettingsKit {
    @Test
    void everySecretMayComeFromAFile() throws Exception {
        environment.remove("VOD_ACCESS_KEY");
        environment.remove("VOD_SECRET_KEY");
        environment.put("VOD_PROXY_USER", "user"); // without whom a password is refused
        for (Setting setting : Setting.values()) {
            if (setting.isSecret()) {
                String value = switch (setting) {
                    case INTAKE_WEBHOOK_SECRET_KEY -> "whsec_" + "A".repeat(32);
                    case OUTCOME_SIGNING_SECRET, NOTIFY_SIGNING_SECRET -> "whsec_" + "B".repeat(32);
                    case INTAKE_SCHEDULE_SOURCE_URI -> "https://host/list?token=secret";
                    default -> secretOf(setting);
                };
                environment.put(
                        setting.environmentName() + "_FILE",
                        file(setting.key(), value).toString());
            }
        }

        try (CapturedLog log = CapturedLog.of(Settings.class)) {
            Settings settings = load();

            assertThat(settings.text(Setting.ACCESS_KEY)).isEqualTo(secretOf(Setting.ACCESS_KEY));
            assertThat(settings.text(Setting.IAM_PASSWORD)).isEqualTo(secretOf(Setting.IAM_PASSWORD));
            assertThat(settings.text(Setting.INTAKE_WEBHOOK_SECRET_KEY)).isEqualTo("whsec_" + "A".repeat(32));
            assertThat(log.lines()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"'\n'", "'\r\n'", "''"})
    void oneLineBreakAtTheEndIsNoPartOfTheSecret(String end) throws Exception {
        useFile("VOD_SECRET_KEY", "s3cret" + end.replace("\\r", "\r").replace("\\n", "\n"));

        assertThat(load().text(Setting.SECRET_KEY)).isEqualTo("s3cret");
    }

    /** As long as a token must be, and another one for each setting. */
    private static String secretOf(Setting setting) {
        return "secret-of-" + setting.ordinal() + "-" + "x".repeat(32);
    }

    @Test
    void whatIsInTheFileIsTakenAsItIs() throws Exception {
        environment.put("VOD_AUTH", "token");
        environment.put("VOD_IAM_ENDPOINT", "https://iam.example");
        environment.put("VOD_IAM_DOMAIN", "domain");
        environment.put("VOD_IAM_USER", "user");
        environment.put(
                "VOD_IAM_PASSWORD_FILE",
                file("password", " p {{vod.endpoint}} $1 \u00fc ").toString());

        assertThat(load().text(Setting.IAM_PASSWORD)).isEqualTo(" p {{vod.endpoint}} $1 \u00fc ");
    }

    @Test
    void aPathMayStandInTheFileOfSettingsAndFollowTheDataDirectory() throws Exception {
        environment.remove("VOD_SECRET_KEY");
        file("sk", "s3cret");
        Path settings = Files.write(
                directory.resolve("a.properties"),
                List.of(
                        "vod.data-directory=" + directory,
                        "vod.secret-key=",
                        "vod.secret-key-file={{vod.data-directory}}/sk"));

        assertThat(Settings.load(List.of(settings), environment, system).text(Setting.SECRET_KEY))
                .isEqualTo("s3cret");
    }

    @Test
    void aSecretAndItsFileAreNotBothSet() throws Exception {
        environment.put("VOD_SECRET_KEY_FILE", file("sk", "s3cret").toString());

        assertRefused("vod.secret-key and vod.secret-key-file are both set");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cret with blanks", "two\nlines", "s3cret\n\n", "s3cr\u00e9t"})
    void aFileWithSomethingElseIsNamedAndNotShown(String content) throws Exception {
        useFile("VOD_SECRET_KEY", content);

        assertRefused("vod.secret-key-file", "'" + directory.resolve("VOD_SECRET_KEY") + "'", "visible ASCII");
    }

    @Test
    void aFileThatCannotBeReadIsNamed() throws Exception {
        environment.remove("VOD_SECRET_KEY");
        environment.put("VOD_SECRET_KEY_FILE", directory.resolve("none").toString());
        assertRefused("vod.secret-key-file", "'" + directory.resolve("none") + "'", "does not exist");

        environment.put("VOD_SECRET_KEY_FILE", directory.toString());
        assertRefused("not a regular file");

        useFile("VOD_SECRET_KEY", "\n");
        assertRefused("is empty");

        useFile("VOD_SECRET_KEY", "x".repeat(65_537));
        assertRefused("65536 bytes");

        Files.write(directory.resolve("VOD_SECRET_KEY"), "s3cr\u00e9t".getBytes(StandardCharsets.ISO_8859_1));
        assertRefused("not UTF-8");

        environment.put("VOD_SECRET_KEY_FILE", "a\u0000b?");
        assertRefused("vod.secret-key-file", "'a\\u0000b?'", "NUL");
    }

    @Test
    void onlyASecretHasAFile() {
        system.setProperty("vod.project-id-file", "x");

        assertRefused("Unknown setting 'vod.project-id-file'");
    }

    @Test
    void aMistypedFileKeyIsNamedWithTheNearest() {
        system.setProperty("vod.secret-key-fle", "x");

        assertRefused("'vod.secret-key-fle'", "'vod.secret-key-file'?");
    }

    @Test
    void whatTheOtherWayOfAuthenticatingNeedsMayBeMissing() {
        assertThat(load().text(Setting.IAM_USER)).isEmpty();

        environment.put("VOD_AUTH", "token");
        environment.remove("VOD_ACCESS_KEY");
        environment.remove("VOD_SECRET_KEY");
        assertRefused("vod.iam.endpoint is missing");
        assertRefused("vod.iam.domain is missing");
        assertRefused("vod.iam.user is missing");
        assertRefused("vod.iam.password is missing");

        environment.putAll(Map.of(
                "VOD_IAM_ENDPOINT", "http://iam.example",
                "VOD_IAM_DOMAIN", "domain",
                "VOD_IAM_USER", "user",
                "VOD_IAM_PASSWORD", "password"));
        assertRefused("vod.iam.endpoint", "'http://iam.example'", "Allowed: https://");

        environment.put("VOD_IAM_ENDPOINT", "https://iam.example");
        assertThat(load().text(Setting.ACCESS_KEY)).isEmpty();
    }

    @Test
    void aChangeOfKeysWhileTheyAreReadAtTheStartLeavesNoHalfASet() throws Exception {
        useFile("VOD_ACCESS_KEY", "OLD-AK");
        useFile("VOD_SECRET_KEY", "old-sk");
        useFile("VOD_SESSION_TOKEN", "old-token");
        List<Setting> read = new ArrayList<>();

        Settings settings = load(file -> {
            SecretFile.Content content = file.read();
            read.add(file.setting());
            if (read.size() == 1) {
                write("VOD_ACCESS_KEY", "NEW-AK");
                write("VOD_SECRET_KEY", "new-sk");
                write("VOD_SESSION_TOKEN", "new-token");
            }
            return content;
        });

        assertThat(settings.text(Setting.ACCESS_KEY)).isEqualTo("NEW-AK");
        assertThat(settings.text(Setting.SECRET_KEY)).isEqualTo("new-sk");
        assertThat(settings.text(Setting.SESSION_TOKEN)).isEqualTo("new-token");
        assertThat(read).hasSize(9);
    }

    @Test
    void filesThatNeverKeepStillAreAFault() throws Exception {
        useFile("VOD_SECRET_KEY", "old-sk");
        int[] readings = {0};

        assertThatThrownBy(() -> load(file -> new SecretFile.Content("s3cret-" + readings[0]++, null)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContainingAll("vod.secret-key-file", "'")
                .hasMessageContaining("keeps changing")
                .hasMessageNotContaining("s3cret");
    }

    private void useFile(String variable, String content) throws Exception {
        environment.remove(variable);
        environment.put(variable + "_FILE", file(variable, content).toString());
    }

    private void write(String name, String content) {
        try {
            file(name, content);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private Settings load(Function<SecretFile, SecretFile.Content> reader) {
        return Settings.load(List.of(), environment, system, reader);
    }

    private void assertRefused(String... facts) {
        assertThatThrownBy(this::load)
                .isInstanceOf(SettingsException.class)
                .hasMessageContainingAll(facts)
                .hasMessageNotContaining("s3cr");
    }
}
