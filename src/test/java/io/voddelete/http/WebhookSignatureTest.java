package io.voddelete.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.voddelete.kit.SettableClock;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSignatureTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String OTHER = "whsec_bWFkZS11cC1zZWNyZXQtb2YtdGhlLXRlc3RzLTEy";
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final byte[] BODY =
            "{\"asset_ids\":[\"0123456789abcdef0123456789abcdef\"]}".getBytes(StandardCharsets.UTF_8);

    private final SettableClock clock = new SettableClock(NOW);
    private final WebhookSignature check = of(clock, new NamedSecret("cms", SECRET), new NamedSecret("rights", OTHER));

    /** The example of the specification's own libraries. */
    @Test
    void theExampleOfTheSpecificationIsGood() {
        clock.set(Instant.ofEpochSecond(1614265330));

        check.check(
                head(Map.of(
                        "webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        "webhook-timestamp", "1614265330",
                        "webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")),
                "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {SECRET, OTHER})
    void anySecretAndAnySignatureInTheHeaderWillDo(String secret) throws Exception {
        Map<String, Object> headers = signed(secret, "msg-1", NOW, BODY);
        headers.compute("webhook-signature", (name, good) -> "v1a,xyz v1,AAAA " + good + " v2,b");

        assertThat(check.check(head(headers), BODY).name()).isEqualTo(secret.equals(SECRET) ? "cms" : "rights");
    }

    @ParameterizedTest
    @CsvSource({"-300, true", "-301, false", "300, true", "301, false"})
    void theTimeMayBeFiveMinutesOffEitherWay(long seconds, boolean good) throws Exception {
        Map<String, Object> headers = signed(SECRET, "msg-1", NOW.plusSeconds(seconds), BODY);

        if (good) {
            check.check(head(headers), BODY);
        } else {
            refuses(headers, BODY, "webhook-timestamp is more than 300 s");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhook-id", "webhook-timestamp", "webhook-signature"})
    void aMissingHeaderIsNamed(String name) throws Exception {
        Map<String, Object> headers = signed(SECRET, "msg-1", NOW, BODY);
        headers.remove(name);

        refuses(headers, BODY, "the header " + name + " is missing");
    }

    @Test
    void headersNamedAsSvixNamesThemMeanTheSame() throws Exception {
        Map<String, Object> standard = signed(SECRET, "msg-1", NOW, BODY);
        Map<String, Object> svix = svix(standard);
        assertThatCode(() -> check.check(head(svix), BODY)).doesNotThrowAnyException();
        assertThat(new WebhookHead(head(svix)).id()).hasValue("msg-1");

        Map<String, Object> both = new HashMap<>(standard);
        both.putAll(svix);
        assertThatCode(() -> check.check(head(both), BODY)).doesNotThrowAnyException();

        svix.remove("svix-timestamp");
        refuses(svix, BODY, "the header svix-timestamp is missing");
        svix.put("svix-timestamp", String.valueOf(NOW.getEpochSecond() - 400));
        refuses(svix, BODY, "svix-timestamp is more than 300 s");
        svix.put("svix-timestamp", String.valueOf(NOW.getEpochSecond() - 1));
        refuses(svix, BODY, "svix-signature does not match");
        refuses(svix(signed(SECRET, "a.1", NOW, BODY)), BODY, "svix-id contains a full stop");
    }

    /** Each of the two would be a good request by itself. */
    @ParameterizedTest
    @ValueSource(strings = {"id", "timestamp", "signature"})
    void twoFamiliesThatDifferAreRefusedWhicheverIsSigned(String name) throws Exception {
        Map<String, Object> both = signed(SECRET, "msg-1", NOW, BODY);
        both.putAll(svix(both));
        for (String family : List.of("webhook-", "svix-")) {
            Map<String, Object> differ = new HashMap<>(both);
            differ.put(family + name, "1");
            refusesAsAmbiguous(differ, "webhook-" + name + " and svix-" + name);
            Map<String, Object> mixed = new HashMap<>(both);
            mixed.remove(family + name);
            refusesAsAmbiguous(mixed, "webhook-" + name + " and svix-" + name);
        }
    }

    /** One whole triple, but of two families. */
    @Test
    void aTripleOfTwoFamiliesIsRefused() throws Exception {
        Map<String, Object> headers = signed(SECRET, "msg-1", NOW, BODY);
        headers.put("svix-id", headers.remove("webhook-id"));

        refusesAsAmbiguous(headers, "webhook-id and svix-id");
    }

    @Test
    void whatWasChangedOrSignedByAnotherIsRefused() throws Exception {
        Map<String, Object> headers = signed(SECRET, "msg-1", NOW, BODY);
        refuses(headers, "{}".getBytes(StandardCharsets.UTF_8), "webhook-signature does not match");
        headers.put("webhook-id", "msg-2");
        refuses(headers, BODY, "webhook-signature does not match");
        refuses(signed("whsec_" + "A".repeat(32), "msg-1", NOW, BODY), BODY, "webhook-signature does not match");
        headers.put("webhook-timestamp", "1e9");
        refuses(headers, BODY, "webhook-timestamp is not a number");
    }

    /** {@code a} + {@code .1.} + {@code 2.x} and {@code a.1} + {@code .2.} + {@code x} are the same signed content. */
    @Test
    void anIdWithAFullStopIsRefusedSinceTheSignatureWouldHoldForAnother() throws Exception {
        refuses(signed(SECRET, "a.1", NOW, BODY), BODY, "full stop");
    }

    @Test
    void noMessageShowsASecretOrTheRightSignature() throws Exception {
        Map<String, Object> headers = signed(SECRET, "msg-1", NOW, BODY);
        String right = headers.put("webhook-signature", "v1,wrong").toString();

        assertThatThrownBy(() -> check.check(head(headers), BODY))
                .hasMessageNotContainingAny(right, right.substring(3), SECRET, SECRET.substring(6), "wrong");
    }

    /** Against the library of the specification, whose clock is the machine's. */
    @Test
    void theLibraryAgreesOnWhateverIsChanged() throws Exception {
        Random random = new Random(20261124);
        Webhook library = new Webhook(SECRET);
        WebhookSignature ours = of(InstantSource.system(), new NamedSecret("cms", SECRET));
        int good = 0;
        for (int i = 0; i < 500; i++) {
            Map<String, Object> headers = signed(SECRET, "msg-" + i, Instant.now(), BODY);
            byte[] body = BODY.clone();
            switch (random.nextInt(6)) {
                case 0 -> body[random.nextInt(body.length)] ^= 1;
                case 1 -> headers.compute("webhook-signature", (name, value) -> changed((String) value, random));
                case 2 -> headers.compute("webhook-signature", (name, value) -> "v1,abc v2," + value + " " + value);
                case 3 ->
                    headers.put(
                            "webhook-timestamp", String.valueOf(Instant.now().getEpochSecond() - 400));
                case 4 -> headers.put("webhook-id", "msg-");
                default -> {}
            }
            boolean expected = verifies(library, headers, body);
            good += expected ? 1 : 0;

            assertThat(accepts(ours, headers, body)).as(headers.toString()).isEqualTo(expected);
        }
        assertThat(good).isBetween(100, 400);
    }

    @ParameterizedTest
    @CsvSource({
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw, true",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw, false",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS?, false",
        "whsec_c2hvcnQ=, false",
        "whsec, false",
        "'', false"
    })
    void aSecretHasItsPrefixAndIsLongEnough(String text, boolean secret) {
        assertThat(WebhookSignature.isSecret(text)).isEqualTo(secret);
    }

    private void refuses(Map<String, Object> headers, byte[] body, String why) {
        assertThatThrownBy(() -> check.check(head(headers), body))
                .isInstanceOfSatisfying(
                        HttpProblemException.class,
                        refused -> assertThat(refused.reply().status()).isEqualTo(401))
                .hasMessageContaining(why);
    }

    private void refusesAsAmbiguous(Map<String, Object> headers, String why) {
        assertThatThrownBy(() -> check.check(head(headers), BODY))
                .isInstanceOfSatisfying(
                        HttpProblemException.class,
                        refused -> assertThat(refused.reply().status()).isEqualTo(400))
                .hasMessageContaining(why);
    }

    private static Map<String, Object> svix(Map<String, Object> headers) {
        Map<String, Object> renamed = new HashMap<>();
        headers.forEach((name, value) -> renamed.put(name.replace("webhook-", "svix-"), value));
        return renamed;
    }

    private static Map<String, Object> signed(String secret, String id, Instant at, byte[] body) throws Exception {
        Map<String, Object> headers = new HashMap<>();
        headers.put("webhook-id", id);
        headers.put("webhook-timestamp", String.valueOf(at.getEpochSecond()));
        headers.put(
                "webhook-signature",
                new Webhook(secret).sign(id, at.getEpochSecond(), new String(body, StandardCharsets.UTF_8)));
        return headers;
    }

    private static String changed(String text, Random random) {
        char[] characters = text.toCharArray();
        int at = 3 + random.nextInt(20);
        characters[at] = characters[at] == 'A' ? 'B' : 'A';
        return new String(characters);
    }

    private static boolean verifies(Webhook library, Map<String, Object> headers, byte[] body) {
        Map<String, List<String>> lists = headers.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> Arrays.asList((String) entry.getValue())));
        try {
            library.verify(new String(body, StandardCharsets.UTF_8), lists);
            return true;
        } catch (WebhookVerificationException e) {
            return false;
        }
    }

    private static boolean accepts(WebhookSignature ours, Map<String, Object> headers, byte[] body) {
        try {
            ours.check(head(headers), body);
            return true;
        } catch (HttpProblemException e) {
            return false;
        }
    }

    private static WebhookSignature of(InstantSource clock, NamedSecret... secrets) {
        return new WebhookSignature(List.of(secrets), name -> new Caller(name, Set.of(), null, Long.MAX_VALUE), clock);
    }

    private static RequestHead head(Map<String, Object> headers) {
        return new RequestHead(headers);
    }
}
