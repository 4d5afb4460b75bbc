package io.voddelete.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogSecretsTest {
    private static final String TOKEN = "made-up-token-of-a-caller-in-tests";

    private final LogSecrets secrets = new LogSecrets();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "at http://user:pa55@host:80/x?y=1|at http://***@host:80/x?y=1",
                "sftp:user:pa55@host/x|sftp:***@host/x",
                "Endpoint[https://host?authUsername=me&authPassword=pa55] started|Endpoint[https://host?authUsername=me&authPassword=***",
                "https://host?password=RAW(pa&55)&x=1|https://host?password=***&x=1",
                "https://blob/list?sv=1&sig=pa55%3D&se=2|https://blob/list?sv=1&sig=***&se=2",
                "{password=pa55, delay=5}|{password=***, delay=5}",
                "aws.secretKey=pa55|aws.secretKey=***"
            })
    void whatSaysOfItselfThatItIsASecretIsMasked(String text, String masked) {
        assertThat(secrets.masked(text)).startsWith(masked).doesNotContain("pa55");
    }

    /** Whoever names a file, or answers a call, has some say in what a line is. */
    @ParameterizedTest
    @ValueSource(strings = {"token-", "a.", "password", "?key-", "secret_token.", "&token"})
    void aLineThatWasMadeToTakeLongTakesAMoment(String part) {
        String line = "x= " + part.repeat(5000) + " password=pa55";

        assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> assertThat(secrets.masked(line)).endsWith(" password=***"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delete-batch: 10 ids, HTTP 200",
                "file:data/inbox?readLock=none&delay=500",
                "io.voddelete.StandaloneVertx@6fe04f2a, state=1",
                "HTTP server listens on 127.0.0.1, port 8080; paths: /vod/submissions",
                "at 2026-11-24T12:10:00Z: a@b"
            })
    void allElseIsShownAsItIs(String text) {
        assertThat(secrets.masked(text)).isEqualTo(text);
    }

    @Test
    void secretsOfTheSettingsAreMaskedWhereverTheyStand() {
        know(Map.of(
                "vod.secret-key", "made-up-secret-key",
                "vod.status.token", "ops:" + TOKEN,
                "vod.intake.webhook.secret-key", "whsec_bWFkZS11cC1zZWNyZXQtb2YtdGhlLXRlc3RzLTEy"));

        assertThat(secrets.masked(
                        "<made-up-secret-key> '" + TOKEN + "' whsec_bWFkZS11cC1zZWNyZXQtb2YtdGhlLXRlc3RzLTEy."))
                .isEqualTo("<***> '***' ***.");
    }

    /** Camel prints the options of an endpoint one by one too, decoded. */
    @Test
    void secretsOfTheAddressesOfTheSettingsAreMaskedInEachOfTheirForms() {
        know(Map.of(
                "vod.outcome.success-uri", "http://u5er:pa55%2Fw@host/x?authMethod=Basic&authPassword=RAW(fir5t+one)",
                "vod.outcome.failure-uri", "http://host/x?oauth2ClientSecret=sec0nd%20one&delay=5",
                "vod.outcome.kept-uri", "http://host/x?authPassword=four1h%2Bone",
                "vod.notify.uri", "http://host/x?key=fif1h%2Bone",
                "vod.intake.schedule.source-uri", "https://host/list?code=th1rd%2Bone"));

        assertThat(
                        secrets.masked(
                                "pa55%2Fw pa55/w|fir5t+one|fir5t%2Bone|sec0nd%20one|sec0nd one|th1rd+one|th1rd one|four1h+one|fif1h+one|Basic|host|delay"))
                .isEqualTo("*** ***|***|***|***|***|***|***|***|***|Basic|host|delay");
    }

    @Test
    void aSecretThatIsReadLaterIsMaskedOnlyWhereTheLogIsOurs() {
        secrets.learn(Setting.SECRET_KEY, "made-up-later-key");
        assertThat(secrets.masked("made-up-later-key")).isEqualTo("made-up-later-key");

        know(Map.of());
        secrets.learn(Setting.SECRET_KEY, "made-up-later-key");
        assertThat(secrets.masked("made-up-later-key")).isEqualTo("***");
    }

    private void know(Map<String, String> changes) {
        Properties properties = new Properties();
        properties.setProperty("vod.endpoint", "https://vod.cn-north-4.myhuaweicloud.com");
        properties.setProperty("vod.project-id", "p1");
        properties.setProperty("vod.access-key", "made-up-access-key");
        properties.setProperty("vod.secret-key", "made-up-secret-key");
        properties.putAll(changes);
        secrets.know(Settings.load(List.of(), Map.of(), properties));
    }
}
