package io.voddelete.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.RouteKit;
import io.voddelete.outcome.OutcomeBatch;
import io.voddelete.outcome.ReportOutcomes;
import io.voddelete.settings.Setting;
import java.util.List;
import java.util.Properties;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

class SendRouteTest extends RouteKit {
    SendRouteTest() {
        super("pipeline/send");
    }

    @Override
    protected void configure(Properties settings) {
        settings.setProperty(Setting.KEPT_URI.key(), "mock:kept");
    }

    @Test
    void anOutcomeGoesToTheEndpointOfItsStatusWithoutAHeader() throws Exception {
        Outcomes.settle(this, ids(3), 1);
        change("UPDATE asset SET status = 'KEPT', reason = 'cancelled' WHERE id = 3");
        ReportOutcomes outcomes = bean("vodReportOutcomes", ReportOutcomes.class);

        send(outcomes.nextSuccesses());
        send(outcomes.nextFailures());
        send(outcomes.nextKept());

        assertThat(sent("mock:success")).singleElement().asString().contains("\"DELETED\"", ids(3).get(0));
        assertThat(sent("mock:failure")).singleElement().asString().contains("\"FAILED\"", ids(3).get(1));
        assertThat(sent("mock:kept")).singleElement().asString().contains("\"KEPT\"", ids(3).get(2), "cancelled");
    }

    private void send(OutcomeBatch batch) {
        assertThat(batch.getOutcomes()).hasSize(1);
        Exchange exchange = template.request("direct:vod-send-outcome", message -> {
            message.setVariable("outcomes", batch);
            message.getMessage().setHeader("of-the-loop", "x");
            message.getMessage().setBody(batch.getOutcomes().get(0));
        });
        assertThat(exchange.getException()).isNull();
    }

    private List<String> sent(String endpoint) {
        return getMockEndpoint(endpoint).getReceivedExchanges().stream()
                .peek(exchange -> assertThat(exchange.getMessage().getHeaders()).doesNotContainKey("of-the-loop"))
                .map(exchange -> exchange.getMessage().getBody(String.class))
                .toList();
    }
}
