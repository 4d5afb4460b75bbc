package io.voddelete.vod;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.vod.AkSkSigner.Request;
import java.net.URI;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every vector is checked equal at every step; none is skipped. */
class AkSkSignerVectorTest {

    private static final String VECTORS = "io.voddelete.vod.SigningVector#all";

    @Test
    void vectorsAreThere() {
        assertThat(SigningVector.all())
                .hasSizeGreaterThanOrEqualTo(14)
                .allSatisfy(vector -> assertThat(vector.algorithm()).isEqualTo("SDK-HMAC-SHA256"))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource(VECTORS)
    void everyStepEqualsTheVector(SigningVector vector) {
        Request request = vector.request();
        SortedMap<String, String> headers =
                AkSkSigner.signedHeaders(request, vector.credentials().sessionToken(), vector.date());
        assertThat(request.host()).isEqualTo(vector.output("host_header"));
        assertThat(String.join(";", headers.keySet())).isEqualTo(vector.output("signed_headers"));
        assertThat(AkSkSigner.canonicalQuery(request.query())).isEqualTo(vector.output("canonical_query"));

        String canonicalRequest = AkSkSigner.canonicalRequest(request, headers);
        assertThat(canonicalRequest).isEqualTo(vector.output("canonical_request"));
        assertThat(canonicalRequest.lines().skip(1).findFirst()).hasValue(vector.output("canonical_uri"));

        String stringToSign = AkSkSigner.stringToSign(canonicalRequest, vector.date());
        assertThat(stringToSign).isEqualTo(vector.output("string_to_sign"));
        assertThat(AkSkSigner.signature(stringToSign, vector.credentials().secretKey()))
                .isEqualTo(vector.output("signature"));
    }

    @ParameterizedTest
    @MethodSource(VECTORS)
    void addedHeadersCarryTheSignature(SigningVector vector) {
        Map<String, String> added = AkSkSigner.sign(vector.request(), vector.credentials(), vector.now());

        assertThat(added)
                .containsEntry("X-Sdk-Date", vector.date())
                .containsEntry("Authorization", vector.output("authorization"))
                .hasSize(vector.credentials().isTemporary() ? 3 : 2);
        assertThat(added.get("X-Security-Token")).isEqualTo(vector.credentials().sessionToken());
    }

    @ParameterizedTest
    @MethodSource(VECTORS)
    void wireFormNamesTheSameTargetAsTheSdk(SigningVector vector) {
        Request request = vector.request();
        URI sdk = URI.create(vector.output("sdk_url"));

        assertThat(AkSkSigner.canonicalPath(request.path())).isEqualTo(sdk.getRawPath());
        // the SDK sends its parameters in the given order, we send them in the signed order
        assertThat(AkSkSigner.canonicalQuery(request.query()).split("&"))
                .containsExactlyInAnyOrder(
                        sdk.getRawQuery() == null
                                ? new String[] {""}
                                : sdk.getRawQuery().split("&"));
    }

    @ParameterizedTest
    @MethodSource(VECTORS)
    void explainIsTheCanonicalRequestOnOneLine(SigningVector vector) {
        String oneLine = vector.output("canonical_request").replace('\n', '|');
        String token = vector.credentials().sessionToken();

        assertThat(AkSkSigner.explain(vector.request(), vector.credentials(), vector.now()))
                .isEqualTo(token == null ? oneLine : oneLine.replace(token, "***"));
    }
}
