package io.voddelete.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.voddelete.kit.RouteKit;
import io.voddelete.reader.RejectedLine;
import io.voddelete.support.CallDeferredException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;

class RejectedRouteTest extends RouteKit {
    private static final List<RejectedLine> TWO = List.of(line(2, "a,b"), line(3, "x"));

    RejectedRouteTest() {
        super("pipeline/rejected");
    }

    @Test
    void eachLineIsSentAsJsonAndNothingOfWhereItCameFromGoesWithIt() throws Exception {
        template.sendBodyAndHeaders(
                "direct:vod-report-rejected",
                TWO,
                Map.of(Exchange.FILE_NAME, "ids.txt", Exchange.HTTP_PATH, "/elsewhere", "Cookie", "a=b"));

        assertThat(rejected().getReceivedExchanges())
                .hasSize(2)
                .allSatisfy(sent -> assertThat(sent.getMessage().getHeaders()).containsOnlyKeys(Exchange.CONTENT_TYPE));
        byte[] json = rejected().getReceivedExchanges().get(0).getMessage().getBody(byte[].class);
        assertThat(new ObjectMapper().readTree(json).get("text").textValue()).isEqualTo("a,b");
    }

    @Test
    void aLineThatIsRefusedIsTheLastOneAndTheCallerGetsTheFault() {
        rejected().whenAnyExchangeReceived(exchange -> {
            throw new IOException("the endpoint is down");
        });

        assertThatThrownBy(() -> template.sendBody("direct:vod-report-rejected", TWO))
                .hasRootCauseMessage("the endpoint is down");
        assertThat(rejected().getReceivedCounter()).isEqualTo(1);
    }

    @Test
    void aStopEndsTheSending() {
        rejected().whenAnyExchangeReceived(exchange -> module.stopSending());

        assertThatThrownBy(() -> template.sendBody("direct:vod-report-rejected", TWO))
                .hasRootCauseInstanceOf(CallDeferredException.class);
        assertThat(rejected().getReceivedCounter()).isEqualTo(1);
    }

    private MockEndpoint rejected() {
        return getMockEndpoint("mock:rejected");
    }

    private static RejectedLine line(long line, String text) {
        return new RejectedLine("s-" + line, "s", "file:ids.txt", null, line, text, "not-an-asset-id", Map.of());
    }
}
