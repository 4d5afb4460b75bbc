package io.voddelete.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.simulator.SimulatorOptions.Account;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Known answers of the official signer, judged by the check alone. */
class SignatureCheckTest {
    private static final String PROJECT = "05041fffa40025702f6dc009cc6f8f33";
    private static final String ASSET = "/v1.0/" + PROJECT + "/asset";
    private static final String IDS =
            "f488337c31c8e4622f1590735b134c65,f488337c31c8e4622f1590735b136b54,f488337c31c8e4622f1590735b138a43";
    private static final String TOKEN = "gQpjbi1ub3J0aC00EXAMPLE+/token==";
    private static final String EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private final Map<String, String> headers =
            new TreeMap<>(Map.of("host", "vod.cn-north-4.myhuaweicloud.com", "x-sdk-date", "20250102T030405Z"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            asset_id=f488337c31c8e4622f1590735b134c65              | ea735e4ec30dcfebea4b1fd16107f3a73c2cd06e7ea1329d0ea24c8cdf43737d
            asset_id=f488337c31c8e4622f1590735b134c65&delete_type= | 6336d6416c301ee05fe4ef726be422d9ec7edac9dce8fe7e315d611bc37fc592
            """)
    void acceptsPlainQueries(String query, String signature) {
        assertThat(fault("DELETE", ASSET + '?' + query, "host;x-sdk-date", signature))
                .isEmpty();
    }

    @Test
    void acceptsTheCommaInEitherCoding() {
        String signature = "731948f69664c5f32adb1d15956244447bddab7235ff948ad919ed001955a0b1";

        assertThat(fault("DELETE", ASSET + "?asset_id=" + IDS, "host;x-sdk-date", signature))
                .isEmpty();
        assertThat(fault("DELETE", ASSET + "?asset_id=" + IDS.replace(",", "%2c"), "host;x-sdk-date", signature))
                .isEmpty();
    }

    @Test
    void sortsNamesInByteOrder() {
        String signature = "a323a1fa4c5bc97a38d5acdf7f6a3ed4f085380163979cc95a65d0b296fff629";

        assertThat(fault("GET", ASSET + "/list?b=1&F=2&a=3&_x=4", "host;x-sdk-date", signature))
                .isEmpty();
    }

    @Test
    void codesSpecialCharacters() {
        String query = "query_string=a%20b%2Bc~d%2Ae%25f%2Fg%3Ah%2Ci%3Dj%26k%E5%AA%92%E8%B5%84%C3%A9%27%28%29%21%40";
        String signature = "9845734a0cb5a04840bb84258a2560d96c10734b40190858c028f55fc5377df6";

        assertThat(fault("GET", ASSET + "/list?" + query, "host;x-sdk-date", signature))
                .isEmpty();
        String loosely =
                query.replace("%2A", "*").replace("%27%28%29%21", "'()!").replace("%20", "+");
        assertThat(fault("GET", ASSET + "/list?" + loosely, "host;x-sdk-date", signature))
                .isEmpty();
    }

    @Test
    void acceptsTheRootPath() {
        String signature = "0548d87d8c4555be8f2f4f16d54f9d9551c7f24657066db79eb057c847f2dad8";

        assertThat(fault("GET", "/", "host;x-sdk-date", signature)).isEmpty();
    }

    @Test
    void wantsTheSessionTokenSigned() {
        String signature = "63e6d039a364069c6449f2fda81a80e47a22ba2c1e35ea2e182f586ec46f91a8";
        headers.put("x-project-id", PROJECT);
        headers.put("x-security-token", TOKEN);
        String target = ASSET + "?asset_id=" + IDS;

        assertThat(fault("DELETE", target, "host;x-project-id;x-sdk-date;x-security-token", signature, TOKEN))
                .isEmpty();
        assertThat(fault("DELETE", target, "host;x-project-id;x-sdk-date", signature, TOKEN))
                .get()
                .asString()
                .contains("x-security-token");
    }

    @Test
    void refusesWhatDiffersInOneCharacter() {
        String signature = "ea735e4ec30dcfebea4b1fd16107f3a73c2cd06e7ea1329d0ea24c8cdf43737d";
        String id = "f488337c31c8e4622f1590735b134c65";

        assertThat(fault("DELETE", ASSET + "?asset_id=" + id, "host;x-sdk-date", signature))
                .isEmpty();
        assertThat(fault("DELETE", ASSET + "?asset_id=" + id.replace('4', '5'), "host;x-sdk-date", signature))
                .isPresent();
        assertThat(fault("GET", ASSET + "?asset_id=" + id, "host;x-sdk-date", signature))
                .isPresent();
        assertThat(fault("DELETE", ASSET + "?asset_id=" + id, "x-sdk-date", signature))
                .isPresent();
        headers.put("host", "vod.cn-north-4.myhuaweicloud.com:443");
        assertThat(fault("DELETE", ASSET + "?asset_id=" + id, "host;x-sdk-date", signature))
                .isPresent();
    }

    private Optional<String> fault(String method, String target, String names, String signature) {
        return fault(method, target, names, signature, null);
    }

    private Optional<String> fault(String method, String target, String names, String signature, String token) {
        headers.put(
                "authorization",
                "SDK-HMAC-SHA256 Access=HPUAAKEXAMPLE0000001, SignedHeaders=" + names + ", Signature=" + signature);
        Account account =
                new Account(PROJECT, "HPUAAKEXAMPLE0000001", "hw0SKexampleSecretKey00000000000000000001", token);
        URI uri = URI.create(target);
        var request = new ReceivedRequest(
                method,
                uri.getRawPath(),
                uri.getRawQuery(),
                QueryParameter.parse(uri.getRawQuery()),
                headers,
                EMPTY_SHA256);
        return new SignatureCheck(new AccessKeys(account, InstantSource.system()))
                .fault(request, Instant.parse("2025-01-02T03:05:00Z"));
    }
}
