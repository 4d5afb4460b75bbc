package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.EventSchemas;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.ShiftedClock;
import io.voddelete.kit.SignedEventServer;
import io.voddelete.kit.SignedEventServer.Attempt;
import io.voddelete.kit.StoreFile;
import io.voddelete.kit.WebhookCaller;
import io.voddelete.settings.SettingsException;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Outcomes and notices that an HTTP endpoint accepts only if they are signed. */
@Timeout(120)
class SignedEventsFlowTest {
    private static final String OLD = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String NEW = "whsec_bmV3LW1hZGUtdXAtc2VjcmV0LW9mLXRoZS10ZXN0cy0x";
    private static final String OF_NOTICES = "whsec_bWFkZS11cC1zZWNyZXQtb2YtdGhlLXRlc3RzLTEy";

    @TempDir
    Path directory;

    private VodSimulator simulator;

    @BeforeEach
    void start() {
        simulator = VodSimulator.start(
                SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0));
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void eachAttemptIsSignedAnewWithTheNameOfItsEvent() throws Exception {
        ShiftedClock clock = new ShiftedClock();
        List<String> ids = new ArrayList<>(SampleIds.random(93, 3));
        ids.addAll(SampleIds.fated(404, 2));
        ids.add("NOT-ONE");
        Instant begin = Instant.now().minusSeconds(1);
        try (SignedEventServer outcomes = new SignedEventServer(OLD, 1, () -> clock.advance(Duration.ofSeconds(3)));
                SignedEventServer notices = new SignedEventServer(OF_NOTICES, 0, () -> {})) {
            Map<String, String> settings = settings(outcomes);
            settings.put("vod.outcome.signing-secret", OLD);
            settings.put("vod.outcome.format", "cloudevents");
            settings.put("vod.notify.uri", notices.uri() + "notices");
            settings.put("vod.notify.signing-secret", OF_NOTICES);
            try (CapturedLog log = CapturedLog.everythingOf("io.voddelete");
                    CapturedLog camel = CapturedLog.everythingOf("org.apache.camel");
                    RunningModule module = RunningModule.start(directory, simulator, settings, clock)) {
                module.drop("ids.txt", ids);
                module.awaitEnd(1);
                await(() -> !notices.attempts().isEmpty());

                assertThat(log.text() + camel.text())
                        .contains("does not accept outcomes")
                        .doesNotContain(OLD.substring(6), OF_NOTICES.substring(6));
                assertThat(module.outcomes().failure()).hasSize(2);
            }
            assertThat(outcomes.attempts()).hasSize(1 + 3 + 1).allMatch(Attempt::verified);
            assertThat(notices.attempts()).allMatch(Attempt::verified);
            List<Attempt> all = new ArrayList<>(outcomes.attempts());
            all.addAll(notices.attempts());
            assertThat(all).allSatisfy(attempt -> {
                assertThat(attempt.signatures()).isEqualTo(1);
                assertThat(attempt.id())
                        .isEqualTo(storeId() + "-" + attempt.event().get("id").textValue());
                assertThat(Instant.ofEpochSecond(attempt.timestamp()))
                        .isBetween(begin, Instant.now().plusSeconds(4));
                EventSchemas.check(attempt.event());
            });
            assertThat(outcomes.attempts()).extracting(Attempt::path).contains("/deleted", "/rejected");
            Attempt refused = outcomes.attempts().stream()
                    .filter(attempt -> attempt.path().equals("/deleted"))
                    .findFirst()
                    .orElseThrow();
            List<Attempt> again = outcomes.attempts().stream()
                    .filter(attempt -> attempt.id().equals(refused.id()))
                    .toList();
            assertThat(again).hasSize(2);
            assertThat(again.get(1).timestamp()).isGreaterThanOrEqualTo(refused.timestamp() + 3);
        }
    }

    @Test
    void secretsChangeInTheirFileWithoutAGap() throws Exception {
        Path file = write(OLD);
        try (SignedEventServer server = new SignedEventServer(OLD, 0, () -> {})) {
            Map<String, String> settings = settings(server);
            settings.put("vod.outcome.signing-secret-file", file.toString());
            try (CapturedLog log = CapturedLog.everythingOf("io.voddelete");
                    RunningModule module = RunningModule.start(directory, simulator, settings)) {
                deleteOne(module, 1);

                write(OLD + "\n" + NEW);
                await(() -> log.text().contains("vod.outcome.signing-secret-file are in use"));
                deleteOne(module, 2);
                server.secret(NEW);
                deleteOne(module, 3);

                write(NEW + "\n");
                int before = server.attempts().size();
                await(() -> log.text().split("vod.outcome.signing-secret-file are in use").length == 3);
                deleteOne(module, 4);
                assertThat(server.attempts()).hasSize(before + 1).allMatch(Attempt::verified);
                assertThat(server.attempts()).extracting(Attempt::signatures).containsExactly(1, 2, 2, 1);
                assertThat(log.text()).doesNotContain(OLD.substring(6), NEW.substring(6));
            }
        }
    }

