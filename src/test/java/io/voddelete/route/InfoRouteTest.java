package io.voddelete.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.voddelete.kit.RouteKit;
import io.voddelete.sender.ClaimGroup;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.vod.VodResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.http.HttpMethods;
import org.junit.jupiter.api.Test;

class InfoRouteTest extends RouteKit {
    private static final String STATE =
            "SELECT status, coalesce(reason, '-'), evidence, claim IS NULL FROM asset ORDER BY asset_id";

    private final List<Map<String, Object>> calls = new CopyOnWriteArrayList<>();
    private final List<ClaimGroup> sendable = new CopyOnWriteArrayList<>();
    private volatile Processor vod = exchange -> {};
    private volatile Processor filling = exchange -> {};

    InfoRouteTest() {
        super("pipeline/info");
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
                from("direct:vod-fill-batch").errorHandler(noErrorHandler()).process(exchange -> {
                    filling.process(exchange);
                    sendable.add(exchange.getMessage().getBody(ClaimGroup.class));
                });
            }
        };
    }

    @Test
    void whatIsGoneIsSettledAndWhatLivesGoesOn() throws Exception {
        vod = exchange -> answer(exchange, "NO_ASSET", "PUBLISHED", "TRANSCODING");
        ask(claim(ids(3)));

        await().atMost(SOON).until(() -> !sendable.isEmpty());
        assertThat(ids(sendable.get(0))).containsExactly(ids(3).get(1));
        assertThat(rows(STATE)).containsExactly("FAILED not-found NONE 1", "PENDING - NONE 0", "PENDING - NONE 1");
        assertThat(calls).singleElement().satisfies(headers -> {
            assertThat(headers)
                    .containsOnlyKeys(
                            Exchange.HTTP_METHOD,
                            Exchange.HTTP_PATH,
                            Exchange.HTTP_QUERY,
                            "Authorization",
                            "X-Sdk-Date")
                    .containsEntry(Exchange.HTTP_METHOD, HttpMethods.GET)
                    .containsEntry(Exchange.HTTP_PATH, "/v1.0/" + SimulatorOptions.PROJECT_ID + "/asset/info")
                    .containsEntry(Exchange.HTTP_QUERY, "asset_id=" + String.join("%2C", ids(3)));
        });
    }

    @Test
    void whereNothingLivesNothingIsSent() throws Exception {
        vod = exchange -> answer(exchange, "DELETED", "UNCREATED");
        ask(claim(ids(2)));

        await().atMost(SOON).until(() -> !sendable.isEmpty());
        assertThat(ids(sendable.get(0))).isEmpty();
        assertThat(rows(STATE)).containsExactly("FAILED already-gone NONE 1", "FAILED not-found NONE 1");
    }

    @Test
    void whateverKeepsUsFromAskingGivesTheIdsBackUntouched() throws Exception {
        vod = exchange -> {
            exchange.getMessage().setBody("no claims any more");
            throw new IllegalStateException("not foreseen");
        };
        ask(claim(ids(2)));

        await().atMost(SOON).untilAsserted(() -> assertThat(rows(STATE)).containsOnly("PENDING - NONE 1"));
        assertThat(sendable).isEmpty();
    }

    @Test
    void afterTheStopNothingIsAsked() throws Exception {
        ClaimGroup group = claim(ids(2));
        module.stopSending();
        ask(group);
        context.stop();

        assertThat(rows(STATE)).containsOnly("PENDING - NONE 1");
        assertThat(calls).isEmpty();
        assertThat(sendable).isEmpty();
    }

    @Test
    void whatWasSettledStaysSettledWhenTheWayOnIsBroken() throws Exception {
        vod = exchange -> answer(exchange, "NO_ASSET", "PUBLISHED");
        filling = exchange -> {
            throw new IllegalStateException("not foreseen");
        };
        ask(claim(ids(2)));

        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(rows(STATE)).containsExactly("FAILED not-found NONE 1", "PENDING - NONE 1"));
    }

    private void ask(ClaimGroup group) {
        template.sendBody("seda:vod-ask-info?size=8", group);
    }

    /** Lets VOD tell these states of the ids that are asked about, one after the other. */
    private static void answer(Exchange exchange, String... states) {
        List<String> asked = ids(exchange.getMessage().getBody(ClaimGroup.class));
        List<String> infos = new ArrayList<>();
        for (int i = 0; i < states.length; i++) {
            infos.add("{\"asset_id\":\"%s\",\"status\":\"%s\"}".formatted(asked.get(i), states[i]));
        }
        String body = "{\"asset_info_array\":[" + String.join(",", infos) + "]}";
        exchange.setVariable("answer", VodResponse.of(200, body.getBytes(StandardCharsets.UTF_8), null));
    }
}
