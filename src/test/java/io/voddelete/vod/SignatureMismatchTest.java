package io.voddelete.vod;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureMismatchTest {
    private static final String OURS = "DELETE|/v1.0/p/asset/|asset_id=a%2Cb|host:h|x-sdk-date:d||host;x-sdk-date|e3b0";

    @Test
    void theLineThatDiffersIsNamed() {
        SignatureMismatch mismatch = read(OURS.replace("%2C", ",")).orElseThrow();

        assertThat(mismatch.ours()).isEqualTo(OURS);
        assertThat(mismatch.theirs()).contains("asset_id=a,b");
        assertThat(mismatch.difference()).contains("line 3", "theirs 'asset_id=a,b'", "ours 'asset_id=a%2Cb'");
    }

    @Test
    void aLineThatOneSideLacksDiffers() {
        assertThat(read(OURS + "|more").orElseThrow().difference()).contains("line 9, theirs 'more', ours ''");
    }

    @Test
    void whereNothingDiffersTheSecretKeyIsWrong() {
        assertThat(read(OURS).orElseThrow().difference()).contains("equal", "secret key");
        assertThat(read(OURS.replace("=", "\\u003d")).orElseThrow().difference())
                .as("escaped as Gson does")
                .contains("equal");
    }

    @Test
    void noTokenIsShownAndNothingForeignUnescaped() {
        SignatureMismatch mismatch = read("GET|/|x-security-token:abc/def==|\\r\\n\\u001b[31m|X-Security-Token:other")
                .orElseThrow();

        assertThat(mismatch.theirs()).isEqualTo("GET|/|x-security-token:***|\\u000d|\\u001b[31m|X-Security-Token:***");
    }

    @Test
    void itIsCut() {
        assertThat(read("x".repeat(100_000)).orElseThrow().theirs()).hasSize(4000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "null", "[]", "no json", "{}", "{\"error_msg\":7}", "{\"error_msg\":\"canonicalRequest:\"}"})
    void anyOtherAnswerIsNone(String body) {
        assertThat(SignatureMismatch.read(answer(401, body), OURS)).isEmpty();
    }

    @Test
    void aSuccessIsNone() {
        assertThat(SignatureMismatch.read(answer(200, "{\"error_msg\":\"canonicalRequest:a\"}"), OURS))
                .isEmpty();
    }

    private static Optional<SignatureMismatch> read(String theirs) {
        String message = "Incorrect IAM authentication information: verify aksk signature fail, canonicalRequest:";
        return SignatureMismatch.read(answer(401, "{\"error_msg\":\"" + message + theirs + "\"}"), OURS);
    }

    private static VodResponse answer(int status, String body) {
        return VodResponse.of(status, body.getBytes(StandardCharsets.UTF_8), null);
    }
}
