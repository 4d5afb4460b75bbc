package io.voddelete.vod;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.asset.AssetId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InfoResponseTest {
    private static final AssetId A = new AssetId("a");

    @ParameterizedTest
    @CsvSource({
        "UNCREATED, ABSENT",
        "NO_ASSET, ABSENT",
        "DELETED, DELETED",
        "DELETING, DELETING",
        "WAITING_TRANSCODE, BUSY",
        "TRANSCODING, BUSY",
        "CREATING, BUSY",
        "OBS_CREATING, BUSY",
        "DELETE_FAILED, IDLE",
        "CANCELLED, IDLE",
        "SERVER_ERROR, IDLE",
        "UPLOAD_FAILED, IDLE",
        "PUBLISHED, IDLE",
        "TRANSCODE_FAILED, IDLE",
        "TRANSCODE_SUCCEED, IDLE",
        "CREATED, IDLE",
        "OBS_CREATE_FAILED, IDLE",
        "OBS_CREATE_SUCCESS, IDLE",
        "deleted, UNKNOWN",
        "GONE, UNKNOWN"
    })
    void everyStatusHasItsState(String status, AssetState state) {
        assertThat(info("{\"asset_id\":\"a\",\"status\":\"" + status + "\"}").state(A))
                .isEqualTo(state);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1,null,\"a\",[],{}",
                "{\"asset_id\":\"a\"}",
                "{\"asset_id\":\"a\",\"status\":null}",
                "{\"asset_id\":\"a\",\"status\":[\"DELETED\"]}",
                "{\"asset_id\":\"b\",\"status\":\"DELETED\"}",
                "{\"asset_id\":\"A\",\"status\":\"DELETED\"}",
                "{\"status\":\"DELETED\"}"
            })
    void idWithoutAClearStatusIsUnknownAndNeverGone(String elements) {
        InfoResponse answer = info(elements);
        assertThat(answer.error()).isNull();
        assertThat(answer.state(A)).isEqualTo(AssetState.UNKNOWN);
    }

    @Test
    void contradictionIsUnknownAndRepetitionIsNot() {
        String deleted = "{\"asset_id\":\"a\",\"status\":\"DELETED\"}";
        assertThat(info(deleted + "," + deleted).state(A)).isEqualTo(AssetState.DELETED);
        assertThat(info(deleted + ",{\"asset_id\":\"a\",\"status\":\"PUBLISHED\"}," + deleted)
                        .state(A))
                .isEqualTo(AssetState.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "null", "[]", "{}", "<html/>", "{\"asset_info_array\":{}}", "{\"delete_result_array\":[]}"})
    void answerThatCannotBeReadSaysNothingOfAnybody(String body) {
        InfoResponse answer = InfoResponse.read(Answers.http(200, body));
        assertThat(answer.error()).isNotNull();
        assertThat(answer.state(A)).isEqualTo(AssetState.UNKNOWN);
        assertThat(answer.isNotPermitted()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "403, VOD.10074, true",
        "401, APIGW.0302, true",
        "401, APIG.0302, true",
        "401, APIGW.0301, false",
        "403, VOD.10062, false",
        "429, APIGW.0308, false",
        "500, VOD.10051, false"
    })
    void onlyAMissingPermissionSaysThatInfoIsNotPermitted(int status, String code, boolean notPermitted) {
        InfoResponse answer = InfoResponse.read(Answers.http(status, Answers.errorBody(code)));
        assertThat(answer.isNotPermitted()).isEqualTo(notPermitted);
        assertThat(answer.state(A)).isEqualTo(AssetState.UNKNOWN);
    }

    private static InfoResponse info(String elements) {
        return InfoResponse.read(Answers.http(200, "{\"asset_info_array\":[" + elements + "],\"total\":1}"));
    }
}
