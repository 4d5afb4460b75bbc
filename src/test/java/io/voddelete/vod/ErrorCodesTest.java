package io.voddelete.vod;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.vod.ErrorCodes.ErrorClass;
import io.voddelete.vod.ErrorCodes.Meaning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorCodesTest {
    @ParameterizedTest
    @CsvSource({"VOD.10111, denied", "VOD.10114, denied", "VOD.10133, denied", "VOD.10138, denied", "VOD.10060, refused"
    })
    void reasonOfAFailedOutcomeIsThatOfItsCode(String code, String reason) {
        assertThat(ErrorCodes.meaning(code, 403)).isEqualTo(new Meaning(ErrorClass.ASSET, false, reason));
    }

    @ParameterizedTest
    @CsvSource({
        "100, UNKNOWN, true",
        "204, UNKNOWN, true",
        "302, UNKNOWN, true",
        "307, UNKNOWN, true",
        "405, UNKNOWN, false",
        "407, UNKNOWN, false",
        "408, TRANSIENT, true",
        "409, UNKNOWN, false",
        "494, UNKNOWN, false",
        "501, TRANSIENT, true",
        "502, TRANSIENT, true",
        "504, TRANSIENT, true",
        "599, TRANSIENT, true"
    })
    void statusDecidesWhereTheCodeIsMissingOrUnknown(int status, ErrorClass errorClass, boolean mayHaveActed) {
        for (String code : new String[] {null, "", "VOD.99999", "vod.10062"}) {
            assertThat(ErrorCodes.meaning(code, status))
                    .as("code %s", code)
                    .isEqualTo(new Meaning(errorClass, mayHaveActed, "refused"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "302, UNKNOWN, true",
        "408, TRANSIENT, true",
        "413, REQUEST, false",
        "414, REQUEST, false",
        "494, REQUEST, false",
        "502, TRANSIENT, true",
        "504, TRANSIENT, true"
    })
    void code0201OfTheGatewayGoesByItsStatus(int status, ErrorClass errorClass, boolean mayHaveActed) {
        Meaning meaning = new Meaning(errorClass, mayHaveActed, "refused");
        assertThat(ErrorCodes.meaning("APIGW.0201", status)).isEqualTo(meaning);
        assertThat(ErrorCodes.meaning("APIG.0201", status)).isEqualTo(meaning);
    }

    @Test
    void codeIsMatchedAsAWhole() {
        assertThat(ErrorCodes.meaning("VOD.100620", 403).errorClass()).isEqualTo(ErrorClass.UNKNOWN);
        assertThat(ErrorCodes.meaning("XAPIG.0308", 403).errorClass()).isEqualTo(ErrorClass.UNKNOWN);
    }
}
