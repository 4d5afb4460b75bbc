package io.voddelete.vod;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.vod.ErrorCodes.ErrorClass;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeleteResponseTest {
    /** The gateway quotes keys, and JSON may write them in another way than we sent them. */
    @Test
    void textOfAnErrorIsRedactedAfterItIsParsedWhateverTheStatus() {
        String body = "{\"error_code\":\"APIGW.0301\",\"error_msg\":\"ak ACCESS\\u004bEY, token a\\/b not known\"}";
        for (int status : new int[] {200, 401, 403, 500}) {
            VodResponse answer = Answers.http(status, body).to(new Credentials("ACCESSKEY", "secret", "a/b"));
            assertThat(DeleteResponse.read(answer).error().message()).isEqualTo("ak ***, token *** not known");
        }
    }

    @Test
    void wordsAreReadById() {
        DeleteResponse answer = DeleteResponse.read(Answers.http(
                200,
                "{\"delete_result_array\":[{\"asset_id\":\"a\",\"status\":\"DELETED\",\"more\":{}},"
                        + "{\"status\":\"FAILED\",\"asset_id\":\"b\"}],\"more\":1}"));
        assertThat(answer.error()).isNull();
        assertThat(answer.words()).hasSize(2).containsEntry("a", "DELETED").containsEntry("b", "FAILED");
    }

    @Test
    void sameWordTwiceIsThatWordAndTwoWordsAreAContradiction() {
        assertThat(Answers.results(
                                "{\"asset_id\":\"a\",\"status\":\"DELETED\"},{\"asset_id\":\"a\",\"status\":\"DELETED\"},"
                                        + "{\"asset_id\":\"b\",\"status\":\"FAILED\"},{\"asset_id\":\"b\",\"status\":\"DELETED\"},"
                                        + "{\"asset_id\":\"b\",\"status\":\"DELETED\"}")
                        .words())
                .containsEntry("a", "DELETED")
                .containsEntry("b", DeleteResponse.CONTRADICTION);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"asset_id\":\"a\"}",
                "{\"asset_id\":\"a\",\"status\":1}",
                "{\"asset_id\":\"a\",\"status\":null}"
            })
    void idWithoutAWordHasNoneThatMeansAnything(String result) {
        assertThat(Answers.results(result).words()).containsEntry("a", DeleteResponse.CONTRADICTION);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "null",
                "\"DELETED\"",
                "[]",
                "[{\"asset_id\":\"a\",\"status\":\"DELETED\"}]",
                "{}",
                "{\"asset_id\":7,\"status\":\"DELETED\"}",
                "{\"asset_id\":\"\",\"status\":\"DELETED\"}",
                "{\"asset_id\":[\"a\"],\"status\":\"DELETED\"}",
                "{\"ASSET_ID\":\"a\",\"status\":\"DELETED\"}"
            })
    void resultThatNamesNoIdIsPassedOver(String result) {
        DeleteResponse answer = Answers.results(result + ",{\"asset_id\":\"z\",\"status\":\"DELETED\"}");
        assertThat(answer.words()).containsOnlyKeys("z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "true",
                "42",
                "\"text\"",
                "[]",
                "{}",
                "{",
                "<html><body>OK</body></html>",
                "\0\0\0",
                "{\"delete_result_array\":null}",
                "{\"delete_result_array\":{}}",
                "{\"delete_result_array\":\"x\"}",
                "{\"delete_result_array\":[{\"asset_id\":\"a\",\"status\":\"DELETED\"}",
                "{\"error_code\":\"\"}",
                "{\"error_code\":17}",
                "[{\"delete_result_array\":[]}]"
            })
    void successThatCannotBeReadMayHaveActed(String body) {
        assertMayHaveActed(DeleteResponse.read(Answers.http(200, body)));
    }

    @Test
    void deepNestingIsUnreadableAndBreaksNothing() {
        assertMayHaveActed(DeleteResponse.read(Answers.http(200, "[".repeat(100_000))));
        assertMayHaveActed(DeleteResponse.read(
                Answers.http(200, "{\"delete_result_array\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}")));
    }

    @Test
    void emptyArrayIsReadAsAnAnswerThatSpeaksOfNobody() {
        assertThat(Answers.results("").words()).isEmpty();
    }

    @Test
    void errorIsReadFromItsCodeWhateverTheStatus() {
        for (int status : new int[] {200, 400, 403, 404, 500}) {
            VodError error = Answers.error(status, "VOD.10062").error();
            assertThat(error.errorClass()).as("HTTP %d", status).isEqualTo(ErrorClass.GONE);
            assertThat(error.mayHaveActed()).isFalse();
            assertThat(error.code()).isEqualTo("VOD.10062");
        }
    }

    @Test
    void errorWinsOverResultsInTheSameAnswer() {
        DeleteResponse answer = DeleteResponse.read(Answers.http(
                200,
                "{\"error_code\":\"VOD.10051\",\"delete_result_array\":[{\"asset_id\":\"a\",\"status\":\"FAILED\"}]}"));
        assertThat(answer.words()).isEmpty();
        assertThat(answer.error().mayHaveActed()).isTrue();
    }

    /** VOD may have deleted what stands in the results, whatever its error says of the call. */
    @ParameterizedTest
    @ValueSource(strings = {"VOD.10062", "APIGW.0308", "VOD.10053", "VOD.99999"})
    void errorBesideResultsMayHaveActed(String code) {
        String error = "{\"error_code\":\"" + code + "\",\"delete_result_array\":";
        for (int status : new int[] {200, 403}) {
            assertThat(DeleteResponse.read(
                                    Answers.http(status, error + "[{\"asset_id\":\"a\",\"status\":\"DELETED\"}]}"))
                            .error()
                            .mayHaveActed())
                    .isTrue();
        }
        for (String nothing : new String[] {"[]", "null", "{}", "\"\""}) {
            VodError alone = DeleteResponse.read(Answers.http(403, error + nothing + "}"))
                    .error();
            assertThat(alone.mayHaveActed()).as(nothing).isFalse();
            assertThat(alone).hasToString("HTTP 403 " + code + ": the response has no error_msg");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, UNKNOWN, false",
        "403, UNKNOWN, false",
        "302, UNKNOWN, true",
        "401, AUTH, false",
        "429, THROTTLED, false",
        "408, TRANSIENT, true",
        "500, TRANSIENT, true",
        "502, TRANSIENT, true",
        "504, TRANSIENT, true"
    })
    void htmlErrorPageIsJudgedByItsStatus(int status, ErrorClass errorClass, boolean mayHaveActed) {
        VodError error = DeleteResponse.read(Answers.http(status, "<html>gateway</html>"))
                .error();
        assertThat(error.errorClass()).isEqualTo(errorClass);
        assertThat(error.mayHaveActed()).isEqualTo(mayHaveActed);
        assertThat(error.code()).isNull();
    }

    @Test
    void messageIsForeignTextAndIsEscapedAndCut() {
        VodError error = DeleteResponse.read(Answers.http(
                        403, "{\"error_code\":\"VOD.1\\n2\",\"error_msg\":\"a\\r\\n\u202Eb" + "x".repeat(500) + "\"}"))
                .error();
        assertThat(error.message()).startsWith("a\\u000d\\u000a\\u202ebx").hasSize(200);
        assertThat(error.toString()).startsWith("HTTP 403 VOD.1\\u000a2: a").doesNotContain("\n");
    }

    @Test
    void lostAnswerKeepsWhatIsKnownOfTheDeed() {
        assertThat(Answers.none(true).error().mayHaveActed()).isTrue();
        assertThat(Answers.none(false).error().mayHaveActed()).isFalse();
        assertThat(Answers.none(false).error()).hasToString("no response: connection lost");
        VodResponse broken =
                new VodResponse(200, "{\"delete_result_array\":[]}".getBytes(UTF_8), null, "cut off", true, null, null);
        assertMayHaveActed(DeleteResponse.read(broken));
    }

    @Test
    void retryAfterIsKept() {
        byte[] body = Answers.errorBody("APIGW.0308").getBytes(UTF_8);
        assertThat(DeleteResponse.read(VodResponse.of(429, body, Duration.ofSeconds(7)))
                        .error()
                        .retryAfter())
                .isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void theRequestIdIsTheHeadersOrElseTheBodysAndIsForeignText() {
        VodResponse plain = Answers.http(403, "{\"error_code\":\"VOD.10062\",\"request_id\":\"of body\"}");

        assertThat(plain.requestId()).isEqualTo("of body");
        assertThat(plain.ofRequest("of header").requestId()).isEqualTo("of header");
        assertThat(plain.ofRequest(" ").requestId()).isEqualTo("of body");
        assertThat(plain.ofRequest("a\n" + "x".repeat(99)).requestId())
                .startsWith("a\\u000ax")
                .hasSize(64);
        VodError error = DeleteResponse.read(plain.ofRequest("of header")).error();
        assertThat(error.inLog()).contains("of header");
        assertThat(error.toString()).doesNotContain("of header");
        assertThat(Answers.http(200, "{\"request_id\":7}").requestId()).isNull();
        assertThat(Answers.http(502, "<html>").requestId()).isNull();
        assertThat(VodResponse.none("connection lost", true).requestId()).isNull();
    }

    private static void assertMayHaveActed(DeleteResponse answer) {
        assertThat(answer.words()).isEmpty();
        assertThat(answer.error().errorClass()).isEqualTo(ErrorClass.TRANSIENT);
        assertThat(answer.error().mayHaveActed()).isTrue();
    }
}
