package io.voddelete.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.Batch;
import io.voddelete.asset.Busy;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Claim.Known;
import io.voddelete.asset.Evidence;
import io.voddelete.asset.Result;
import io.voddelete.kit.Ids;
import io.voddelete.reader.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Claim, begin-call and release: who holds an id, and whose turn it is. */
public abstract class ClaimContract extends AssetStoreContract {
    @Test
    void everyDueIdIsClaimedOnce() {
        submit("a.txt", 0, 25);
        List<Claim> claims =
                Stream.of(claim(10), claim(7), claim(100)).flatMap(List::stream).toList();
        assertThat(claims).extracting(Claim::assetId).doesNotHaveDuplicates().hasSize(25);
        assertThat(claims).extracting(Claim::known).containsOnly(Known.NOTHING);
        assertThat(claim(10)).isEmpty();
    }

    @Test
    void roomIsGivenByWhatIsInFlight() {
        submit("a.txt", 0, 40);
        begin(claim(10));
        claim(5);
        List<InFlight> seen = new ArrayList<>();
        assertThat(store.claims().claim(inFlight -> seen.add(inFlight) ? 0 : 0, LEASE))
                .isEmpty();
        assertThat(store.claims().claim(inFlight -> -3, LEASE)).isEmpty();
        assertThat(seen).containsExactly(new InFlight(15, 10, 0));
        clock.advance(LEASE);
        store.claims().claim(inFlight -> seen.add(inFlight) ? 0 : 0, LEASE);
        assertThat(seen).last().isEqualTo(new InFlight(0, 0, 0));
    }

    @Test
    void whatIsPutOffIsDueSoonerByAsMuchAsTheClockWasSetBack() {
        submit("a.txt", 0, 1);
        settle(new Result.Later(claimOnly(), Known.NOTHING, clock.instant().plusSeconds(10)));
        clock.setBy(Duration.ofMinutes(-5));

        store.claims().bringForward(Duration.ofMinutes(5), Duration.ofMinutes(30));

        assertThat(claim(10)).isEmpty();
        clock.advance(Duration.ofSeconds(10));
        assertThat(claim(10)).hasSize(1);
    }

    @Test
    void whatIsPutOffForLongerThanAnyDelayIsDueAfterARestart() {
        submit("a.txt", 0, 2);
        List<Claim> claims = claim(2);
        settle(
                new Result.Later(claims.get(0), Known.NOTHING, clock.instant().plus(Duration.ofMinutes(30))),
                new Result.Later(claims.get(1), Known.NOTHING, clock.instant().plus(Duration.ofMinutes(31))));
        restart();

        store.claims().bringForward(Duration.ZERO, Duration.ofMinutes(30));

        assertThat(claimOnly().assetId()).isEqualTo(claims.get(1).assetId());
    }

    @Test
    void neitherAClaimNorTheEndOfTheTimeForWhichAnAssetMayBeBusyIsBroughtForward() {
        submit("a.txt", 0, 2);
        List<Claim> claims = claim(2);
        Known hidden =
                new Known(Evidence.REFUSED, true, 0, false, 1, 0, 0, new Busy(clock.instant(), 0, 2, true), null, null);
        settle(new Result.Later(claims.get(0), hidden, clock.instant().plus(Duration.ofHours(24))));
        clock.setBy(Duration.ofHours(-2));

        store.claims().bringForward(Duration.ofHours(2), Duration.ZERO);

        assertThat(claim(10)).isEmpty();
    }

    @Test
    void oneIdBehindManyIsAmongTheNextTen() {
        submit("many.txt", 0, 10_000);
        claim(30);
        submit("one.txt", 20_000, 20_001);
        assertThat(claim(10)).extracting(Claim::assetId).contains(Ids.id(20_000));
    }

    @Test
    void submissionsTakeTurns() {
        submit("a.txt", 0, 100);
        submit("b.txt", 1000, 1100);
        submit("c.txt", 2000, 2005);
        assertThat(claim(60))
                .extracting(claim -> Integer.parseInt(claim.assetId().value(), 16) / 1000)
                .satisfies(turns -> {
                    assertThat(turns.stream().filter(turn -> turn == 0)).hasSizeBetween(20, 30);
                    assertThat(turns.stream().filter(turn -> turn == 1)).hasSizeBetween(20, 30);
                    assertThat(turns.stream().filter(turn -> turn == 2)).hasSize(5);
                });
    }

