package io.voddelete.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.voddelete.kit.SettableClock;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookSignerTest {
    private static final String OLD = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String NEW = "whsec_bWFkZS11cC1zZWNyZXQtb2YtdGhlLXRlc3RzLTEy";
    private static final String OTHER = "whsec_bmV3LW1hZGUtdXAtc2VjcmV0LW9mLXRoZS10ZXN0cy0x";
    private static final byte[] BODY = "{\"asset_id\":\"é\"}".getBytes(StandardCharsets.UTF_8);

    /** The example of the specification's own libraries. */
    @Test
    void theExampleOfTheSpecificationHasItsSignature() {
        assertThat(new WebhookSigner(OLD)
                        .headers(
                                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                                Instant.ofEpochSecond(1614265330),
                                "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8)))
                .containsExactly(
                        Map.entry("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
                        Map.entry("webhook-timestamp", "1614265330"),
                        Map.entry("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
    }

    @Test
    void eachOfTwoSecretsSignsSoThatOldAndNewReceiversAndOurOwnCheckAccept() {
        Map<String, String> headers = new WebhookSigner(OLD + "\n" + NEW).headers("store-17-1", Instant.now(), BODY);

        assertThat(headers.get("webhook-signature").split(" ")).hasSize(2).doesNotHaveDuplicates();
        assertThat(verifies(OLD, headers, BODY)).isTrue();
        assertThat(verifies(NEW, headers, BODY)).isTrue();
        assertThat(verifies(OTHER, headers, BODY)).isFalse();
        assertThat(verifies(NEW, headers, "{}".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        WebhookSignature ours = new WebhookSignature(
                List.of(new NamedSecret("cms", NEW)),
                name -> new Caller(name, Set.of(), null, Long.MAX_VALUE),
                new SettableClock(Instant.now()));
        assertThat(ours.check(new RequestHead(new TreeMap<>(headers)), BODY).name())
                .isEqualTo("cms");
    }

    @Test
    void newSecretsTakeThePlaceOfAllOld() {
        WebhookSigner signer = new WebhookSigner(OLD);
        signer.use(NEW);
        Map<String, String> headers = signer.headers("store-17-1", Instant.now(), BODY);

        assertThat(verifies(NEW, headers, BODY)).isTrue();
        assertThat(verifies(OLD, headers, BODY)).isFalse();
        signer.use("");
        assertThat(signer.signs()).isFalse();
        assertThatThrownBy(() -> signer.headers("store-17-1", Instant.now(), BODY))
                .isInstanceOf(IllegalStateException.class);
    }

    /** With it, another id with another body would have the same signature. */
    @Test
    void anIdWithAFullStopIsRefused() {
        assertThatThrownBy(() -> new WebhookSigner(OLD).headers("a.b", Instant.now(), BODY))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        OLD + ", true",
        "'" + OLD + "," + NEW + "', true",
        "' " + OLD + " \n\n" + NEW + "\n', true",
        "'" + OLD + ",', false",
        "name:" + OLD + ", false",
        "whsec_c2hvcnQ=, false",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw, false",
        "whsk_bWFkZS11cC1zZWNyZXQtb2YtdGhlLXRlc3RzLTEy, false",
        "'', false"
    })
    void aListHasSecretsOnly(String text, boolean list) {
        assertThat(WebhookSigner.isList(text)).isEqualTo(list);
    }

    private static boolean verifies(String secret, Map<String, String> headers, byte[] body) {
        Map<String, List<String>> lists = headers.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, header -> List.of(header.getValue())));
        try {
            new Webhook(secret).verify(new String(body, StandardCharsets.UTF_8), lists);
            return true;
        } catch (WebhookVerificationException e) {
            return false;
        }
    }
}
