package io.voddelete.vod;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.vod.AkSkSigner.Request;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Ours against the signer of the official Java SDK, where that one is right. */
class AkSkSignerDifferentialTest {

    private static final int REQUESTS = 5_000;
    private static final Instant START = Instant.parse("2025-01-02T03:04:05Z");

    @Test
    void signsAsTheOfficialSignerDoes() {
        RandomRequests random = new RandomRequests(20_250_102L);

        for (int i = 0; i < REQUESTS; i++) {
            Request request = random.request();
            Credentials credentials = random.credentials();
            Map<String, String> added = AkSkSigner.sign(request, credentials, START.plusSeconds(i * 7_919L));

            assertThat(added.get("Authorization"))
                    .as("request %s: %s", i, request)
                    .isEqualTo(OfficialSigner.authorization(request, credentials, added.get("X-Sdk-Date")));
        }
    }
}
