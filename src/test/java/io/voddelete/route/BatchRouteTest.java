package io.voddelete.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.Batch;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Claim.Known;
import io.voddelete.kit.RouteKit;
import io.voddelete.sender.ClaimGroup;
import io.voddelete.settings.Setting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.seda.SedaEndpoint;
import org.junit.jupiter.api.Test;

class BatchRouteTest extends RouteKit {
    private static final Duration QUIET = Duration.ofMillis(300);
    private static final int QUEUE = 2;

    private final List<Batch> batches = new CopyOnWriteArrayList<>();
    private final List<ClaimGroup> toAsk = new CopyOnWriteArrayList<>();

    BatchRouteTest() {
        super("pipeline/batch", "pipeline/collect");
    }

    @Override
    protected void configure(Properties settings) {
        settings.setProperty(Setting.BATCH_QUIET_PERIOD.key(), QUIET.toMillis() + "ms");
        settings.setProperty(Setting.CALL_CONCURRENCY.key(), String.valueOf(QUEUE));
        settings.setProperty(Setting.PREFLIGHT.key(), "false");
        settings.setProperty(Setting.SENDER_ENABLED.key(), "false");
    }

    @Override
    protected RouteBuilder neighbours() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("seda:vod-delete-batch?size=" + QUEUE)
                        .id("take-batches")
                        .autoStartup(false)
                        .process(exchange -> batches.add(exchange.getMessage().getBody(Batch.class)));
                from("seda:vod-ask-info?size=" + QUEUE)
                        .process(exchange -> toAsk.add(exchange.getMessage().getBody(ClaimGroup.class)));
            }
        };
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
    void aGroupThatIsABatchIsNotFilledClaimByClaim() throws Exception {
        start("take-batches");
        fill(group(claims(0, 10, Known.NOTHING)));
        fill(group(claims(10, 20, Known.NOTHING)));

        await().atMost(SOON).until(() -> batches.size() == 2);
        assertThat(batches)
                .extracting(Batch::commaSeparated)
                .containsExactly(String.join(",", ids(20).subList(0, 10)), String.join(",", ids(20).subList(10, 20)));
        assertThat(timesTaken("vod-aggregate-single-claims")).isZero();
    }

    @Test
    void aGroupThatWouldBeABatchFillsTheOneThatWaits() throws Exception {
        start("take-batches");
        fill(group(claims(0, 7, Known.NOTHING)));
        fill(group(claims(7, 17, Known.NOTHING)));
        fill(group(claims(17, 20, Known.NOTHING)));

        await().atMost(SOON).until(() -> batches.size() == 2);
        assertThat(batches).extracting(Batch::size).containsExactly(10, 10);
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

    @Test
    void whatAnAnswerLeftOpenIsAskedAboutAndTheOthersAreSentStraightOn() throws Exception {
        start("take-batches");
        accept(ids(3));
        change("UPDATE asset SET evidence = 'MAY_HAVE_ACTED', ask = 1 WHERE asset_id = '" + ids(3).get(1) + "'");
        start("vod-claim-pending");

        await().atMost(SOON).until(() -> batches.size() == 1 && toAsk.size() == 1);
        assertThat(ids(toAsk.get(0))).containsExactly(ids(3).get(1));
        assertThat(batches.get(0).commaSeparated()).isEqualTo(ids(3).get(0) + "," + ids(3).get(2));
        assertThat(rows("SELECT count(*) FROM asset WHERE claim IS NOT NULL AND status = 'PENDING'"))
                .containsExactly("3");
    }

    @Test
    void claimingGoesOnWhenMoreIsAcceptedLater() throws Exception {
        start("take-batches");
        start("vod-claim-pending");
        accept(ids(10));
        await().atMost(SOON).until(() -> batches.size() == 1);
        accept(ids(20));

        await().atMost(SOON).until(() -> batches.size() == 2);
        assertThat(batches.get(1).commaSeparated()).isEqualTo(String.join(",", ids(20).subList(10, 20)));
    }

    @Test
    void whileTheStoreFailsTheClaimingRests() throws Exception {
        change("ALTER TABLE asset RENAME TO elsewhere");
        start("vod-claim-pending");

        await().atMost(SOON).until(() -> timesTaken("vod-claim-due-ids") > 0);
        await().during(Duration.ofMillis(300)).atMost(SOON).until(() -> timesTaken("vod-claim-due-ids") <= 2);
    }

    private void fill(ClaimGroup group) {
        template.sendBody("direct:vod-fill-batch", group);
    }

    private void start(String route) throws Exception {
        context.getRouteController().startRoute(route);
    }

    private int waitingBatches() {
        return context.getEndpoint("seda:vod-delete-batch?size=" + QUEUE, SedaEndpoint.class)
                .getExchanges()
                .size();
    }

    private static ClaimGroup group(List<Claim> claims) {
        return new ClaimGroup(claims, false, Instant.now(), Instant.now().plusSeconds(60));
    }

    private static List<Claim> claims(int from, int to, Known known) {
        return IntStream.range(from, to).mapToObj(i -> claim(i, known)).toList();
    }

    private static Claim claim(int i, Known known) {
        return new Claim(i + 1L, 1, new AssetId(ids(i + 1).get(i)), 1, known);
    }
}
