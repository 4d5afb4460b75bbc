package io.voddelete.simulator;

import static io.voddelete.simulator.Answers.assertError;
import static io.voddelete.simulator.Answers.deleteResults;
import static io.voddelete.simulator.Answers.onlyStatus;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ScriptedIdsTest {
    private static final String BUSY = "00000000423aaaaaaaaaaaaaaaaaaaaa";
    private static final String REFUSED = "00000000403aaaaaaaaaaaaaaaaaaaaa";
    private static final String BAD_GATEWAY = "00000000502aaaaaaaaaaaaaaaaaaaaa";

    private VodSimulator simulator;
    private SigningClient client;

    @AfterEach
    void close() {
        simulator.close();
    }

    @ParameterizedTest
    @CsvSource({"00000000404ff,UNCREATED", "00000000410ff,DELETED"})
    void whatIsGoneSpoilsTheWholeCall(String gone, String status) {
        start(SimulatorOptions.defaults());

        assertThat(onlyStatus(client.info(gone))).isEqualTo(status);
        assertError(client.delete("a", gone), 403, "VOD\\.10062");
        assertThat(simulator.recorder().deletedCount()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"00000000404ff", "00000000410ff"})
    void whatIsGoneIsAFailedItemInTheOtherForm(String gone) {
        start(SimulatorOptions.defaults().withNotFound(AnswerForm.ITEM));

        assertThat(client.delete("a", gone, "b").body())
                .isEqualTo(deleteResults("a=DELETED", gone + "=FAILED", "b=DELETED"));
        assertThat(simulator.recorder().deletions()).containsOnlyKeys("a", "b");
    }

    @Test
    void whatIsBusyFailsUntilLookedAtOftenEnough() {
        start(SimulatorOptions.defaults());

        assertThat(onlyStatus(client.info(BUSY))).isEqualTo("TRANSCODING");
        assertThat(client.delete("a", BUSY).body()).isEqualTo(deleteResults("a=DELETED", BUSY + "=FAILED"));
        assertThat(onlyStatus(client.info(BUSY))).isEqualTo("PUBLISHED");
        assertThat(client.delete(BUSY).body()).isEqualTo(deleteResults(BUSY + "=DELETED"));
        assertThat(onlyStatus(client.info(BUSY))).isEqualTo("DELETED");
    }

    @Test
    void whatIsBusySpoilsTheWholeCallInTheOtherForm() {
        start(SimulatorOptions.defaults().withBusy(AnswerForm.CALL).withFaults("busy,ids=" + BUSY + ",times=1"));

        assertError(client.delete("a", BUSY), 403, "VOD\\.10083");
        assertThat(simulator.recorder().deletedCount()).isZero();
        assertThat(client.delete("a", BUSY).body()).isEqualTo(deleteResults("a=DELETED", BUSY + "=DELETED"));
    }

    @Test
    void whatRefusesLivesOn() {
        start(SimulatorOptions.defaults());

        for (int i = 0; i < 3; i++) {
            assertThat(client.delete(REFUSED, "a" + i).body())
                    .isEqualTo(deleteResults(REFUSED + "=FAILED", "a" + i + "=DELETED"));
        }
        assertThat(onlyStatus(client.info(REFUSED))).isEqualTo("PUBLISHED");
    }

    @Test
    void aBadGatewayComesOnceAndAfterTheEffect() {
        start(SimulatorOptions.defaults().withNotFound(AnswerForm.ITEM));

        var answer = client.delete("a", BAD_GATEWAY, "b");

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/html");
        assertThat(answer.body()).contains("<h1>502 Bad Gateway</h1>");
        assertThat(simulator.recorder().deletions()).containsOnlyKeys("a", BAD_GATEWAY, "b");
        assertThat(client.delete(BAD_GATEWAY, "c").body())
                .isEqualTo(deleteResults(BAD_GATEWAY + "=FAILED", "c=DELETED"));
    }

    @Test
    void aBadGatewayIsKeptForACallThatDeletes() {
        start(SimulatorOptions.defaults());

        assertError(client.delete(BAD_GATEWAY, "00000000404ff"), 403, "VOD\\.10062");
        assertThat(client.delete(BAD_GATEWAY).statusCode()).isEqualTo(502);
        assertError(client.delete(BAD_GATEWAY), 403, "VOD\\.10062");
        simulator.asset(BAD_GATEWAY, AssetStatus.PUBLISHED);
        assertThat(client.delete(BAD_GATEWAY).body()).isEqualTo(deleteResults(BAD_GATEWAY + "=DELETED"));
    }

    @ParameterizedTest
    @EnumSource(names = {"DELETING", "CREATING", "WAITING_TRANSCODE", "TRANSCODING", "OBS_CREATING"})
    void aBusyStatusSetByHandFails(AssetStatus status) {
        start(SimulatorOptions.defaults());
        simulator.asset("a", status);

        assertThat(client.delete("a").body()).isEqualTo(deleteResults("a=FAILED"));
    }

    @Test
    void otherStatusesSetByHandDecideToo() {
        start(SimulatorOptions.defaults());
        simulator.asset("failed", AssetStatus.DELETE_FAILED);
        simulator.asset("never", AssetStatus.UNCREATED);
        simulator.asset("empty", AssetStatus.NO_ASSET);

        assertThat(client.delete("failed").body()).isEqualTo(deleteResults("failed=DELETED"));
        assertError(client.delete("never"), 403, "VOD\\.10062");
        assertError(client.delete("empty"), 403, "VOD\\.10062");
    }

    @Test
    void anAssetBroughtBackCanBeDeletedAgain() {
        start(SimulatorOptions.defaults());
        client.delete("a");
        simulator.asset("a", AssetStatus.PUBLISHED);

        assertThat(client.delete("a").body()).isEqualTo(deleteResults("a=DELETED"));
        assertThat(simulator.recorder().timesDeleted("a")).isEqualTo(2);
        assertThat(simulator.recorder().deletedCount()).isOne();
    }

    private void start(SimulatorOptions options) {
        simulator = VodSimulator.start(options);
        client = new SigningClient(simulator);
    }
}