    @Test
    void withoutASecretNothingIsSignedAndAWrongSecretLosesNothing() throws Exception {
        try (SignedEventServer server = new SignedEventServer(OLD, 0, () -> {})) {
            try (RunningModule module = RunningModule.start(directory, simulator, settings(server))) {
                module.drop("one.txt", SampleIds.random(1, 1));
                await(() -> server.attempts().size() > 1);
            }
            assertThat(server.attempts()).allSatisfy(attempt -> {
                assertThat(attempt.id()).isNull();
                assertThat(attempt.signatures()).isZero();
            });
            int unsigned = server.attempts().size();
            Map<String, String> wrong = settings(server);
            wrong.put("vod.outcome.signing-secret", NEW);
            try (RunningModule module = RunningModule.start(directory, simulator, wrong)) {
                await(() -> server.attempts().size() > unsigned + 1);
                assertThat(module.totals().unreported()).isEqualTo(1);
            }
            wrong.put("vod.outcome.signing-secret", OLD);
            try (RunningModule module = RunningModule.start(directory, simulator, wrong)) {
                module.awaitEnd(1);
            }
            assertThat(server.attempts()).filteredOn(Attempt::verified).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "vod.outcome.signing-secret, whsec_c2hvcnQ=",
        "vod.outcome.signing-secret, made-up-secret-of-no-form-at-all",
        "vod.notify.signing-secret, cms:whsec_bmV3LW1hZGUtdXAtc2VjcmV0LW9mLXRoZS10ZXN0cy0x",
        "vod.notify.signing-secret, whsk_bmV3LW1hZGUtdXAtc2VjcmV0LW9mLXRoZS10ZXN0cy0x"
    })
    void aSecretOfAnotherFormPreventsTheStartAndIsNotShown(String key, String secret) {
        assertThatThrownBy(() -> RunningModule.start(directory, simulator, Map.of(key, secret)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContainingAll(key, "whsec_", "24 to 64 bytes")
                .hasMessageNotContaining(secret);
    }

    /** Who knows a secret to check our signatures by could sign lists of ids by it. */
    @Test
    void theSecretOfACallerSignsNothing() {
        assertThatThrownBy(() -> RunningModule.start(
                        directory,
                        simulator,
                        Map.of(
                                "vod.intake.webhook.enabled",
                                "true",
                                "vod.intake.webhook.secret-key",
                                "cms:" + WebhookCaller.SECRET,
                                "vod.notify.uri",
                                "http://localhost:1/",
                                "vod.notify.signing-secret",
                                NEW + "," + WebhookCaller.SECRET)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContainingAll("vod.notify.signing-secret", "cms", "vod.intake.webhook.secret-key")
                .hasMessageNotContaining(WebhookCaller.SECRET);
    }

    @ParameterizedTest
    @CsvSource({"vod.outcome.signing-secret", "vod.notify.signing-secret"})
    void aSecretThatWouldSignNothingPreventsTheStart(String key) {
        assertThatThrownBy(() -> RunningModule.start(
                        directory,
                        simulator,
                        Map.of(key, NEW, "vod.notify.uri", "seda:host?waitForTaskToComplete=Never")))
                .hasStackTraceContaining(SettingsException.class.getName())
                .hasStackTraceContaining(key)
                .satisfies(fault -> assertThat(stackTrace(fault)).doesNotContain(NEW.substring(6)));
    }

    private static String stackTrace(Throwable fault) {
        StringWriter text = new StringWriter();
        fault.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private void deleteOne(RunningModule module, int number) {
        module.drop("one-" + number + ".txt", SampleIds.random(number, 1));
        module.awaitEnd(number);
    }

    /** Each file was right when the module started; what counts is what is in use when the other one changes. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noFileMayTakeASecretThatTheOtherHasTakenSince(boolean callersFirst) throws Exception {
        Path signing = write(OLD);
        Path callers = write("callers", "cms:" + WebhookCaller.SECRET);
        try (SignedEventServer server = new SignedEventServer(OLD, 0, () -> {})) {
            Map<String, String> settings = settings(server);
            settings.put("vod.outcome.signing-secret-file", signing.toString());
            settings.put("vod.intake.webhook.enabled", "true");
            settings.put("vod.intake.webhook.secret-key-file", callers.toString());
            String ofSigning = "new values of vod.outcome.signing-secret-file";
            String ofCallers = "new values of vod.intake.webhook.secret-key-file";
            try (CapturedLog log = CapturedLog.everythingOf("io.voddelete");
                    RunningModule module = RunningModule.start(directory, simulator, settings)) {
                if (callersFirst) {
                    write("callers", "cms:" + NEW);
                    await(() -> log.text().contains(ofCallers + " are in use"));
                    write(NEW);
                    await(() -> log.text().contains("Cannot apply the " + ofSigning));
                } else {
                    write(NEW);
                    await(() -> log.text().contains(ofSigning + " are in use"));
                    server.secret(NEW);
                    write("callers", "cms:" + NEW);
                    await(() -> log.text().contains("Cannot apply the " + ofCallers));
                }
                deleteOne(module, 1);
                assertThat(server.attempts()).hasSize(1).allMatch(Attempt::verified);
                assertThat(log.text()).doesNotContain(NEW.substring(6));
            }
        }
    }

    private static Map<String, String> settings(SignedEventServer server) {
        Map<String, String> settings = new HashMap<>();
        settings.put("vod.outcome.success-uri", server.uri() + "deleted");
        settings.put("vod.outcome.rejected-uri", server.uri() + "rejected");
        return settings;
    }

    private String storeId() {
        return StoreFile.of(directory)
                .rows("SELECT value FROM setting WHERE name = 'store-id'")
                .get(0);
    }

    private Path write(String content) throws Exception {
        return write("secrets", content);
    }

    /** Renamed into its place, as platforms do. */
    private Path write(String name, String content) throws Exception {
        Path half = Files.writeString(directory.resolve(name + ".half"), content);
        return Files.move(half, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(Duration.ofSeconds(40)).until(condition);
    }
}
