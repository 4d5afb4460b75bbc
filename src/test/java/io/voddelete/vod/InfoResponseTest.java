package io.voddelete.vod;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.AssetInfo;
import java.time.Instant;
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

    /** The response of VOD's own documentation. */
    @Test
    void tellsWhatGuardsNeed() {
        AssetDetails asset = info("""
                        {"asset_id":"a","status":"PUBLISHED","base_info":{"title":"Avatar","category_id":-1,"category_name":"其他",
                        "create_time":"20190612032250","last_modified":"20190613075030","tags":"test1, test2，legal-hold"}}""").details(A);
        assertThat(asset.isPublished()).isTrue();
        assertThat(asset.title()).isEqualTo("Avatar");
        assertThat(asset.tags()).containsExactlyInAnyOrder("test1", "test2", "legal-hold");
        assertThat(asset.category()).isEqualTo(new AssetDetails.Category("-1", "其他"));
        assertThat(asset.created()).isEqualTo("2019-06-12T03:22:50Z");
        assertThat(asset.modified()).isEqualTo("2019-06-13T07:50:30Z");
    }

    @Test
    void whatIsKeptIsEscapedAndCutBetweenCharacters() {
        String title = "\\u202e=1\\n" + "\uD83C\uDFA5".repeat(200);
        AssetInfo info = info("{\"asset_id\":\"a\",\"status\":\"" + "X".repeat(99) + "\",\"base_info\":{\"title\":\""
                        + title + "\",\"create_time\":\"20190612032250\"}}")
                .info(A, AssetInfo.NONE);

        assertThat(info.title())
                .startsWith("\\u202e=1\\u000a\uD83C\uDFA5")
                .endsWith("\uD83C\uDFA5")
                .hasSizeBetween(AssetInfo.LONGEST_TITLE - 1, AssetInfo.LONGEST_TITLE);
        assertThat(info.vodStatus()).hasSize(AssetInfo.LONGEST_STATUS);
        assertThat(info.createdAt()).isEqualTo("2019-06-12T03:22:50.000Z");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "CREATED, B, CREATED, B",
                "PUBLISHED, -, PUBLISHED, A",
                "TRANSCODING, -, TRANSCODING, A",
                "DELETING, -, PUBLISHED, A",
                "DELETED, B, PUBLISHED, B",
                "NO_ASSET, -, PUBLISHED, A",
                "-, -, PUBLISHED, A"
            })
    void theLastStatusBeforeAnAssetWasGoneIsKept(String status, String title, String kept, String keptTitle) {
        AssetInfo before = new AssetInfo("A", "PUBLISHED", Instant.EPOCH);
        String base = title == null ? "{}" : "{\"title\":\"" + title + "\"}";
        String element = "{\"asset_id\":\"a\",\"status\":" + (status == null ? "null" : '"' + status + '"')
                + ",\"base_info\":" + base + "}";

        assertThat(info(element).info(A, before)).isEqualTo(new AssetInfo(keptTitle, kept, Instant.EPOCH));
    }

    @Test
    void ofAnAssetThatWasGoneWhenItWasAskedAboutFirstThatIsKept() {
        assertThat(info("{\"asset_id\":\"a\",\"status\":\"UNCREATED\"}").info(A, AssetInfo.NONE))
                .isEqualTo(new AssetInfo(null, "UNCREATED", null));
    }

    @Test
    void anErrorSaysNothingOfAnAsset() {
        AssetInfo before = new AssetInfo("A", "PUBLISHED", Instant.EPOCH);

        assertThat(InfoResponse.read(Answers.http(403, Answers.errorBody("VOD.10062")))
                        .info(A, before))
                .isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"\"", "\" , \""})
    void anAssetWithoutTagsHasNone(String tags) {
        assertThat(info("{\"asset_id\":\"a\",\"base_info\":{\"tags\":" + tags + "}}")
                        .details(A)
                        .tags())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"asset_id\":\"a\",\"status\":\"CREATED\"}",
                "{\"asset_id\":\"a\",\"status\":\"CREATED\",\"base_info\":null}",
                "{\"asset_id\":\"a\",\"status\":\"CREATED\",\"base_info\":{}}",
                "{\"asset_id\":\"a\",\"status\":\"CREATED\",\"tags\":\"x\",\"base_info\":[]}",
                "{\"asset_id\":\"a\",\"base_info\":{\"tags\":[\"x\"],\"category_id\":1,\"create_time\":20190612032250,\"last_modified\":\"2019-06-13\"}}",
                "{\"asset_id\":\"a\",\"base_info\":{\"category_name\":\"x\",\"create_time\":\"20191332000000\",\"last_modified\":\"\"}}",
                "{\"asset_id\":\"a\",\"base_info\":{\"tags\":\"x\"}},{\"asset_id\":\"a\",\"base_info\":{\"tags\":null}}"
            })
    void whatIsNotClearlySaidIsUnknown(String elements) {
        AssetDetails asset = info(elements).details(A);
        assertThat(asset.tags()).isNull();
        assertThat(asset.category()).isNull();
        assertThat(asset.created()).isNull();
        assertThat(asset.modified()).isNull();
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
