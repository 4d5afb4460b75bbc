package io.voddelete.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.voddelete.asset.Batch;
import io.voddelete.asset.Claim.Known;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BatchRouteTest extends BatchKit {
    BatchRouteTest() {
        super("pipeline/batch", "pipeline/collect");
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
}
