package io.voddelete.asset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.asset.Batch.SplitMode;
import io.voddelete.asset.Claim.Known;
import io.voddelete.kit.Ids;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchTest {
    private static final Instant LEASE = Instant.parse("2026-11-24T00:01:00Z");

    @Test
    void idsAreCommaSeparatedInTheirOrder() {
        assertThat(new Batch(List.of(named("b"), named("c"), named("a"))).commaSeparated())
                .isEqualTo("b,c,a");
        assertThat(new Batch(List.of(named("b"))).commaSeparated()).isEqualTo("b");
    }

    @Test
    void tenIdsFitAndElevenDoNot() {
        assertThat(new Batch(claims(10)).size()).isEqualTo(10);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Batch(claims(11)))
                .withMessageContainingAll("10", "11");
    }

    @Test
    void sameIdTwiceIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Batch(List.of(named("a"), named("a"))));
    }

    @Test
    void emptyBatchIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Batch(List.of()));
    }

    @Test
    void claimsAreFoundByTheirIds() {
        Batch batch = new Batch(claims(3));
        assertThat(batch.byAssetId())
                .hasSize(3)
                .containsEntry(Ids.id(2).value(), batch.claims().get(2));
    }

    @Test
    void lostClaimsLeaveTheBatchWhenItBegins() {
        Batch batch = new Batch(claims(3));
        assertThat(batch.leaseUntil()).isNull();
        Batch begun = batch.begun("call", batch.claims().subList(1, 2), LEASE);
        assertThat(begun.commaSeparated()).isEqualTo(Ids.id(1).value());
        assertThat(begun.leaseUntil()).isEqualTo(LEASE);
        assertThat(begun.isSent()).isFalse();
        Batch sent = begun.sent(Instant.EPOCH);
        assertThat(sent.isSent()).isTrue();
        assertThat(sent.sentAt()).isEqualTo(Instant.EPOCH);
        assertThat(sent.call().id()).isEqualTo("call");
        assertThat(batch).as("what was handed out stays").isEqualTo(new Batch(claims(3)));
        assertThat(begun.isSent()).isFalse();
    }

    @Test
    void theNextCallIsNeitherBegunNorSentAndStillHoldsItsIdsUnderTheLease() {
        Batch sent = new Batch(claims(3)).begun("call", claims(3), LEASE).sent(Instant.EPOCH);

        Batch next =
                sent.next(SplitMode.SINGLE, claims(3).subList(0, 1), claims(3).subList(1, 3));

        assertThat(next.claims()).isEqualTo(claims(1));
        assertThat(next.rest()).isEqualTo(claims(3).subList(1, 3));
        assertThat(next.call()).isNull();
        assertThat(next.isSent()).isFalse();
        assertThat(next.leaseUntil()).isEqualTo(LEASE);
        assertThatIllegalStateException().isThrownBy(() -> next.sent(Instant.EPOCH));
        assertThat(next.ended().isOpen()).isFalse();
        assertThat(next.ended().rest()).isEmpty();
    }

    @Test
    void theListsOfABatchAreItsOwn() {
        List<Claim> given = new ArrayList<>(claims(2));
        Batch batch = new Batch(given);
        given.clear();

        assertThat(batch.size()).isEqualTo(2);
        assertThatThrownBy(() -> batch.claims().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void batchThatWasNotBegunCannotBeSent() {
        assertThatIllegalStateException().isThrownBy(() -> new Batch(claims(1)).sent(Instant.EPOCH));
    }

    @Test
    void batchThatLostEveryClaimCannotBeSent() {
        Batch batch = new Batch(claims(2)).begun("call", List.of(), LEASE);
        assertThat(batch).hasToString("empty batch");
        assertThatIllegalStateException().isThrownBy(() -> batch.sent(Instant.EPOCH));
        assertThat(batch.isSent()).isFalse();
    }

    @Test
    void onlyIdsToBeTriedAloneHaveACallKeyOfTheirOwn() {
        Claim alone = Ids.claim(1, Known.NOTHING.isolated());
        assertThat(alone.callKey())
                .isNotEqualTo(Ids.claim(2, Known.NOTHING.isolated()).callKey());
        assertThat(Ids.claim(2, Known.NOTHING).callKey())
                .isEqualTo(Ids.claim(3, Known.NOTHING).callKey())
                .isNotEqualTo(alone.callKey());
    }

    /** New ones may spoil the call again. */
    @Test
    void idsThatAnAnswerLeftOpenShareNoCallWithNewOnes() {
        Claim again = Ids.claim(1, Known.NOTHING.withEvidence(Evidence.CALL_REFUSED, null, null));
        assertThat(again.callKey())
                .isEqualTo(Ids.claim(2, again.known()).callKey())
                .isNotEqualTo(Ids.claim(3, Known.NOTHING).callKey());
    }

    private static Claim named(String id) {
        return new Claim(1, 1, new AssetId(id), 1, Known.NOTHING);
    }

    private static List<Claim> claims(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> Ids.claim(number, Known.NOTHING))
                .toList();
    }
}
