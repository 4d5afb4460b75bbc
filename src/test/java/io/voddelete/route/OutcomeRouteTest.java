package io.voddelete.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.RouteKit;
import io.voddelete.outcome.OutcomeBatch;
import io.voddelete.outcome.ReportOutcomes;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;

class OutcomeRouteTest extends RouteKit {
    OutcomeRouteTest() {
        super("pipeline/outcome", "pipeline/send");
    }

    @Test
    void outcomesGoAsJsonToTheEndpointOfTheirSide() throws Exception {
        Instant before = Instant.now().minusMillis(1);
        Outcomes.settle(this, ids(2), 1);
        report(outcomes().nextSuccesses());
        report(outcomes().nextFailures());

        assertThat(json("mock:success")).singleElement().satisfies(outcome -> {
            assertThat(outcome)
                    .containsOnlyKeys(
                            "event_id",
                            "asset_id",
                            "generation",
                            "status",
                            "reason",
                            "error_code",
                            "error_msg",
                            "attempts",
                            "submission_id",
                            "source",
                            "caller",
                            "requested_by",
                            "accepted_at",
                            "settled_at",
                            "vod_status")
                    .containsEntry("event_id", "1-1")
                    .containsEntry("asset_id", ids(2).get(0))
                    .containsEntry("generation", 1)
                    .containsEntry("status", "DELETED")
                    .containsEntry("reason", null)
                    .containsEntry("error_code", null)
                    .containsEntry("error_msg", null)
                    .containsEntry("attempts", 1)
                    .containsEntry(
                            "submission_id",
                            rows("SELECT submission_id FROM submission").get(0))
                    .containsEntry("source", "file:accepted.txt")
                    .containsEntry("caller", null)
                    .containsEntry("requested_by", System.getProperty("user.name"))
                    .containsEntry("vod_status", "PUBLISHED");
            for (String time : List.of("accepted_at", "settled_at")) {
                assertThat((String) outcome.get(time)).endsWith("Z");
                assertThat(Instant.parse((String) outcome.get(time))).isBetween(before, Instant.now());
            }
        });
        assertThat(json("mock:failure"))
                .singleElement()
                .satisfies(outcome -> assertThat(outcome)
                        .containsEntry("event_id", "2-1")
                        .containsEntry("asset_id", ids(2).get(1))
                        .containsEntry("status", "FAILED")
                        .containsEntry("reason", "not-found")
                        .containsEntry("attempts", 0));
        assertThat(unreported()).isZero();
    }

    @Test
    void nothingButTheOutcomeIsSent() throws Exception {
        Outcomes.settle(this, ids(1), 1);
        template.request("direct:vod-report-outcomes", message -> {
            message.setVariable("outcomes", outcomes().nextSuccesses());
            message.getMessage().setHeader(Exchange.FILE_NAME, "elsewhere");
        });

        assertThat(getMockEndpoint("mock:success").getReceivedExchanges())
                .singleElement()
                .satisfies(exchange ->
                        assertThat(exchange.getMessage().getHeaders()).containsOnlyKeys(Exchange.CONTENT_TYPE));
    }

    @Test
    void whileOneEndpointIsDownTheOtherIsServedAndNothingIsLost() throws Exception {
        Outcomes.settle(this, ids(2), 1);
        down("mock:failure");
        report(outcomes().nextFailures());
        report(outcomes().nextSuccesses());

        assertThat(json("mock:success")).hasSize(1);
        assertThat(unreported()).isEqualTo(1);
        Object event = json("mock:failure").get(0).get("event_id");

        getMockEndpoint("mock:failure").reset();
        report(outcomes().nextFailures());

        assertThat(json("mock:failure"))
                .singleElement()
                .satisfies(outcome -> assertThat(outcome).containsEntry("event_id", event));
        assertThat(unreported()).isZero();
    }

    @Test
    void whatArrivedBeforeTheEndpointFailedDoesNotComeAgain() throws Exception {
        Outcomes.settle(this, ids(5), 5);
        getMockEndpoint("mock:success").whenExchangeReceived(3, OutcomeRouteTest::refuse);
        report(outcomes().nextSuccesses());

        assertThat(unreported()).isEqualTo(3);

        report(outcomes().nextSuccesses());

        assertThat(json("mock:success"))
                .extracting(outcome -> outcome.get("event_id"))
                .containsExactly("1-1", "2-1", "3-1", "3-1", "4-1", "5-1");
        assertThat(unreported()).isZero();
    }

    @Test
    void aStopLeavesTheRestOfTheBatchToTheNextStart() throws Exception {
        Outcomes.settle(this, ids(5), 5);
        OutcomeBatch batch = outcomes().nextSuccesses();
        getMockEndpoint("mock:success").whenExchangeReceived(2, exchange -> module.stopSending());

        try (CapturedLog log = CapturedLog.of(ReportOutcomes.class)) {
            report(batch);

            assertThat(log.lines()).isEmpty();
        }
        assertThat(json("mock:success"))
                .extracting(outcome -> outcome.get("event_id"))
                .containsExactly("1-1", "2-1");
        assertThat(unreported()).isEqualTo(3);
    }

    @Test
    void whenThereIsNothingToReportNothingIsSent() {
        report(outcomes().nextSuccesses());
        report(outcomes().nextFailures());

        assertThat(json("mock:success")).isEmpty();
        assertThat(json("mock:failure")).isEmpty();
    }

    private ReportOutcomes outcomes() {
        return bean("vodReportOutcomes", ReportOutcomes.class);
    }

    /** As the loops do it: a fault of the endpoint is dealt with inside. */
    private void report(OutcomeBatch batch) {
        Exchange exchange =
                template.request("direct:vod-report-outcomes", message -> message.setVariable("outcomes", batch));
        assertThat(exchange.getException()).isNull();
    }

    private void down(String endpoint) {
        getMockEndpoint(endpoint).whenAnyExchangeReceived(OutcomeRouteTest::refuse);
    }

    private static void refuse(Exchange exchange) throws IOException {
        throw new IOException("the endpoint is down");
    }

    private int unreported() {
        return Integer.parseInt(
                rows("SELECT count(*) FROM asset WHERE reported_at IS NULL").get(0));
    }

    private List<Map<String, Object>> json(String endpoint) {
        MockEndpoint mock = getMockEndpoint(endpoint);
        List<Map<String, Object>> outcomes = new ArrayList<>();
        for (Exchange exchange : mock.getReceivedExchanges()) {
            try {
                outcomes.add(new ObjectMapper()
                        .readValue(exchange.getMessage().getBody(byte[].class), new TypeReference<>() {}));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
        return outcomes;
    }
}
