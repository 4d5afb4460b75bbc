package io.voddelete.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.voddelete.asset.Batch;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Claim.Known;
import io.voddelete.kit.RouteKit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.processor.aggregate.AggregateController;
import org.junit.jupiter.api.Test;

class CollectRouteTest extends BatchKit {
    CollectRouteTest() {
        super("pipeline/collect", "pipeline/batch");
    }

    @Test
    void fullBatchesGoOutAtOnceAndTheRestAfterTheQuietPeriod() throws Exception {
        start("take-batches");
        Instant sent = Instant.now();
        fill(group(claims(0, 7, Known.NOTHING)));
        fill(group(claims(7, 16, Known.NOTHING)));
        fill(group(claims(16, 23, Known.NOTHING)));

        await().atMost(SOON).until(() -> batches.size() == 3);
        Duration time = Duration.between(sent, Instant.now());
        assertThat(batches).extracting(Batch::size).containsExactly(10, 10, 3);
        assertThat(batches.get(0).commaSeparated()).isEqualTo(String.join(",", ids(23).subList(0, 10)));
        assertThat(time).isGreaterThanOrEqualTo(QUIET);
    }

    @Test
    void aGroupOfTenThatMayNotShareACallIsNoBatch() throws Exception {
        start("take-batches");
        List<Claim> claims = new ArrayList<>(claims(0, 9, Known.NOTHING));
        claims.add(claim(9, Known.NOTHING.isolated()));
        fill(group(claims));

        await().atMost(SOON).until(() -> batches.size() == 2);
        assertThat(batches).extracting(Batch::size).containsExactlyInAnyOrder(1, 9);
    }

    @Test
    void anIdThatIsToGoAloneWaitsForNobodyAndNobodyGoesWithIt() throws Exception {
        start("take-batches");
        List<Claim> claims = new ArrayList<>(claims(0, 2, Known.NOTHING));
        claims.add(1, claim(2, Known.NOTHING.isolated()));
        fill(group(claims));

        await().atMost(SOON).until(() -> batches.size() == 2);
        assertThat(batches).extracting(Batch::commaSeparated).containsExactly(ids(3).get(2), String.join(",", ids(2)));
    }

    @Test
    void whileAllCallsAreBusyTheClaimingWaitsAndLosesNothing() throws Exception {
        CompletableFuture<Void> filling = CompletableFuture.runAsync(() -> fill(group(claims(0, 50, Known.NOTHING))));
        await().atMost(SOON).until(() -> waitingBatches() == QUEUE);
        await().during(Duration.ofMillis(200)).atMost(SOON).until(() -> waitingBatches() == QUEUE && !filling.isDone());

        start("take-batches");
        filling.get(SOON.toSeconds(), TimeUnit.SECONDS);

        await().atMost(SOON).until(() -> batches.size() == 5);
        assertThat(batches.stream().flatMap(batch -> batch.claims().stream()).map(RouteKit::id))
                .containsExactlyElementsOf(ids(50));
    }

    /** As when the clock was set back, and with it the end of the quiet period. */
    @Test
    void aBatchThatWaitsForMoreGoesOutWhenItIsTold() throws Exception {
        start("take-batches");
        AggregateController open = bean("vodBatches", AggregateController.class);
        fill(group(claims(0, 7, Known.NOTHING)));

        assertThat(open.forceCompletionOfAllGroups()).isEqualTo(1);

        await().atMost(SOON).until(() -> batches.size() == 1);
        assertThat(batches).extracting(Batch::size).containsExactly(7);
        assertThat(open.forceCompletionOfAllGroups()).isZero();
    }
}
