package io.voddelete.vod;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.vod.ErrorCodes.ErrorClass;
import io.voddelete.vod.ErrorCodes.Meaning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorCodesTest {
    @ParameterizedTest
    @CsvSource({
        "VOD.10062, GONE, refused",
        "VOD.10061, BUSY, refused",
        "VOD.10083, BUSY, refused",
        "VOD.10060, ASSET, refused",
        "VOD.10111, ASSET, denied",
        "VOD.10133, ASSET, denied",
        "APIGW.0308, THROTTLED, refused",
        "VOD.10127, THROTTLED, refused",
        "VOD.10051, TRANSIENT, refused",
        "APIGW.0103, TRANSIENT, refused",
        "VOD.10054, AUTH, refused",
        "VOD.10057, AUTH, refused",
        "APIGW.0301, AUTH, refused",
        "APIGW.0307, AUTH, refused",
        "VOD.10055, ACCOUNT, refused",
        "VOD.10132, ACCOUNT, refused",
        "VOD.10053, REQUEST, refused",
        "APIGW.0101, REQUEST, refused"
    })
    void codeDecidesWhateverTheStatus(String code, ErrorClass errorClass, String reason) {
        for (int status : new int[] {200, 400, 401, 403, 404, 429, 500, 504}) {
            assertThat(ErrorCodes.meaning(code, status))
                    .as("HTTP %d", status)
                    .isEqualTo(new Meaning(errorClass, reason));
        }
    }

    @ParameterizedTest
    @CsvSource({"APIG.0308, THROTTLED", "APIG.0301, AUTH", "APIG.0101, REQUEST"})
    void gatewayHasTwoNames(String code, ErrorClass errorClass) {
        assertThat(ErrorCodes.meaning(code, 403).errorClass()).isEqualTo(errorClass);
    }

    @ParameterizedTest
    @CsvSource({
        "400, UNKNOWN",
        "401, AUTH",
        "403, UNKNOWN",
        "404, UNKNOWN",
        "408, TRANSIENT",
        "429, THROTTLED",
        "500, TRANSIENT",
        "502, TRANSIENT",
        "503, TRANSIENT",
        "504, TRANSIENT"
    })
    void statusDecidesWhereTheCodeIsMissingOrUnknown(int status, ErrorClass errorClass) {
        assertThat(ErrorCodes.meaning(null, status)).isEqualTo(new Meaning(errorClass, "refused"));
        assertThat(ErrorCodes.meaning("", status).errorClass()).isEqualTo(errorClass);
        assertThat(ErrorCodes.meaning("VOD.99999", status).errorClass()).isEqualTo(errorClass);
        assertThat(ErrorCodes.meaning("vod.10062", status).errorClass()).isEqualTo(errorClass);
    }

    @ParameterizedTest
    @CsvSource({"400, REQUEST", "404, REQUEST", "408, TRANSIENT", "429, THROTTLED", "504, TRANSIENT"})
    void code0201OfTheGatewayGoesByItsStatus(int status, ErrorClass errorClass) {
        assertThat(ErrorCodes.meaning("APIGW.0201", status).errorClass()).isEqualTo(errorClass);
        assertThat(ErrorCodes.meaning("APIG.0201", status).errorClass()).isEqualTo(errorClass);
    }

    @Test
    void codeIsMatchedAsAWhole() {
        assertThat(ErrorCodes.meaning("VOD.100620", 403).errorClass()).isEqualTo(ErrorClass.UNKNOWN);
        assertThat(ErrorCodes.meaning("XAPIG.0308", 403).errorClass()).isEqualTo(ErrorClass.UNKNOWN);
    }
}
