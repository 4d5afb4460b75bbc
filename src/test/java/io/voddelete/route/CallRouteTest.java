package io.voddelete.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.Batch;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Claim.Known;
import io.voddelete.kit.RouteKit;
import io.voddelete.settings.Setting;
import io.voddelete.simulator.ScriptedAnswer;
import io.voddelete.simulator.SeenCall;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.vod.VodResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.junit.jupiter.api.Test;

class CallRouteTest extends RouteKit {
    private static final String TARGET = "/v1.0/" + SimulatorOptions.PROJECT_ID + "/asset?asset_id=";

    CallRouteTest() {
        super("pipeline/call");
    }

    @Override
    protected void configure(Properties settings) {
        settings.setProperty(Setting.CALL_TIMEOUT.key(), "3s");
    }

    @Test
    void theAnswerIsAVariableAndTheBatchIsStillTheBody() {
        Batch batch = batch();
        Exchange exchange = call(batch, Map.of());

        assertThat(answer(exchange).status()).isEqualTo(200);
        assertThat(text(answer(exchange))).contains("\"status\":\"DELETED\"");
        assertThat(answer(exchange).mayHaveActed()).isTrue();
        assertThat(exchange.getMessage().getBody()).isSameAs(batch);
        assertThat(simulator.recorder().deletions()).containsOnlyKeys(ids(2).get(0), ids(2).get(1));
    }

    @Test
    void noHeaderOfTheCallIsLeftAfterwards() {
        simulator.script(ScriptedAnswer.afterDelete().header("X-Request-Id", "abc"));

        assertThat(call(batch(), Map.of("Foo", "bar")).getMessage().getHeaders())
                .isEmpty();
        simulator.close();
        assertThat(call(batch(), Map.of("Foo", "bar")).getMessage().getHeaders())
                .isEmpty();
    }

    @Test
    void foreignHeadersChangeNothingOnTheWire() {
        call(batch(), Map.of());
        call(
                batch(),
                Map.of(
                        Exchange.HTTP_URI,
                        "http://127.0.0.1:9/elsewhere",
                        Exchange.HTTP_PATH,
                        "/elsewhere",
                        Exchange.HTTP_QUERY,
                        "asset_id=others&delete_type=origin",
                        Exchange.HTTP_RAW_QUERY,
                        "asset_id=others",
                        Exchange.HTTP_METHOD,
                        "GET",
                        "Authorization",
                        "mine",
                        "x-sdk-date",
                        "20200101T000000Z",
                        "X-Security-Token",
                        "mine",
                        "Cookie",
                        "a=b",
                        "Content-Type",
                        "text/plain"));

        List<SeenCall> calls = simulator.recorder().deleteCalls();
        assertThat(calls).extracting(SeenCall::rawTarget).containsOnly(TARGET + String.join("%2C", ids(2)));
        assertThat(sent(calls.get(1))).isEqualTo(sent(calls.get(0)));
        assertThat(sent(calls.get(0)))
                .containsOnlyKeys("accept-encoding", "authorization", "connection", "host", "user-agent")
                .containsEntry("user-agent", "vod-delete-routes");
    }

    @Test
    void anErrorIsAnAnswerLikeAnyOther() {
        simulator.script(ScriptedAnswer.insteadOfDelete()
                .error(429, "APIGW.0308", "too many")
                .header("retry-after", "7"));
        VodResponse answer = answer(call(batch(), Map.of()));

        assertThat(answer.status()).isEqualTo(429);
        assertThat(text(answer)).contains("APIGW.0308");
        assertThat(answer.retryAfter()).isEqualTo(Duration.ofSeconds(7));
        assertThat(simulator.recorder().deleteCalls()).hasSize(1);
    }

    @Test
    void aRedirectIsNotFollowed() {
        simulator.script(ScriptedAnswer.insteadOfDelete()
                .status(302)
                .header("Location", simulator.endpoint() + TARGET + "others"));

        assertThat(answer(call(batch(), Map.of())).status()).isEqualTo(302);
        assertThat(simulator.recorder().calls()).hasSize(1);
    }

    @Test
    void aCallThatNeverReachedVodHasCertainlyNotActed() {
        simulator.close();
        VodResponse answer = answer(call(batch(), Map.of()));

        assertThat(answer.status()).isZero();
        assertThat(answer.fault()).contains("Connection refused");
        assertThat(answer.mayHaveActed()).isFalse();
    }

    @Test
    void aCallThatIsClosedWithoutAnAnswerMayHaveActedAndIsNotRepeated() {
        simulator.script(ScriptedAnswer.afterDelete().withoutAnswer());
        VodResponse answer = answer(call(batch(), Map.of()));

        assertThat(answer.fault()).isNotEmpty();
        assertThat(answer.mayHaveActed()).isTrue();
        assertThat(simulator.recorder().deleteCalls()).hasSize(1);
    }

    @Test
    void anAnswerThatTakesTooLongMayHaveActed() {
        simulator.script(ScriptedAnswer.afterDelete().dripping(Duration.ofMillis(300)));
        VodResponse answer = answer(call(batch(), Map.of()));

        assertThat(answer.fault()).contains("3000 ms");
        assertThat(answer.mayHaveActed()).isTrue();
    }

    @Test
    void theFaultOfAnEarlierCallIsForgotten() {
        simulator.script(ScriptedAnswer.insteadOfDelete().withoutAnswer());
        Exchange exchange = call(batch(), Map.of());
        assertThat(answer(exchange).status()).isZero();

        assertThat(answer(again(exchange)).status()).isEqualTo(200);
    }

    @Test
    void theAnswerOfAnEarlierCallIsForgotten() {
        simulator.script(ScriptedAnswer.afterDelete().header("Retry-After", "7"));
        Exchange exchange = call(batch(), Map.of());
        assertThat(answer(exchange).retryAfter()).isNotNull();

        assertThat(answer(again(exchange)).retryAfter()).isNull();
        simulator.close();
        assertThat(answer(again(exchange)).status()).isZero();
    }

    /** One more call with the same exchange: what was asked about goes on to be deleted like that. */
    private Exchange again(Exchange exchange) {
        sign(exchange, batch(), Map.of());
        return template.send("direct:vod-call-api", exchange);
    }

    private Exchange call(Batch batch, Map<String, Object> headers) {
        return template.request("direct:vod-call-api", exchange -> sign(exchange, batch, headers));
    }

    private void sign(Exchange exchange, Batch batch, Map<String, Object> headers) {
        exchange.getMessage().setBody(batch);
        headers.forEach(exchange.getMessage()::setHeader);
        try {
            bean("vodSignDelete", Processor.class).process(exchange);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** A batch whose call was begun and is being sent. */
    private static Batch batch() {
        List<Claim> claims = ids(2).stream()
                .map(id -> new Claim(1, 1, new AssetId(id), 1, Known.NOTHING))
                .toList();
        Instant now = Instant.now();
        return new Batch(claims).begun("call", claims, now.plusSeconds(120)).sent(now);
    }

    private static VodResponse answer(Exchange exchange) {
        assertThat(exchange.getException()).isNull();
        return exchange.getVariable("answer", VodResponse.class);
    }

    private static String text(VodResponse answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    /** The headers that the call came with, without the one that tells the time. */
    private static Map<String, String> sent(SeenCall call) {
        Map<String, String> headers = new HashMap<>(call.headers());
        assertThat(headers.remove("x-sdk-date")).matches("20[0-9]{6}T[0-9]{6}Z");
        return headers;
    }
}
