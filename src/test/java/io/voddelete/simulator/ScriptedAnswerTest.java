package io.voddelete.simulator;

import static io.voddelete.simulator.Answers.deleteResults;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class ScriptedAnswerTest {
    private final VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults());
    private final SigningClient client = new SigningClient(simulator);

    @AfterEach
    void close() {
        simulator.close();
    }

    @Test
    void appliesOnceAndInOrderToItsOwnKind() {
        simulator.script(ScriptedAnswer.onInfo().status(504));
        simulator.script(ScriptedAnswer.insteadOfDelete().error(403, "VOD.10051", "inner \"fault\""));
        simulator.script(ScriptedAnswer.insteadOfDelete());

        var first = client.delete("a");
        assertThat(first.statusCode()).isEqualTo(403);
        assertThat(first.body())
                .isEqualTo("{\"error_code\":\"VOD.10051\",\"error_msg\":\"inner \\\"fault\\\"\","
                        + "\"request_id\":\"scripted\"}");
        assertThat(client.delete("a").statusCode()).isEqualTo(503);
        assertThat(simulator.recorder().deletedCount()).isZero();
        assertThat(client.delete("a").body()).isEqualTo(deleteResults("a=DELETED"));
        assertThat(client.info("a").body()).contains("504 Gateway Timeout");
        assertThat(client.info("a").statusCode()).isEqualTo(200);
        assertThat(simulator.recorder().calls())
                .extracting(SeenCall::errorCode)
                .containsExactly("VOD.10051", "", "", "", "");
    }

    @Test
    void anErrorCanComeAfterTheEffect() {
        simulator.script(ScriptedAnswer.afterDelete().status(502));

        assertThat(client.delete("a").statusCode()).isEqualTo(502);
        assertThat(simulator.recorder().isDeleted("a")).isTrue();
        assertThat(simulator.recorder().calls().get(0).acted()).isTrue();
    }

    @Test
    void anAnswerCanLie() {
        String lie = deleteResults("a=DELETED", "other=DELETED");
        simulator.script(ScriptedAnswer.insteadOfDelete().status(200).body(lie).header("X-Odd", "1"));

        var answer = client.delete("a");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(lie);
        assertThat(answer.headers().firstValue("X-Odd")).hasValue("1");
        assertThat(simulator.recorder().deletedCount()).isZero();
    }

    @Test
    void theBodyCanBeEmptyOrReplaced() {
        simulator.script(ScriptedAnswer.afterDelete().body(""));
        simulator.script(ScriptedAnswer.onInfo().body("{}"));

        assertThat(client.delete("a").body()).isEmpty();
        assertThat(simulator.recorder().isDeleted("a")).isTrue();
        assertThat(client.info("a").body()).isEqualTo("{}");
    }

    @Test
    void theConnectionCanCloseWithoutAnswer() {
        simulator.script(ScriptedAnswer.afterDelete().withoutAnswer());

        assertThatThrownBy(() -> client.delete("a")).isInstanceOf(UncheckedIOException.class);
        assertThat(simulator.recorder().isDeleted("a")).isTrue();
        assertThat(simulator.recorder().deleteCalls()).singleElement().satisfies(call -> {
            assertThat(call.status()).isZero();
            assertThat(call.acted()).isTrue();
        });
    }

    @Test
    void theBodyCanBeCutOff() {
        simulator.script(ScriptedAnswer.afterDelete().truncated());

        assertThatThrownBy(() -> client.delete("a"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("content-length: 61, bytes received: 30");
        assertThat(simulator.recorder().isDeleted("a")).isTrue();
    }

    @Test
    void theBodyCanDrip() {
        simulator.script(ScriptedAnswer.onInfo().body("123456").dripping(Duration.ofMillis(20)));
        long begin = System.nanoTime();

        assertThat(client.info("a").body()).isEqualTo("123456");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void theDelayComesAfterTheEffectAndEndsWhenTheSimulatorCloses() {
        simulator.script(ScriptedAnswer.afterDelete().delay(Duration.ofMinutes(5)));
        var answer = client.deleteLater("a");
        await().until(() -> simulator.recorder().isDeleted("a"));
        await().until(() -> simulator.recorder().calls().size() == 1);
        assertThat(answer).isNotDone();

        simulator.close();

        assertThat(answer).failsWithin(Duration.ofSeconds(5));
    }

    @Test
    void aShortDelayEndsInTheAnswer() {
        simulator.script(ScriptedAnswer.afterDelete().delay(Duration.ofMillis(50)));
        long begin = System.nanoTime();

        assertThat(client.delete("a").body()).isEqualTo(deleteResults("a=DELETED"));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(50));
    }

    @Test
    void isKeptForACallThatPassesTheGate() {
        simulator.script(ScriptedAnswer.afterDelete().status(500));
        client.delete("not an id".replace(" ", "%20"));

        assertThat(client.delete("a").statusCode()).isEqualTo(500);
    }

    @Test
    void refusesWhatCannotBeSent() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ScriptedAnswer.onInfo().status(100));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ScriptedAnswer.onInfo().delay(Duration.ofMillis(-1)));
    }
}