    @Test
    void submissionWhoseIdsWaitedLongTakesNoMoreThanItsTurn() {
        submit("late.txt", 0, 500);
        List<Result> putOff = new ArrayList<>();
        claim(500).forEach(claim -> putOff.add(later(claim, START.plus(LEASE))));
        store.claims().settle(putOff);
        submit("busy.txt", 1000, 4000);
        claim(2000);
        clock.advance(LEASE);
        submit("new.txt", 5000, 5100);
        assertThat(claim(60)).extracting(Claim::assetId).contains(Ids.id(5000)).anyMatch(ClaimContract::isOfBusy);
    }

    @Test
    void whoWasAloneIsNotBehindWhoComesLaterByMoreThanATurn() {
        submit("alone.txt", 1000, 4000);
        assertThat(claim(285)).hasSize(285).extracting(Claim::assetId).allMatch(ClaimContract::isOfBusy);
        submit("new.txt", 5000, 5100);
        List<AssetId> claimed = claim(40).stream().map(Claim::assetId).toList();

        assertThat(claimed).contains(Ids.id(5000));
        assertThat(claimed).filteredOn(ClaimContract::isOfBusy).hasSizeBetween(10, 20);
    }

    @Test
    void restartLeavesNobodyBehind() {
        submit("late.txt", 0, 10);
        List<Result> putOff = new ArrayList<>();
        claim(10).forEach(claim -> putOff.add(later(claim, START.plus(LEASE))));
        store.claims().settle(putOff);
        submit("busy.txt", 1000, 4000);
        claim(2000);
        restart();
        submit("new.txt", 5000, 9000);
        assertThat(claim(100)).extracting(Claim::assetId).contains(Ids.id(5000)).anyMatch(ClaimContract::isOfBusy);
    }

    @Test
    void submissionThatTakesOverIdsAfterARestartWaitsBehindNobody() {
        store.submissions().accept(store.submissions().open("broken.txt", "file:broken.txt"), Ids.lines(0, 5));
        List<Entry.Found> lines = new ArrayList<>(Ids.lines(1000, 3000));
        IntStream.range(0, 5).forEach(id -> lines.add(Ids.line(5000 + id, id)));
        submit("heir.txt", lines);
        store.claims()
                .settle(claim(2000).stream().map(AssetStoreContract::deleted).toList());

        restart();
        submit("late.txt", 5000, 9000);

        assertThat(claim(20)).extracting(Claim::assetId).contains(Ids.id(0)).contains(Ids.id(5000));
    }

    private static boolean isOfBusy(AssetId id) {
        return id.compareTo(Ids.id(1000)) >= 0 && id.compareTo(Ids.id(4000)) < 0;
    }

    @Test
    void idIsClaimedFromItsDueTimeOn() {
        submit("a.txt", 1, 2);
        settle(later(claimOnly(), START.plusMillis(1500)));
        clock.advance(Duration.ofMillis(1499));
        assertThat(claim(10)).isEmpty();
        clock.advance(Duration.ofMillis(1));
        assertThat(claimOnly().known().delays()).isEqualTo(1);
    }

    /** Otherwise what spoiled a call of a million ids is looked into after the last of them was sent. */
    @Test
    void whatWasPutOffIsClaimedBeforeWhatIsNew() {
        submit("a.txt", 0, 100);
        List<Claim> first = claim(10);
        store.claims()
                .settle(first.stream()
                        .map(claim -> later(claim, clock.instant()))
                        .toList());

        assertThat(claim(10))
                .extracting(Claim::assetId)
                .containsExactlyInAnyOrderElementsOf(
                        first.stream().map(Claim::assetId).toList());
        assertThat(claim(10)).hasSize(10);
    }

    @Test
    void evidenceThatVodSaidDeletedOutlivesAFurtherCall() {
        submit("a.txt", 0, 1);
        Claim claim = claim(1).get(0);
        Claim.Known said = claim.known().withEvidence(Evidence.SAID_DELETED, null, null);
        store.claims().settle(List.of(new Result.Later(claim, said, clock.instant())));
        store.claims().beginCall("call", new Batch(claim(1)), LEASE, CallGuard.NONE);
        restartDuringCall();
        assertThat(claim(1).get(0).known().evidence()).isEqualTo(Evidence.SAID_DELETED);
    }

