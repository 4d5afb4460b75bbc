package io.voddelete.simulator;

import static io.voddelete.simulator.Answers.assertError;
import static io.voddelete.simulator.Answers.deleteResults;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeleteCallTest {
    private static final String TEN = "a,b,c,d,e,f,g,h,i,j";

    private final VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults());
    private final SigningClient client = new SigningClient(simulator);

    @AfterEach
    void close() {
        simulator.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            asset_id=a1%2Cb-2%2CC_3                  | asset_id=a1%2Cb-2%2CC_3
            asset_id=a1,b-2,C_3                      | asset_id=a1%2Cb-2%2CC_3
            asset_id=a1&asset_id=b-2&asset_id=C_3    | asset_id=a1&asset_id=b-2&asset_id=C_3
            asset_id=a1&asset_id=b-2,C_3             | asset_id=a1&asset_id=b-2%2CC_3
            """)
    void deletesEveryIdInAnyFormOfTheList(String sent, String signed) {
        var answer = client.send("DELETE", "/asset", sent, signed);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(deleteResults("a1=DELETED", "b-2=DELETED", "C_3=DELETED"));
        assertThat(simulator.recorder().deletions()).containsOnlyKeys("a1", "b-2", "C_3");
    }

    @Test
    void takesTenIdsAndRefusesEleven() {
        assertThat(client.delete(TEN.split(",")).statusCode()).isEqualTo(200);

        assertError(client.delete((TEN + ",k").split(",")), 400, "VOD\\.10053");
        assertThat(simulator.recorder().isDeleted("k")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "asset_id=", "other=a", "asset_id=a%2C%2Cb", "asset_id=a%20b", "asset_id=%C3%A9"})
    void refusesCallsWithoutWellFormedIds(String query) {
        assertError(client.send("DELETE", "/asset", query), 400, "VOD\\.10053");
        assertThat(simulator.recorder().deletedCount()).isZero();
    }

    @Test
    void refusesAnIdOf65Characters() {
        assertThat(client.delete("x".repeat(64)).statusCode()).isEqualTo(200);
        assertError(client.delete("x".repeat(65)), 400, "VOD\\.10053");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Origin", "all"})
    void refusesEveryOtherDeleteType(String type) {
        var answer = client.send("DELETE", "/asset", "asset_id=a&delete_type=" + type);

        assertError(answer, 403, "VOD\\.10053");
        assertThat(simulator.recorder().isDeleted("a")).isFalse();
    }

    @Test
    void deletingTheOriginLeavesTheAsset() {
        var answer = client.send("DELETE", "/asset", "asset_id=a&delete_type=origin");

        assertThat(answer.body()).isEqualTo(deleteResults("a=DELETED"));
        assertThat(simulator.recorder().isDeleted("a")).isFalse();
        assertThat(simulator.recorder().calls().get(0).acted()).isTrue();
        assertThat(Answers.onlyStatus(client.info("a"))).isEqualTo("PUBLISHED");
    }

    @Test
    void answersOneItemForAnIdNamedTwice() {
        assertThat(client.delete("a", "b", "a").body()).isEqualTo(deleteResults("a=DELETED", "b=DELETED"));
        assertThat(simulator.recorder().timesDeleted("a")).isOne();
        assertThat(simulator.recorder().calls().get(0).assetIds()).containsExactly("a", "b", "a");
    }

    @Test
    void treatsADeletedIdAsNotFound() {
        client.delete("a");

        assertError(client.delete("a", "b"), 403, "VOD\\.10062");
        assertThat(simulator.recorder().deletions()).containsOnlyKeys("a").containsEntry("a", 1);
    }

    @ParameterizedTest
    @CsvSource({"GET,/asset", "DELETE,/asset/info", "DELETE,/assets", "DELETE,/asset/", "GET,''"})
    void knowsNoOtherInterface(String method, String path) {
        assertError(client.send(method, path, "asset_id=a"), 404, "APIGW\\.0101");
        assertThat(simulator.recorder().calls()).isEmpty();
    }

    @Test
    void refusesAnotherProject() {
        client.projectId = "0000000000000000ffffffffffffffff";

        assertError(client.delete("a"), 403, "VOD\\.10057");
        assertThat(simulator.recorder().isDeleted("a")).isFalse();
    }
}
