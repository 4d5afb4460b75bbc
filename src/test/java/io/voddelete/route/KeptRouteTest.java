package io.voddelete.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.voddelete.asset.Outcome;
import io.voddelete.asset.Status;
import io.voddelete.kit.RouteKit;
import io.voddelete.outcome.OutcomeBatch;
import io.voddelete.outcome.ReportOutcomes;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

class KeptRouteTest extends RouteKit {
    private final List<Outcome> kept = new CopyOnWriteArrayList<>();

    KeptRouteTest() {
        super("pipeline/kept");
    }

    @Override
    protected RouteBuilder neighbours() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:vod-report-outcomes")
                        .errorHandler(noErrorHandler())
                        .process(exchange -> report(exchange.getVariable("outcomes", OutcomeBatch.class)));
            }
        };
    }

    private void report(OutcomeBatch batch) {
        ReportOutcomes reportOutcomes = bean("vodReportOutcomes", ReportOutcomes.class);
        kept.addAll(batch.getOutcomes());
        batch.getOutcomes().forEach(outcome -> reportOutcomes.delivered(batch));
        reportOutcomes.markReported(batch);
    }

    @Test
    void keptIdsAreReadApartFromFailedOnesAndOnce() throws Exception {
        Outcomes.settle(this, ids(3), 0);
        change("UPDATE asset SET status = 'KEPT', reason = 'cancelled' WHERE id < 3");

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(rows("SELECT id FROM asset WHERE reported_at IS NULL"))
                        .containsExactly("3"));
        assertThat(kept).extracting(Outcome::status).containsExactly(Status.KEPT, Status.KEPT);
        assertThat(kept).extracting(Outcome::reason).containsOnly("cancelled");
    }
}
