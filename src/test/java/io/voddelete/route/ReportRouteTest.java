package io.voddelete.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.voddelete.asset.Outcome;
import io.voddelete.kit.RouteKit;
import io.voddelete.outcome.OutcomeBatch;
import io.voddelete.outcome.ReportOutcomes;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

class ReportRouteTest extends RouteKit {
    private final List<Outcome> successes = new CopyOnWriteArrayList<>();
    private final List<Outcome> failures = new CopyOnWriteArrayList<>();
    private volatile boolean failureEndpointDown;

    ReportRouteTest() {
        super("pipeline/report");
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

    private void report(OutcomeBatch batch) throws IOException {
        ReportOutcomes reportOutcomes = bean("vodReportOutcomes", ReportOutcomes.class);
        (batch.isSuccess() ? successes : failures).addAll(batch.getOutcomes());
        if (!batch.isSuccess() && failureEndpointDown) {
            reportOutcomes.backOff(batch, new IOException("the endpoint is down"));
        } else {
            batch.getOutcomes().forEach(outcome -> reportOutcomes.delivered(batch));
            reportOutcomes.markReported(batch);
        }
    }

    @Test
    void eachSideIsReadOnItsOwnAndWhatIsMarkedDoesNotComeAgain() throws Exception {
        Outcomes.settle(this, ids(4), 2);

        await().atMost(SOON).until(() -> successes.size() == 2 && failures.size() == 2);
        assertThat(successes).extracting(Outcome::assetId).containsExactlyElementsOf(ids(2));
        assertThat(failures).extracting(Outcome::assetId).containsExactlyElementsOf(ids(4).subList(2, 4));
        await().atMost(SOON) // they are marked after they have arrived
                .untilAsserted(() -> assertThat(rows("SELECT count(*) FROM asset WHERE reported_at IS NULL"))
                        .containsExactly("0"));
    }

    @Test
    void oneSideGoesOnWhileTheOtherIsDownAndIsReadAgainUntilItIsBack() throws Exception {
        failureEndpointDown = true;
        Outcomes.settle(this, ids(2), 1);
        await().atMost(SOON).until(() -> failures.size() >= 3);
        Outcomes.settle(this, ids(4).subList(2, 4), 2);

        await().atMost(SOON).until(() -> successes.size() == 3);
        assertThat(failures).extracting(Outcome::eventId).containsOnly("2-1");

        failureEndpointDown = false;
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(rows("SELECT count(*) FROM asset WHERE reported_at IS NULL"))
                        .containsExactly("0"));
    }

    @Test
    void whileTheStoreFailsTheReadingRests() {
        change("ALTER TABLE asset RENAME TO elsewhere");
        await().atMost(SOON).until(() -> reads() > 1);
        int before = reads();

        // a read that was under way when the store broke may be counted, and one more a side
        await().during(Duration.ofMillis(300)).atMost(SOON).until(() -> reads() - before <= 4);
    }

    private int reads() {
        return timesTaken("vod-read-next-successes") + timesTaken("vod-read-next-failures");
    }
}
