package io.voddelete.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.voddelete.asset.Batch;
import io.voddelete.kit.RouteKit;
import io.voddelete.vod.VodResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

/** A batch of which one id spoils the call. */
class SpoiledCallRouteTest extends RouteKit {
    private static final String STATE =
            "SELECT status, evidence, ask, attempts, calling, claim IS NULL FROM asset ORDER BY asset_id";
    private static final String HELD_BY_NOBODY = "SELECT count(*) FROM asset WHERE claim IS NOT NULL";

    private final List<String> calls = new CopyOnWriteArrayList<>();
    private volatile Processor vod;

    SpoiledCallRouteTest() {
        super("pipeline/delete");
    }

    @Override
    protected RouteBuilder neighbours() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:vod-call-api").errorHandler(noErrorHandler()).process(exchange -> {
                    calls.add(idsOf(exchange));
                    vod.process(exchange);
                });
            }
        };
    }

    @Test
    void aSpoiledCallIsFollowedBySmallerOnesOfTheSameBatch() throws Exception {
        vod = exchange -> {
            if (idsOf(exchange).contains(",")) {
                refuse(exchange);
            } else {
                delete(exchange);
            }
        };
        send(new Batch(claim(ids(2)).claims()));

        await().atMost(SOON).until(() -> rows(STATE).stream().allMatch(row -> row.startsWith("DELETED")));
        assertThat(calls).containsExactly(String.join(",", ids(2)), ids(2).get(0), ids(2).get(1));
        await().atMost(SOON).until(() -> context.getInflightRepository().size() == 0);
        assertThat(timesTaken("vod-begin-call")).as("the batch has ended").isEqualTo(3);
        assertThat(timesTaken("vod-release-batched-ids")).isZero();
    }

    /** The stop, for example: what the first call has told of the ids is not lost. */
    @Test
    void whateverBreaksOffABatchBetweenTwoCallsGivesAllOfItBackAsTheFirstCallLeftIt() throws Exception {
        vod = exchange -> {
            refuse(exchange);
            module.stopSending();
        };
        send(new Batch(claim(ids(2)).claims()));

        await().atMost(SOON)
                .until(() -> timesTaken("vod-release-batched-ids") == 1
                        && rows(HELD_BY_NOBODY).contains("0"));
        assertThat(calls).hasSize(1);
        assertThat(rows(STATE)).containsExactly("PENDING CALL_REFUSED 1 1 0 1", "PENDING CALL_REFUSED 1 1 0 1");
    }

    @Test
    void whateverBreaksOffALaterCallOfABatchEndsItAndGivesTheRestBack() throws Exception {
        vod = exchange -> {
            if (calls.size() > 1) {
                throw new IllegalStateException("not foreseen");
            }
            refuse(exchange);
        };
        send(new Batch(claim(ids(2)).claims()));

        await().atMost(SOON)
                .until(() -> calls.size() == 2 && rows(HELD_BY_NOBODY).contains("0"));
        assertThat(rows(STATE)).containsExactly("PENDING MAY_HAVE_ACTED 1 2 0 1", "PENDING CALL_REFUSED 1 1 0 1");
        await().atMost(SOON).until(() -> context.getInflightRepository().size() == 0);
        assertThat(calls).as("the batch has ended").hasSize(2);
    }

    private void send(Batch batch) {
        template.sendBody("seda:vod-delete-batch?size=8", batch);
    }

    /** One of several ids is at fault, and {@code asset/info} cannot tell which. */
    private static void refuse(Exchange exchange) {
        String body = "{\"error_code\":\"VOD.10053\",\"error_msg\":\"made up\"}";
        exchange.setVariable("answer", VodResponse.of(400, body.getBytes(StandardCharsets.UTF_8), null));
    }

    private static void delete(Exchange exchange) {
        String body = "{\"delete_result_array\":[{\"asset_id\":\"%s\",\"status\":\"DELETED\"}]}";
        exchange.setVariable(
                "answer", VodResponse.of(200, body.formatted(idsOf(exchange)).getBytes(StandardCharsets.UTF_8), null));
    }

    private static String idsOf(Exchange exchange) {
        return exchange.getMessage().getBody(Batch.class).commaSeparated();
    }
}
