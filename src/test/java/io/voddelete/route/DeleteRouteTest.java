package io.voddelete.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.voddelete.asset.Batch;
import io.voddelete.asset.Claim;
import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.RouteKit;
import io.voddelete.sender.DeleteBatch;
import io.voddelete.settings.Setting;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.vod.VodResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.http.HttpMethods;
import org.junit.jupiter.api.Test;

class DeleteRouteTest extends RouteKit {
    private static final String STATE =
            "SELECT status, evidence, ask, attempts, calling, claim IS NULL FROM asset ORDER BY asset_id";
    private static final String HELD_BY_NOBODY = "SELECT count(*) FROM asset WHERE claim IS NOT NULL";

    private final List<Map<String, Object>> calls = new CopyOnWriteArrayList<>();
    private volatile Processor vod = exchange -> {};

    DeleteRouteTest() {
        super("pipeline/delete");
    }

    /** One slot a minute: a second batch gets none within its lease. */
    @Override
    protected void configure(Properties settings) {
        settings.setProperty(Setting.PACE_CALLS.key(), "1");
        settings.setProperty(Setting.BATCH_LEASE.key(), "20s");
    }

    @Override
    protected RouteBuilder neighbours() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:vod-call-api").errorHandler(noErrorHandler()).process(exchange -> {
                    calls.add(new TreeMap<>(exchange.getMessage().getHeaders()));
                    vod.process(exchange);
                });
            }
        };
    }

    @Test
    void aBatchIsBegunThenCalledThenSettled() throws Exception {
        List<String> stateWhenCalled = new ArrayList<>();
        vod = exchange -> {
            stateWhenCalled.addAll(rows(STATE));
            answer(exchange, "DELETED", "FAILED");
        };
        send(new Batch(claim(ids(2)).claims()), Map.of());

        await().atMost(SOON).until(() -> rows(HELD_BY_NOBODY).contains("0") && !calls.isEmpty());
        assertThat(stateWhenCalled).containsExactly("PENDING MAY_HAVE_ACTED 1 1 1 0", "PENDING MAY_HAVE_ACTED 1 1 1 0");
        assertThat(rows(STATE)).containsExactly("DELETED MAY_HAVE_ACTED 1 1 0 1", "PENDING REFUSED 1 1 0 1");
        assertThat(calls).singleElement().satisfies(this::isSignedDelete);
    }

    @Test
    void headersThatCameWithTheBatchDoNotReachTheCall() throws Exception {
        vod = exchange -> answer(exchange, "DELETED", "DELETED");
        send(
                new Batch(claim(ids(2)).claims()),
                Map.of(
                        Exchange.HTTP_URI,
                        "http://127.0.0.1:9/elsewhere",
                        Exchange.HTTP_PATH,
                        "/elsewhere",
                        Exchange.HTTP_QUERY,
                        "asset_id=others",
                        Exchange.HTTP_METHOD,
                        "GET",
                        "Authorization",
                        "mine",
                        "x-sdk-date",
                        "20200101T000000Z",
                        "Cookie",
                        "a=b"));

        await().atMost(SOON).until(() -> !calls.isEmpty());
        assertThat(calls).singleElement().satisfies(this::isSignedDelete);
    }

    @Test
    void aBatchWhoseClaimsAreLostIsNotCalled() throws Exception {
        Batch lost = new Batch(
                claim(ids(2)).claims().stream().map(DeleteRouteTest::lost).toList());
        send(lost, Map.of());

        await().atMost(SOON).until(() -> timesTaken("vod-release-batched-ids") == 1);
        assertThat(rows(STATE)).containsOnly("PENDING NONE 0 0 0 0");
        assertThat(calls).isEmpty();
    }

    @Test
    void whatIsStillHeldIsCalledWithoutWhatIsLost() throws Exception {
        vod = exchange -> answer(exchange, "DELETED");
        List<Claim> claims = new ArrayList<>(claim(ids(2)).claims());
        claims.set(1, lost(claims.get(1)));
        send(new Batch(claims), Map.of());

        await().atMost(SOON).until(() -> rows(STATE).get(0).startsWith("DELETED"));
        assertThat(calls)
                .extracting(headers -> headers.get(Exchange.HTTP_QUERY))
                .containsExactly("asset_id=" + ids(1).get(0));
        assertThat(rows(STATE).get(1)).isEqualTo("PENDING NONE 0 0 0 0");
    }

    @Test
    void afterTheStopABatchIsGivenBackWithoutACall() throws Exception {
        Batch batch = new Batch(claim(ids(2)).claims());
        module.stopSending();
        send(batch, Map.of());
        context.stop();

        assertThat(rows(HELD_BY_NOBODY)).containsExactly("0");
        assertThat(rows(STATE)).containsOnly("PENDING NONE 0 0 0 1");
        assertThat(calls).isEmpty();
    }

    @Test
    void aBatchThatGetsNoSlotWithinItsLeaseIsGivenBackAsItWas() throws Exception {
        vod = exchange -> answer(exchange, "DELETED", "DELETED");
        List<Claim> claims = claim(ids(4)).claims();
        send(new Batch(claims.subList(0, 2)), Map.of());
        await().atMost(SOON).until(() -> rows(STATE).get(0).startsWith("DELETED"));
        try (CapturedLog log = CapturedLog.of(DeleteBatch.class)) {
            send(new Batch(claims.subList(2, 4)), Map.of());

            await().atMost(SOON).until(() -> rows(HELD_BY_NOBODY).contains("0"));
            assertThat(log.lines()).as("a wait is no fault").isEmpty();
        }
        assertThat(rows(STATE).subList(2, 4)).containsOnly("PENDING NONE 0 0 0 1");
        assertThat(calls).hasSize(1);
    }

    @Test
    void whateverBreaksOffACallThatWasSentLeavesItsIdsAsPerhapsDeleted() throws Exception {
        vod = exchange -> {
            exchange.getMessage().setBody("no batch any more");
            throw new IllegalStateException("not foreseen");
        };
        send(new Batch(claim(ids(2)).claims()), Map.of());

        await().atMost(SOON).until(() -> rows(HELD_BY_NOBODY).contains("0"));
        assertThat(rows(STATE)).containsOnly("PENDING MAY_HAVE_ACTED 1 1 0 1");
    }

    private void send(Batch batch, Map<String, Object> headers) {
        template.sendBodyAndHeaders("seda:vod-delete-batch?size=8", batch, headers);
    }

    private void isSignedDelete(Map<String, Object> headers) {
        assertThat(headers)
                .containsOnlyKeys(
                        Exchange.HTTP_METHOD, Exchange.HTTP_PATH, Exchange.HTTP_QUERY, "Authorization", "X-Sdk-Date")
                .containsEntry(Exchange.HTTP_METHOD, HttpMethods.DELETE)
                .containsEntry(Exchange.HTTP_PATH, "/v1.0/" + SimulatorOptions.PROJECT_ID + "/asset")
                .containsEntry(Exchange.HTTP_QUERY, "asset_id=" + String.join("%2C", ids(2)));
        assertThat((String) headers.get("Authorization")).startsWith("SDK-HMAC-SHA256 ");
    }

    /** A claim that somebody else has taken since. */
    private static Claim lost(Claim claim) {
        return new Claim(claim.row(), claim.generation(), claim.assetId(), claim.token() - 1, claim.known());
    }

    /** Lets VOD give these words about the ids of the batch, one after the other. */
    private static void answer(Exchange exchange, String... words) {
        List<Claim> claims = exchange.getMessage().getBody(Batch.class).claims();
        List<String> results = new ArrayList<>();
        for (int i = 0; i < words.length; i++) {
            results.add("{\"asset_id\":\"%s\",\"status\":\"%s\"}".formatted(id(claims.get(i)), words[i]));
        }
        String body = "{\"delete_result_array\":[" + String.join(",", results) + "]}";
        exchange.setVariable("answer", VodResponse.of(200, body.getBytes(StandardCharsets.UTF_8), null));
    }
}
