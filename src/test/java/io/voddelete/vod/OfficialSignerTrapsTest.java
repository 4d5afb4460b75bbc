package io.voddelete.vod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.voddelete.vod.AkSkSigner.Request;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import org.junit.jupiter.api.Test;

/** Where the official signer surprises: what it does, and what ours does instead. */
class OfficialSignerTrapsTest {

    private static final URI ENDPOINT = URI.create("https://vod.example.com");
    private static final String DATE = "20250102T030405Z";
    private static final Instant NOW = Instant.parse("2025-01-02T03:04:05Z");
    private static final Credentials CREDENTIALS = new Credentials("HPUAAKEXAMPLE0000001", "hw0SKexampleSecretKey");

    /** It leaves the query unsigned; ours takes it for a part of the path, and so it is sent. */
    @Test
    void queryGluedToThePath() {
        Request glued = request("/asset?asset_id=a", List.of(), Map.of());

        assertThat(official(glued)).isEqualTo(official(request("/asset", List.of(), Map.of())));
        assertThat(ours(glued)).isNotEqualTo(official(glued));
        assertThat(AkSkSigner.canonicalPath(glued.path())).isEqualTo("/asset%3Fasset_id%3Da");
    }

    /** It drops all slashes at the end but one; ours signs the path that is sent. */
    @Test
    void manySlashesAtTheEndOfThePath() {
        Request slashes = request("/asset//", List.of(), Map.of());

        assertThat(official(slashes)).isEqualTo(official(request("/asset", List.of(), Map.of())));
        assertThat(ours(slashes)).isNotEqualTo(official(slashes));
        assertThat(AkSkSigner.explain(slashes, CREDENTIALS, NOW)).startsWith("DELETE|/asset//|");
    }

    /** Both encode an encoded path again: paths are given decoded. */
    @Test
    void encodedPath() {
        Request encoded = request("/a%20b", List.of(), Map.of());

        assertThat(ours(encoded)).isEqualTo(official(encoded));
        assertThat(AkSkSigner.canonicalPath(encoded.path())).isEqualTo("/a%2520b");
    }

    /** It signs blanks around a header value, which no server sees; ours removes them, as the guide says. */
    @Test
    void blanksAroundAHeaderValue() {
        Request padded = request("/asset", List.of(), Map.of("X-Project-Id", "  p1 "));
        Request trimmed = request("/asset", List.of(), Map.of("X-Project-Id", "p1"));

        assertThat(official(padded)).isNotEqualTo(official(trimmed));
        assertThat(ours(padded)).isEqualTo(official(trimmed));
    }

    /** Neither signs them: proxies may drop or change such headers. */
    @Test
    void contentTypeAndNamesWithUnderscore() {
        Request more = request("/asset", List.of(), Map.of("content-type", "text/plain", "x_a", "1"));

        assertThat(ours(more)).isEqualTo(official(more)).isEqualTo(ours(request("/asset", List.of(), Map.of())));
    }

    /** It lists a name twice, encoded and not, once the name needs encoding; ours once. */
    @Test
    void parameterNameThatNeedsEncoding() {
        List<Entry<String, String>> query = List.of(Map.entry("a b", "1"));

        assertThat(ours(request("/asset", query, Map.of()))).isNotEqualTo(official(request("/asset", query, Map.of())));
        assertThat(AkSkSigner.canonicalQuery(query)).isEqualTo("a%20b=1");
    }

    /** It signs and sends equal names in the given order, other verifiers sort: ours signs and sends them sorted. */
    @Test
    void orderOfRepeatedParameters() {
        Entry<String, String> a = Map.entry("asset_id", "a");
        Entry<String, String> b = Map.entry("asset_id", "b");
        Request sorted = request("/asset", List.of(a, b), Map.of());
        Request unsorted = request("/asset", List.of(b, a), Map.of());

        assertThat(official(unsorted)).isNotEqualTo(official(sorted));
        assertThat(ours(unsorted)).isEqualTo(ours(sorted)).isEqualTo(official(sorted));
    }

    /** It signs with the date it finds, so a reused request carries an old one; ours refuses every date but its own. */
    @Test
    void dateOfAnEarlierRequest() {
        assertThat(OfficialSigner.authorization(
                        request("/asset", List.of(), Map.of()), CREDENTIALS, "20200101T000000Z"))
                .isNotEqualTo(official(request("/asset", List.of(), Map.of())));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request("/asset", List.of(), Map.of("x-sdk-date", "20200101T000000Z")));
    }

    private static String official(Request request) {
        return OfficialSigner.authorization(request, CREDENTIALS, DATE);
    }

    private static String ours(Request request) {
        return AkSkSigner.sign(request, CREDENTIALS, NOW).get("Authorization");
    }

    private static Request request(String path, List<Entry<String, String>> query, Map<String, String> headers) {
        return new Request("DELETE", ENDPOINT, path, query, headers, new byte[0]);
    }
}