    @Test
    void earlierDueTimeWakesASubmissionThatWaits() {
        submit("a.txt", 0, 2);
        List<Claim> both = claim(2);
        settle(later(both.get(0), START.plusSeconds(50)));
        assertThat(claim(10)).isEmpty();
        settle(later(both.get(1), START.plusSeconds(5)));
        clock.advance(Duration.ofSeconds(5));
        assertThat(claimOnly().assetId()).isEqualTo(both.get(1).assetId());
    }

    @Test
    void claimsAreFreeWhenTheirLeaseEnds() {
        submit("a.txt", 0, 3);
        List<Claim> lost = claim(10);
        clock.advance(LEASE.minusMillis(1));
        assertThat(claim(10)).isEmpty();
        clock.advance(Duration.ofMillis(1));
        List<Claim> again = claim(10);
        assertThat(again)
                .extracting(Claim::assetId)
                .containsExactlyInAnyOrderElementsOf(
                        lost.stream().map(Claim::assetId).toList());
        assertThat(again)
                .extracting(Claim::token)
                .doesNotContainAnyElementsOf(lost.stream().map(Claim::token).toList());
    }

    @Test
    void beginCallExtendsTheLease() {
        submit("a.txt", 0, 3);
        List<Claim> claims = claim(10);
        clock.advance(LEASE.minusSeconds(1));
        assertThat(begin(claims).leaseUntil()).isEqualTo(clock.instant().plus(LEASE));
        clock.advance(LEASE.minusSeconds(1));
        assertThat(claim(10)).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        assertThat(claim(10)).hasSize(3);
    }

    @Test
    void beginCallDropsClaimsThatAreLost() {
        submit("a.txt", 0, 3);
        List<Claim> claims = claim(10);
        settle(deleted(claims.get(1)));
        assertThat(begin(claims).claims()).containsExactly(claims.get(0), claims.get(2));
        clock.advance(LEASE);
        claim(1);
        assertThat(begin(claims).claims()).hasSize(1);
        clock.advance(LEASE);
        claim(10);
        assertThat(begin(claims).claims()).isEmpty();
    }

    @Test
    void begunCallCountsAsOneThatMayHaveActedAfterACrash() {
        submit("a.txt", 0, 2);
        List<Claim> claims = claim(10);
        begin(claims.subList(0, 1));
        restartDuringCall();
        List<Claim> again = claim(10);
        assertThat(again)
                .hasSize(2)
                .extracting(Claim::token)
                .doesNotContain(claims.get(0).token());
        assertThat(again)
                .filteredOn(claim -> claim.assetId().equals(claims.get(0).assetId()))
                .singleElement()
                .extracting(Claim::known)
                .isEqualTo(new Known(Evidence.MAY_HAVE_ACTED, true, 0, false, 1, 0, 0, Busy.NEVER, null, null));
        assertThat(again)
                .filteredOn(claim -> claim.assetId().equals(claims.get(1).assetId()))
                .singleElement()
                .extracting(Claim::known)
                .isEqualTo(Known.NOTHING);
        assertThat(number("SELECT count(*) FROM asset WHERE call_id IS NOT NULL AND call_at = ?", START.toEpochMilli()))
                .isEqualTo(1);
    }

    @Test
    void begunCallCountsAsOneThatMayHaveActedWhenItsLeaseEnds() {
        submit("a.txt", 0, 1);
        begin(claim(10));
        clock.advance(LEASE);
        assertThat(claimOnly().known())
                .isEqualTo(new Known(Evidence.MAY_HAVE_ACTED, true, 0, false, 1, 0, 0, Busy.NEVER, null, null));
    }

    @Test
    void releaseGivesBackWhatWasNotBegun() {
        submit("a.txt", 0, 20);
        List<Claim> begun = claim(10);
        List<Claim> unbegun = claim(10);
        begin(begun);
        store.claims().releaseUnbegun();
        assertThat(claim(100))
                .extracting(Claim::assetId)
                .containsExactlyInAnyOrderElementsOf(
                        unbegun.stream().map(Claim::assetId).toList());
        assertThat(begin(unbegun).claims()).isEmpty();
        assertThat(settle(deleted(begun.get(0)), failed(begun.get(1), "refused")))
                .isEqualTo(2);
    }
}
