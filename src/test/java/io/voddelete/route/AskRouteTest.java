package io.voddelete.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.asset.AssetId;
import io.voddelete.kit.RouteKit;
import io.voddelete.sender.Question;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.vod.AssetState;
import io.voddelete.vod.InfoResponse;
import io.voddelete.vod.VodResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.http.HttpMethods;
import org.junit.jupiter.api.Test;

class AskRouteTest extends RouteKit {
    private final List<Map<String, Object>> calls = new ArrayList<>();

    AskRouteTest() {
        super("release/ask");
    }

    @Override
    protected RouteBuilder neighbours() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:vod-call-api").errorHandler(noErrorHandler()).process(exchange -> {
                    calls.add(new TreeMap<>(exchange.getMessage().getHeaders()));
                    String answer = "{\"asset_info_array\":[{\"asset_id\":\"" + ids(1).get(0)
                            + "\",\"status\":\"PUBLISHED\"}]}";
                    exchange.setVariable("answer", VodResponse.of(200, answer.getBytes(StandardCharsets.UTF_8), null));
                });
            }
        };
    }

    @Test
    void theAnswerSaysWhatLivesAndNothingIsChanged() throws Exception {
        accept(ids(2));
        Exchange exchange = ask(Instant.now().plusSeconds(30));

        InfoResponse answer = exchange.getMessage().getBody(InfoResponse.class);
        assertThat(answer.state(new AssetId(ids(2).get(0)))).isEqualTo(AssetState.IDLE);
        assertThat(answer.state(new AssetId(ids(2).get(1)))).isEqualTo(AssetState.UNKNOWN);
        assertThat(calls)
                .singleElement()
                .satisfies(headers -> assertThat(headers)
                        .containsEntry(Exchange.HTTP_METHOD, HttpMethods.GET)
                        .containsEntry(Exchange.HTTP_PATH, "/v1.0/" + SimulatorOptions.PROJECT_ID + "/asset/info")
                        .containsEntry(Exchange.HTTP_QUERY, "asset_id=" + String.join("%2C", ids(2))));
        assertThat(rows("SELECT status, evidence, claim IS NULL FROM asset")).containsOnly("PENDING NONE 1");
    }

    @Test
    void nobodyElseAsks() {
        Exchange exchange = template.request(
                "direct:vod-ask-for-plan", each -> each.getMessage().setBody(ids(1).get(0)));

        assertThat(exchange.getException()).isNotNull();
        assertThat(calls).isEmpty();
    }

    private Exchange ask(Instant latest) {
        List<AssetId> assetIds = ids(2).stream().map(AssetId::new).toList();
        return template.request(
                "direct:vod-ask-for-plan", each -> each.getMessage().setBody(new Question(assetIds, latest)));
    }
}
