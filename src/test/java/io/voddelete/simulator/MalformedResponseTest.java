package io.voddelete.simulator;

import static io.voddelete.simulator.Answers.deleteResults;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MalformedResponseTest {
    private static final String FOREIGN_A = Hashes.sha256("\"a\"").substring(0, 32);
    private static final String FOREIGN_B = Hashes.sha256("\"b\"").substring(0, 32);

    private final VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults());
    private final SigningClient client = new SigningClient(simulator);

    @AfterEach
    void close() {
        simulator.close();
    }

    private static String bent(String lie) {
        return switch (lie) {
            case "missing" -> deleteResults("b=DELETED");
            case "extra" -> deleteResults("a=DELETED", "b=DELETED", FOREIGN_A + "=DELETED");
            case "duplicate" -> deleteResults("a=DELETED", "b=DELETED", "a=DELETED");
            case "contradiction" -> deleteResults("a=DELETED", "b=DELETED", "a=FAILED");
            case "shuffled" -> deleteResults("b=DELETED", "a=DELETED");
            case "foreign", "other-batch" -> deleteResults(FOREIGN_A + "=DELETED", FOREIGN_B + "=DELETED");
            case "escaped" -> deleteResults("\\u0061=DELETED", "\\u0062=DELETED");
            case "hostile" ->
                deleteResults("a=DELETED", "b=DELETED", "x\\r\\n\\u001b[31mERROR\\u0000<script>'%0a=DELETED");
            case "no-word" -> deleteResults("a=DELETED", "b=DELETED").replaceFirst("\"DELETED\"", "null");
            case "empty" -> "";
            case "null" -> "null";
            case "null-array" -> "{\"delete_result_array\":null}";
            case "html" -> "<html><body>Please log in</body></html>";
            case "cut-json" -> "{\"delete_result_array\":[{\"asset_id\":\"a\",\"status\"";
            default -> throw new IllegalArgumentException(lie);
        };
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"CHARSET", "GARBAGE"})
    void theCallIsCarriedOutAndTheAnswerLies(MalformedResponse lie) {
        String word = lie.name().toLowerCase(Locale.ROOT).replace('_', '-');
        simulator.faults("lie=" + word + ",on=delete");

        HttpResponse<String> answer = client.delete("a", "b");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValue(lie == MalformedResponse.HTML ? "text/html" : "application/json");
        assertThat(answer.body()).isEqualTo(bent(word));
        assertThat(simulator.recorder().deletions()).containsOnlyKeys("a", "b");
        assertThat(simulator.recorder().deleteCalls().get(0).deletedIds()).containsExactly("a", "b");
        assertThat(simulator.recorder().deleteCalls().get(0).fault()).isEqualTo("lie=" + word + ",on=delete");
        assertThat(client.info("a").body()).contains("DELETED");
    }

    @Test
    void theBodyCanBeInAnotherCharsetThanSaid() {
        simulator.faults("lie=charset");

        HttpResponse<String> answer = client.delete("a");

        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json; charset=UTF-8");
        assertThat(answer.headers().firstValue("Content-Length"))
                .hasValue("" + deleteResults("a=DELETED").getBytes(StandardCharsets.UTF_16).length);
    }

    @Test
    void theBodyCanBeNoText() {
        simulator.faults("lie=garbage");

        assertThat(client.delete("a").body()).contains("\u0000", "\ufffd", "\u001b]{");
    }

    @Test
    void theAnswerToTheCallBeforeComesAgain() {
        client.delete("a", "b");
        simulator.faults("lie=other-batch");

        assertThat(client.delete("c").body()).isEqualTo(deleteResults("a=DELETED", "b=DELETED"));
    }

    @Test
    void itIsAboutTheAssetThatIsNamed() {
        simulator.faults("lie=missing,ids=b,times=1; lie=contradiction,ids=e; word=UNKNOW,ids=h");

        assertThat(client.delete("a", "b", "c").body()).isEqualTo(deleteResults("a=DELETED", "c=DELETED"));
        assertThat(client.delete("d", "e", "f").body())
                .isEqualTo(deleteResults("d=DELETED", "e=DELETED", "f=DELETED", "e=FAILED"));
        assertThat(client.delete("g", "h").body()).isEqualTo(deleteResults("g=DELETED", "h=UNKNOW"));
    }

    @Test
    void itCanClaimADeedThatWasNotDone() {
        simulator.faults("lie=shuffled,effect=before");

        assertThat(client.delete("a", "b").body()).isEqualTo(deleteResults("b=DELETED", "a=DELETED"));
        assertThat(simulator.recorder().deletedCount()).isZero();
        assertThat(simulator.recorder().calls().get(0).acted()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"UNKNOW", "PENDING", "deleted", "DELETE_FAILED"})
    void theStatusCanBeAnyWord(String word) {
        simulator.faults("word=" + word);

        assertThat(client.delete("a", "b").body()).isEqualTo(deleteResults("a=" + word, "b=DELETED"));
        assertThat(client.info("a").body()).contains("\"status\":\"" + word + "\"");
    }

    @Test
    void anInfoAnswerLiesToo() {
        simulator.faults("lie=missing,times=1; lie=contradiction,times=1; lie=null-array,times=1; lie=other-batch");

        assertThat(client.info("a", "b").body()).contains("\"total\":1").doesNotContain("\"a\"");
        assertThat(client.info("a").body()).contains("PUBLISHED", "UNCREATED", "\"total\":2");
        assertThat(client.info("a").body()).isEqualTo("{\"asset_info_array\":null}");
        assertThat(client.info("b").body()).contains("\"a\"").doesNotContain("\"b\"");
    }

    @Test
    void aRefusedCallIsAnsweredAsItIs() {
        simulator.faults("lie=missing; unknown,ids=x");

        assertThat(client.delete("x").statusCode()).isEqualTo(403);
    }
}
