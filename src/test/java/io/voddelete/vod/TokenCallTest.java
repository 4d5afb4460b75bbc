package io.voddelete.vod;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.voddelete.vod.ErrorCodes.ErrorClass;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenCallTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final IamUser USER = new IamUser("account", "user", "pa\"ss\\w\u00f6rd {");
    private static final TokenCall CALL = new TokenCall(USER, "p1", NOW);
    private static final String BODY =
            "{\"token\":{\"issued_at\":\"2026-11-24T09:00:00.000000Z\",\"expires_at\":\"2026-11-25T09:00:00.701000Z\"}}";

    @Test
    void theBodyIsThatOfTheDocumentationWithTheScopeOfTheProject() throws Exception {
        ObjectMapper json = new ObjectMapper();

        assertThat(json.readTree(CALL.body()))
                .isEqualTo(json.readTree("{\"auth\":{\"identity\":{\"methods\":[\"password\"],\"password\":{\"user\":"
                        + "{\"domain\":{\"name\":\"account\"},\"name\":\"user\",\"password\":"
                        + json.writeValueAsString(USER.password()) + "}}},\"scope\":{\"project\":{\"id\":\"p1\"}}}}"));
    }

    @Test
    void aTokenLivesAsLongAsIamSaysByItsOwnClock() {
        Token token = CALL.read(answer(201, BODY), "abc").token();

        assertThat(token.value()).isEqualTo("abc");
        assertThat(token.endsAt()).isEqualTo(NOW.plus(Duration.ofHours(24)).plusMillis(701));
        assertThat(token.renewAt()).isEqualTo(token.endsAt().minus(Duration.ofMinutes(30)));
        assertThat(token.identity()).isSameAs(USER);
    }

    @Test
    void whereIamDoesNotSayWhenItBeganOurClockCounts() {
        String body = "{\"token\":{\"expires_at\":\"2026-11-24T10:20:00Z\"}}";

        Token token = CALL.read(answer(201, body), "abc").token();

        assertThat(token.endsAt()).isEqualTo(NOW.plus(Duration.ofMinutes(20)));
        assertThat(token.renewAt()).as("half of a short life").isEqualTo(NOW.plus(Duration.ofMinutes(10)));
    }

    @Test
    void aTokenOf32KibibytesPassesAndALongerOneDoesNot() {
        assertThat(CALL.read(answer(201, BODY), "x".repeat(32_768)).token().value())
                .hasSize(32_768);
        assertThat(CALL.read(answer(201, BODY), "x".repeat(32_769)).error().message())
                .contains("X-Subject-Token", "32769 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\u00fc", "a\tb"})
    void aTokenThatIsNoHeaderValueIsNone(String value) {
        VodError error = CALL.read(answer(201, BODY), value).error();

        assertThat(error.errorClass()).isEqualTo(ErrorClass.TRANSIENT);
        assertThat(error.mayHaveActed()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"token\":{\"expires_at\":\"soon\"}}",
                "{\"token\":{\"expires_at\":\"2026-11-24T09:59:59Z\"}}",
                "{\"token\":{\"issued_at\":\"x\",\"expires_at\":\"2026-11-25T09:00:00Z\"}}"
            })
    void anAnswerWithoutALegalEndIsUnreadable(String body) {
        assertThat(CALL.read(answer(201, body), "abc").error().errorClass()).isEqualTo(ErrorClass.TRANSIENT);
        assertThat(CALL.read(answer(201, BODY), null).error().message()).contains("X-Subject-Token is missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | {\"error\":{\"code\":401,\"message\":\"wrong\",\"title\":\"Unauthorized\"}} | AUTH | HTTP 401: wrong",
                "401 | {\"error_code\":\"IAM.0061\",\"error_msg\":\"Account locked.\"} | AUTH | HTTP 401 IAM.0061: Account locked.",
                "403 | {\"error\":{\"error_code\":\"IAM.0081\",\"message\":\"console\"}} | AUTH | HTTP 403 IAM.0081: console",
                "429 | {\"error_code\":\"IAM.0012\",\"error_msg\":\"many\"} | THROTTLED | HTTP 429 IAM.0012: many",
                "500 | {\"error_code\":\"IAM.0006\",\"error_msg\":\"oops\"} | TRANSIENT | HTTP 500 IAM.0006: oops",
                "503 | <html> | TRANSIENT | HTTP 503: the response has no error_msg",
                "200 | {} | UNKNOWN | HTTP 200: the response has no error_msg"
            })
    void bothFormsOfErrorsAreRead(int status, String body, ErrorClass errorClass, String text) {
        TokenCall.Answer answer = CALL.read(answer(status, body), "abc");

        assertThat(answer.token()).isNull();
        assertThat(answer.error().errorClass()).isEqualTo(errorClass);
        assertThat(answer.error()).hasToString(text);
    }

    @Test
    void noTextHoldsThePasswordOrTheToken() {
        String password = "s3cret-password";
        TokenCall call = new TokenCall(new IamUser("account", "user", password), "p1", NOW);
        Token token = call.read(answer(201, BODY), "s3cret-token").token();
        String quoted = "{\"error_msg\":\"" + password + " is wrong\"}";

        assertThat(call.read(answer(401, quoted), null).error().toString())
                .contains("*** is wrong")
                .doesNotContain("s3cret");
        assertThat(token.redact("token s3cret-token of " + password)).isEqualTo("token *** of ***");
        assertThat(call + " " + token + " " + call.user()).contains("user").doesNotContain("s3cret");
    }

    @Test
    void aCallShowsTheTokenAndNothingElse() {
        Token token = CALL.read(answer(201, BODY), "abc").token();

        assertThat(token.headers(null, NOW)).isEqualTo(Map.of("X-Auth-Token", "abc"));
        assertThat(token.explain(null, NOW)).isEmpty();
    }

    @Test
    void aUserIsKnownAgainByItsFingerprintWhichHoldsNoPassword() {
        String fingerprint = USER.fingerprint(new Random(1));

        assertThat(fingerprint).doesNotContain("pa\"ss").matches("[0-9a-f]{64}:[0-9a-f]{64}");
        assertThat(USER.matches(fingerprint)).isTrue();
        assertThat(new IamUser("account", "user", "other").matches(fingerprint)).isFalse();
        assertThat(new Credentials("account", "user").matches(fingerprint)).isFalse();
        assertThat(USER.matches("none")).isFalse();
    }

    private static VodResponse answer(int status, String body) {
        return VodResponse.of(status, body.getBytes(UTF_8), null);
    }
}
