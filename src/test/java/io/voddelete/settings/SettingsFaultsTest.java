package io.voddelete.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.kit.StatusCaller;
import io.voddelete.kit.WebhookCaller;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What does not allow a start, and what the message says of it. */
class SettingsFaultsTest {
    @TempDir
    Path directory;

    private final Properties system = new Properties();

    @BeforeEach
    void setWhatIsRequired() {
        system.setProperty("vod.endpoint", "https://vod.example");
        system.setProperty("vod.project-id", "p1");
        system.setProperty("vod.access-key", "made-up-access-key");
        system.setProperty("vod.secret-key", "made-up-secret-key");
    }

    @Test
    void everythingThatIsMissingIsNamedAtOnce() {
        system.clear();

        assertThat(message())
                .contains("vod.endpoint is missing", "vod.project-id is missing")
                .contains("vod.access-key is missing", "vod.secret-key is missing")
                .contains("VOD_SECRET_KEY", Setting.PROJECT_ID.legal());
    }

    @Test
    void missingUnknownAndIllegalAreNamedTogether() {
        system.remove("vod.project-id");
        system.setProperty("vod.batch.sizes", "5");
        system.setProperty("vod.preflight", "maybe");

        assertThat(message())
                .contains("vod.project-id is missing")
                .contains("Unknown setting 'vod.batch.sizes'. Did you mean 'vod.batch.size'?")
                .contains("Invalid value 'maybe' for vod.preflight. Allowed: true, false");
    }

    @Test
    void noticesOfAcceptedListsNeedAnEndpoint() {
        system.setProperty("vod.notify.accepted", "true");
        assertThat(message()).contains("vod.notify.accepted", "vod.notify.uri");

        system.setProperty("vod.notify.uri", "log:notices");
        assertThat(Settings.load(List.of(), Map.of(), system).flag(Setting.NOTIFY_ACCEPTED))
                .isTrue();
    }

    @Test
    void theConsoleNeedsWhatItShows() {
        system.setProperty("vod.console.enabled", "true");
        assertThat(message()).contains("vod.console.enabled", "vod.status.enabled=true");

        system.setProperty("vod.status.enabled", "true");
        assertThat(Settings.load(List.of(), Map.of(), system).flag(Setting.CONSOLE_ENABLED))
                .isTrue();
    }

