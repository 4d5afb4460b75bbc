package io.voddelete.vod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.voddelete.vod.AkSkSigner.Request;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The signer's own contract, apart from the algorithm. */
class AkSkSignerTest {

    private static final URI ENDPOINT = URI.create("https://vod.example.com");
    private static final Instant NOW = Instant.parse("2025-01-02T03:04:05.999Z");
    private static final Credentials PERMANENT = new Credentials("HPUAAKEXAMPLE0000001", "hw0SKexampleSecretKey");
    private static final Credentials TEMPORARY =
            new Credentials("HPUAAKEXAMPLE0000001", "hw0SKexampleSecretKey", "gQpjbi1ub3J0aC00EXAMPLE+/token==");

    @Test
    void addsDateTokenAndSignatureInThisOrder() {
        assertThat(AkSkSigner.sign(delete(Map.of()), TEMPORARY, NOW).keySet())
                .containsExactly("X-Sdk-Date", "X-Security-Token", "Authorization");
        assertThat(AkSkSigner.sign(delete(Map.of()), PERMANENT, NOW).keySet())
                .containsExactly("X-Sdk-Date", "Authorization");
    }

    @Test
    void dateIsUtcInAsciiDigitsWhateverTheLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        try {
            assertThat(AkSkSigner.sign(delete(Map.of()), PERMANENT, NOW))
                    .containsEntry("X-Sdk-Date", "20250102T030405Z");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void idsInOneParameterAreSentWithAnEncodedComma() {
        assertThat(AkSkSigner.canonicalQuery(List.of(Map.entry("asset_id", "a,b,c"))))
                .isEqualTo("asset_id=a%2Cb%2Cc");
    }

    @Test
    void orderOfParametersDoesNotMatter() {
        Entry<String, String> first = Map.entry("asset_id", "a");
        Entry<String, String> second = Map.entry("asset_id", "b");
        Entry<String, String> third = Map.entry("delete_type", "origin");

        assertThat(AkSkSigner.canonicalQuery(List.of(third, second, first)))
                .isEqualTo(AkSkSigner.canonicalQuery(List.of(first, third, second)))
                .isEqualTo("asset_id=a&asset_id=b&delete_type=origin");
    }

    @ParameterizedTest
    @CsvSource({"'',/", "/,/", "/v1.0/p/asset,/v1.0/p/asset", "/a/,/a/", "//a//b,//a//b", "/a b/c%2F,/a%20b/c%252F"})
    void pathOnTheWireIsEncodedAndGetsNoSlashAtItsEnd(String decoded, String wire) {
        assertThat(AkSkSigner.canonicalPath(decoded)).isEqualTo(wire);
    }

    @ParameterizedTest
    @CsvSource({
        "https://vod.example.com,vod.example.com",
        "https://vod.example.com/,vod.example.com",
        "https://vod.example.com:443,vod.example.com:443",
        "http://127.0.0.1:18080,127.0.0.1:18080",
        "http://[::1]:80,[::1]:80",
        "https://user:secret@vod.example.com,vod.example.com",
        "https://vod.example.com:,vod.example.com"
    })
    void hostHasThePortOnlyWhereTheEndpointNamesOne(String endpoint, String host) {
        Request request = new Request("GET", URI.create(endpoint), "/", List.of(), Map.of(), new byte[0]);

        assertThat(request.host()).isEqualTo(host);
        assertThat(AkSkSigner.explain(request, PERMANENT, NOW)).contains("|host:" + host + "|");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Host", "authorization", "X-Sdk-Date", "x-sdk-date", "X-Security-Token", "X-Sdk-Content-Sha256"})
    void refusesHeadersThatItSetsItself(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> delete(Map.of(name, "left over")))
                .withMessageContaining(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX-Evil: 1", "a\nb", "tab\t", "é"})
    void refusesHeaderValuesThatWouldNotArriveAsSigned(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> delete(Map.of("X-Project-Id", value)))
                .withMessageContaining("X-Project-Id");
    }

    @Test
    void refusesMalformedParts() {
        byte[] none = {};
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Request("delete", ENDPOINT, "/", List.of(), Map.of(), none))
                .withMessageStartingWith("method");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Request("GET", URI.create("/relative"), "/", List.of(), Map.of(), none))
                .withMessageStartingWith("endpoint");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Request("GET", ENDPOINT, "v1.0", List.of(), Map.of(), none))
                .withMessageStartingWith("path");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> delete(Map.of("a:b", "1")))
                .withMessageStartingWith("header name");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AkSkSigner.sign(delete(Map.of("x-a", "1", "X-A", "2")), PERMANENT, NOW))
                .withMessageContaining("duplicate");
    }

    @Test
    void explainHoldsNoSecret() {
        assertThat(AkSkSigner.explain(delete(Map.of()), TEMPORARY, NOW))
                .startsWith("DELETE|/v1.0/p/asset/|asset_id=a%2Cb|host:vod.example.com|")
                .contains("|x-security-token:***||host;x-sdk-date;x-security-token|")
                .doesNotContain(TEMPORARY.sessionToken(), TEMPORARY.secretKey(), TEMPORARY.accessKey(), "\n");
    }

    @Test
    void givesTheSameSignaturesFromManyThreads() {
        List<String> oneThread = IntStream.range(0, 2_000)
                .mapToObj(AkSkSignerTest::authorization)
                .toList();

        assertThat(IntStream.range(0, 2_000)
                        .parallel()
                        .mapToObj(AkSkSignerTest::authorization)
                        .toList())
                .isEqualTo(oneThread)
                .doesNotHaveDuplicates();
    }

    private static String authorization(int second) {
        return AkSkSigner.sign(delete(Map.of()), PERMANENT, NOW.plusSeconds(second))
                .get("Authorization");
    }

    private static Request delete(Map<String, String> headers) {
        return new Request(
                "DELETE", ENDPOINT, "/v1.0/p/asset", List.of(Map.entry("asset_id", "a,b")), headers, new byte[0]);
    }
}