    @Test
    void aKeyThatIsNotLikeAnyOtherIsNamedWithoutAGuess() {
        system.setProperty("vod.something-else", "5");

        assertThat(message()).contains("'vod.something-else'").doesNotContain("Did you mean");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "asset_id,Keep", "dry-run", "\uFFFD\uFFFD\uFFFDID"})
    void aNameOfTheIdColumnThatSaysNothingOrDecidesIsRefused(String names) {
        system.setProperty("vod.intake.id-columns", names);
        assertThat(message()).contains("vod.intake.id-columns", "'" + names + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vod.intake.file.reason", "vod.intake.schedule.reason"})
    void aReasonThatWouldNotBeKeptAsItIsIsRefused(String key) {
        for (String reason : List.of("x".repeat(201), "\u202e".repeat(40), "CHG\n4711")) {
            system.setProperty(key, reason);
            assertThat(message()).contains(key);
        }
        system.setProperty(key, "x".repeat(200));
        assertThat(Settings.load(List.of(), Map.of(), system).byKey(key)).hasSize(200);
    }

    @Test
    void aPlaceholderOfASettingWithoutAValueIsRefusedAndNotReplacedByNull() throws Exception {
        system.setProperty("vod.intake.schedule.source-uri", "sftp:host/in?password={{vod.iam.password}}");
        assertThat(message()).contains("vod.intake.schedule.source-uri", "{{vod.iam.password}}");
    }

    @Test
    void aWebhookThatCannotKnowItsCallersDoesNotStart() {
        system.setProperty("vod.intake.webhook.enabled", "true");
        assertThat(message()).contains("vod.intake.webhook.secret-key is missing", "whsec_$(openssl rand -base64 32)");

        system.setProperty("vod.intake.webhook.auth", "token");
        assertThat(message()).contains("vod.intake.webhook.token is missing");

        system.setProperty("vod.intake.webhook.auth", "none");
        system.setProperty("vod.intake.webhook.allow-anonymous", "true");
        system.setProperty("vod.http.host", "0.0.0.0");
        assertThat(message()).contains("vod.intake.webhook.auth is none", "vod.http.host is '0.0.0.0'", "127.0.0.1");
    }

    @Test
    void aWebhookThatAsksNobodyForAnythingNeedsASecondSettingThatSaysSo() {
        system.setProperty("vod.intake.webhook.enabled", "true");
        system.setProperty("vod.intake.webhook.auth", "none");
        assertThat(message()).contains("vod.intake.webhook.auth is none", "vod.intake.webhook.allow-anonymous=true");

        system.setProperty("vod.intake.webhook.allow-anonymous", "true");
        assertThat(load().flag(Setting.INTAKE_WEBHOOK_ALLOW_ANONYMOUS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.2", "localhost", "::1"})
    void aWebhookForThisMachineOnlyMayBeOpenToAll(String host) {
        system.setProperty("vod.intake.webhook.enabled", "true");
        system.setProperty("vod.intake.webhook.auth", "none");
        system.setProperty("vod.intake.webhook.allow-anonymous", "true");
        system.setProperty("vod.http.host", host);

        assertThat(Settings.load(List.of(), Map.of(), system).text(Setting.HTTP_HOST))
                .isEqualTo(host);
    }

    @Test
    void whereOthersReachTheServerQuestionsNeedAToken() {
        system.setProperty("vod.status.enabled", "true");
        system.setProperty("vod.http.host", "0.0.0.0");
        assertThat(message()).contains("vod.status.token is missing", "vod.http.host is '0.0.0.0'");

        for (String weak :
                List.of("made-up-token", "a".repeat(40), "x:y:" + StatusCaller.TOKEN, "Ops:" + StatusCaller.TOKEN)) {
            system.setProperty("vod.status.token", weak);
            assertThat(message())
                    .contains("vod.status.token", "(not shown)", "at least 32", "name:")
                    .doesNotContain(weak);
        }
        system.setProperty("vod.status.token", "ops:" + StatusCaller.TOKEN);
        assertThat(Settings.load(List.of(), Map.of(), system).flag(Setting.STATUS_ENABLED))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/vod/sender/pause", "/vod/sender/resume", "/vod/assets/x/retry", "/vod/assets/retry"})
    void aListAndAnOrderCannotBeSentToTheSamePath(String path) {
        system.setProperty("vod.intake.webhook.path", path);
        system.setProperty("vod.intake.webhook.enabled", "true");
        system.setProperty("vod.intake.webhook.auth", "none");
        system.setProperty("vod.intake.webhook.allow-anonymous", "true");
        assertThat(Settings.load(List.of(), Map.of(), system).text(Setting.INTAKE_WEBHOOK_PATH))
                .isEqualTo(path);

        system.setProperty("vod.status.enabled", "true");
        assertThat(message()).contains("vod.intake.webhook.path", "'" + path + "'", "/vod/submissions");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inbox",
                "inbox/.",
                "inbox/approve/..",
                ".",
                "inbox/held",
                "inbox/held/sub",
                "inbox/done",
                "inbox/failed",
                "inbox/plan/done",
                "inbox/cancelled",
                "inbox/cancel",
                "to-inbox",
                "to-inbox/held",
                "to-held",
                "to-to-held",
                "to-sub/..",
                "elsewhere",
                "elsewhere/failed"
            })
    void approvalsAreNotTakenFromWhereTheModuleOrTheUserPutsSomethingElse(String folder) throws Exception {
        Path inbox = Files.createDirectory(directory.resolve("inbox"));
        Files.createDirectories(directory.resolve("elsewhere").resolve("failed"));
        Files.createSymbolicLink(inbox.resolve("failed"), Path.of("..", "elsewhere", "failed"));
        Files.createSymbolicLink(directory.resolve("to-inbox"), inbox);
        Files.createSymbolicLink(directory.resolve("to-held"), Path.of("inbox", "held")); // not there yet
        Files.createSymbolicLink(directory.resolve("to-to-held"), Path.of("to-held"));
        Files.createDirectory(inbox.resolve("sub"));
        Files.createSymbolicLink(directory.resolve("to-sub"), inbox.resolve("sub"));
        system.setProperty("vod.intake.file.directory", inbox.toString());
        system.setProperty("vod.approval.folder", directory + "/" + folder);

        assertThat(message())
                .contains("Invalid value '" + directory + "/" + folder + "' for vod.approval.folder", "Allowed: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"inbox/approve", "inbox/held-approvals", "inbox2", "approve", "not/there/yet", "to-itself"})
    void approvalsAreTakenFromAnyOtherFolder(String folder) throws Exception {
        Files.createSymbolicLink(directory.resolve("to-itself"), Path.of("to-itself"));
        system.setProperty("vod.intake.file.directory", directory + "/inbox");
        system.setProperty("vod.approval.folder", directory + "/" + folder);

        assertThat(load().text(Setting.APPROVAL_FOLDER)).isEqualTo(directory + "/" + folder);
    }

    @Test
    void aSecretThatIsNoneIsNamedAndNotShown() {
        system.setProperty("vod.intake.webhook.secret-key", "whsec_c2hvcnQ=");
        system.setProperty("vod.intake.webhook.token", "has blanks");

        assertThat(message())
                .contains("vod.intake.webhook.secret-key", "(not shown)", "vod.intake.webhook.token", "(not shown)")
                .doesNotContain("c2hvcnQ", "has blanks");
    }

    @Test
    void aSecretOfTwoCallersOrOfTwoSettingsIsRefusedWithTheirNames() {
        system.setProperty("vod.intake.webhook.token", StatusCaller.TOKEN);
        system.setProperty("vod.status.token", "ops:" + StatusCaller.TOKEN);
        assertThat(message())
                .contains("webhook in vod.intake.webhook.token", "ops in vod.status.token")
                .doesNotContain(StatusCaller.TOKEN);

        system.remove("vod.status.token");
        String secret = WebhookCaller.SECRET;
        system.setProperty("vod.intake.webhook.secret-key", "cms:" + secret + ",rights:" + secret);
        assertThat(message())
                .contains("cms in vod.intake.webhook.secret-key", "rights in vod.intake.webhook.secret-key")
                .doesNotContain(secret);

        system.setProperty("vod.intake.webhook.secret-key", "cms:" + secret + ",cms:" + secret);
        Settings.load(List.of(), Map.of(), system);
    }

    @Test
    void whatIsSetForACallerWhoIsNoneOrIsNotLegalIsRefusedWithTheNearest() {
        system.setProperty("vod.status.token", "ops:" + StatusCaller.TOKEN);
        system.setProperty("vod.callers.osp.rights", "read");
        assertThat(message()).contains("'vod.callers.osp.rights'", "'vod.callers.ops.rights'?");
        system.remove("vod.callers.osp.rights");

        system.setProperty("vod.callers.ops.right", "read");
        assertThat(message()).contains("'vod.callers.ops.rights'?");
        system.remove("vod.callers.ops.right");

        for (Map.Entry<String, String> wrong :
                Map.of("rights", "write", "ids-per-day", "0", "sees", "rights-").entrySet()) {
            system.setProperty("vod.callers.ops." + wrong.getKey(), wrong.getValue());
            assertThat(message())
                    .contains("vod.callers.ops." + wrong.getKey(), "'" + wrong.getValue() + "'", "Allowed: ");
            system.remove("vod.callers.ops." + wrong.getKey());
        }
        assertThatThrownBy(() -> Settings.load(List.of(), Map.of("VOD_CALLERS_OSP_IDS_PER_DAY", "5"), system))
                .hasMessageContaining("'VOD_CALLERS_OPS_IDS_PER_DAY'?");
        assertThat(Settings.load(List.of(), Map.of("VOD_CALLERS_OPS_IDS_PER_DAY", "5"), system)
                        .callers()
                        .caller(Setting.STATUS_TOKEN, "ops")
                        .idsPerDay())
                .isEqualTo(5);
    }

    @Test
    void aScheduleNeedsASource() {
        system.setProperty("vod.intake.schedule.enabled", "true");

        assertThat(message()).contains("vod.intake.schedule.source-uri is missing");
    }

    @Test
    void theFiveFieldsOfAUnixCronAreRefusedWithWhatIsMissing() {
        system.setProperty("vod.intake.schedule.cron", "0 3 * * *");

        assertThat(message()).contains("vod.intake.schedule.cron", "'0 3 * * *'", Setting.INTAKE_SCHEDULE_CRON.legal());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "CEST!", "Europe/Berlín", "+02:00"})
    void aTimeZoneThatQuartzWouldTakeForGmtIsRefused(String zone) {
        system.setProperty("vod.intake.schedule.time-zone", zone);

        assertThat(message()).contains("vod.intake.schedule.time-zone", "'" + zone + "'");
    }

    @Test
    void theAddressOfASourceIsNotShown() {
        system.setProperty("vod.intake.schedule.source-uri", "no-scheme?password=abc123");

        assertThat(message())
                .contains("vod.intake.schedule.source-uri", "(not shown)")
                .doesNotContain("abc123");
    }

    static Stream<Arguments> outOfRange() {
        return Stream.of(Setting.values())
                .filter(setting -> setting.legal().matches("[0-9]+(ms|s|m|h)? to [0-9]+(ms|s|m|h)?( \\(.*)?"))
                .flatMap(setting -> Stream.of(below(setting), above(setting), "-1", "", "1.5", "ten", "9".repeat(20))
                        .filter(value -> value != null)
                        .map(value -> Arguments.of(setting, value)));
    }

    @ParameterizedTest
    @MethodSource("outOfRange")
    void aNumberOrDurationOutsideItsRangeIsRefusedWithTheRange(Setting setting, String value) {
        system.setProperty(setting.key(), value);

        assertThat(message()).contains(setting.key(), "'" + value + "'", "Allowed: " + setting.legal());
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {
                "ENDPOINT",
                "PROJECT_ID",
                "ACCESS_KEY",
                "SECRET_KEY",
                "IAM_ENDPOINT",
                "IAM_DOMAIN",
                "IAM_USER",
                "IAM_PASSWORD"
            })
    void everyDefaultIsLegal(Setting setting) {
        assertThat(setting.accepts(setting.fallback().orElseThrow().replaceAll("\\{\\{[a-z.-]+}}", "data")))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void everySettingHasOneLineOfTextAndSaysWhatIsLegal(Setting setting) {
        assertThat(setting.text()).isNotBlank().doesNotContain("\n").endsWith(".");
        assertThat(setting.legal()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:8080",
                "http://127.8.9.1",
                "http://localhost",
                "http://[::1]:80/",
                "https://vod.example:8443/"
            })
    void plainHttpIsLegalToTheLoopbackOnly(String endpoint) {
        system.setProperty("vod.endpoint", endpoint);

        assertThat(load().endpoint()).hasToString(endpoint.replaceFirst("/$", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://vod.example",
                "http://127.0.0.1.example",
                "http://localhost.example",
                "http://10.0.0.1",
                "http://[::2]",
                "ftp://127.0.0.1",
                "https://vod.example/v1.0",
                "https://vod.example?x=1",
                "https://vod.example#x",
                "https://user@vod.example",
                "https://",
                "https:vod.example",
                "vod.example",
                "https://vod example",
                "//vod.example"
            })
    void anyOtherEndpointIsRefused(String endpoint) {
        system.setProperty("vod.endpoint", endpoint);

        assertThat(message()).contains("vod.endpoint", "'" + endpoint + "'", Setting.ENDPOINT.legal());
    }

    @Test
    void inFlightHasToFeedEveryCallTwice() {
        system.setProperty("vod.call.concurrency", "8");
        system.setProperty("vod.batch.size", "10");
        system.setProperty("vod.batch.in-flight", "159");

        assertThat(message()).contains("vod.batch.in-flight", "'159'", "at least 160");

        system.setProperty("vod.batch.in-flight", "160");
        assertThat(load().number(Setting.BATCH_IN_FLIGHT)).isEqualTo(160);
    }

    @ParameterizedTest
    @CsvSource({"20s, 2s, 200000ms", "5s, 60s, 120000ms"})
    void theLeaseOutlivesTheFillingAndTwoCalls(String quietPeriod, String callTimeout, String least) {
        system.setProperty("vod.batch.quiet-period", quietPeriod);
        system.setProperty("vod.call.timeout", callTimeout);
        system.setProperty("vod.batch.lease", "1999ms");

        assertThat(message()).contains("vod.batch.lease", "'1999ms'", "at least " + least);

        system.setProperty("vod.batch.lease", "200s");
        assertThat(load().duration(Setting.BATCH_LEASE)).isEqualTo(Duration.ofSeconds(200));
    }

    @ParameterizedTest
    @ValueSource(strings = {"vod.retry.delay", "vod.retry.busy-delay"})
    void theLongestDelayIsNotBelowTheFirst(String delay) {
        system.setProperty(delay, "20s");
        system.setProperty(delay + "-max", "19s");

        assertThat(message()).contains(delay + "-max", "'19s'", "at least 20s (" + delay + ")");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vod.access-key", "vod.secret-key", "vod.session-token"})
    void aKeyThatCannotBeSentIsNamedAndNotShown(String key) {
        system.setProperty(key, "s\u00e9cret with blanks");

        assertThat(message()).contains(key, "(not shown)", "visible ASCII").doesNotContain("s\u00e9cret");
    }

    @Test
    void noSecretAppearsInAMessageAboutOtherKeys() {
        system.setProperty("vod.session-token", "made-up-session-token");
        system.setProperty("vod.batch.size", "11");

        assertThat(message()).doesNotContain("made-up-access-key", "made-up-secret-key", "made-up-session-token");
    }

    @Test
    void aControlCharacterIsShownEscaped() {
        system.setProperty("vod.preflight", "on\u001b[2J");

        assertThat(message()).contains("'on\\u001b[2J'");
    }

    private static String below(Setting setting) {
        String least = setting.legal().replaceFirst(" to .*", "");
        long number = Long.parseLong(least.replaceAll("[a-z]+", ""));
        return number == 0 ? null : number - 1 + least.replaceAll("[0-9]+", "");
    }

    private static String above(Setting setting) {
        String most = setting.legal().replaceFirst(".* to ([0-9a-z]+).*", "$1");
        return Long.parseLong(most.replaceAll("[a-z]+", "")) + 1 + most.replaceAll("[0-9]+", "");
    }

    private Settings load() {
        return Settings.load(List.of(), Map.of(), system);
    }

    private String message() {
        Throwable[] thrown = new Throwable[1];
        assertThatThrownBy(this::load)
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("vod-delete-routes cannot start:")
                .satisfies(fault -> thrown[0] = fault);
        return thrown[0].getMessage();
    }
}
