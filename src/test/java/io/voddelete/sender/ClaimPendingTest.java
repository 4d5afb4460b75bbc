package io.voddelete.sender;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.asset.Claim;
import io.voddelete.asset.Evidence;
import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import io.voddelete.kit.CapturedLog;
import io.voddelete.store.Order;
import io.voddelete.store.Outbox.Side;
import io.voddelete.vod.DeleteResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class ClaimPendingTest {
    private static final Order ORDER = Order.of("ops", null);

    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir
    Path directory;

    private Sending sending;

    @BeforeEach
    void open() {
        sending = new Sending(directory, false);
    }

    @AfterEach
    void close() {
        sending.close();
    }

    @Test
    void itIsKnownWhetherAnIdMayBecomeDue() {
        assertThat(sending.kit.store().claims().mayBecomeDue()).isFalse();
        sending.kit.accept("a");

        Claim claim = sending.claimPending.next().get(0).claims().get(0);

        assertThat(sending.kit.store().claims().mayBecomeDue()).isTrue();
        settle(List.of(claim));
        assertThat(sending.kit.store().claims().mayBecomeDue()).isFalse();
    }

    @Test
    void oneBatchIsClaimedAheadAndNoMore() {
        sending.kit.accept(ids(25));

        assertThat(sending.claimPending.next()).singleElement().satisfies(group -> {
            assertThat(group.claims()).hasSize(10);
            assertThat(group.askInfo()).isFalse();
            assertThat(group.claimedAt()).isEqualTo(sending.kit.clock.instant());
            assertThat(group.leaseUntil()).isEqualTo(sending.kit.clock.instant().plus(StoreKit.LEASE));
        });
        assertThat(sending.claimPending.next()).isEmpty();
    }

    @Test
    void nothingIsClaimedWhileTheSlotIsFar() {
        assertThat(sending.claimPending.next()).as("it has started").isEmpty();
        sending.kit.accept("a");
        sending.deletePacer.hold(Duration.ofSeconds(6));
        assertThat(sending.claimPending.next()).isEmpty();

        sending.kit.clock.advance(Duration.ofSeconds(1));
        assertThat(sending.claimPending.next()).hasSize(1);
    }

    @Test
    void nothingIsClaimedWhileItCannotBeAskedAbout() {
        try (Sending asking = new Sending(directory.resolve("."), true)) {
            assertThat(asking.claimPending.next()).as("it has started").isEmpty();
            asking.kit.accept("a");
            asking.infoPacer.hold(Duration.ofSeconds(6));
            assertThat(asking.claimPending.next()).isEmpty();

            asking.kit.clock.advance(Duration.ofSeconds(1));
            assertThat(asking.claimPending.next()).hasSize(1);
        }
    }

    @Test
    void nothingIsClaimedFromTheMomentThatAStopFileIsThere() throws IOException {
        sending.kit.accept("a");
        Path stop = Files.createFile(directory.resolve("STOP"));
        assertThat(sending.claimPending.next())
                .as("nobody else has looked since")
                .isEmpty();

        Files.delete(stop);
        sending.kit.clock.advance(Duration.ofSeconds(1));
        assertThat(sending.claimPending.next()).hasSize(1);
    }

    @Test
    void withoutPreflightAHoldOfTheQuestionsHoldsNoClaim() {
        sending.kit.accept("a");
        sending.infoPacer.hold(Duration.ofSeconds(6));

        assertThat(sending.claimPending.next()).hasSize(1);
    }

    @Test
    void somethingIsClaimedAfterTheClockWasSetBack() {
        sending.deletePacer.awaitSlot(
                new InFlightGate(1), "call", 1, sending.kit.clock.instant().plusSeconds(60));
        sending.kit.clock.setBy(Duration.ofDays(-1));
        sending.kit.accept("a");

        assertThat(sending.claimPending.next()).hasSize(1);
    }

    @Test
    void nothingStandsStillAfterTheClockWasSetBackWhileTheModuleWasDown() {
        sending.deletePacer.awaitSlot(
                new InFlightGate(1), "call", 1, sending.kit.clock.instant().plusSeconds(60));
        sending.kit.clock.setBy(Duration.ofMinutes(-5));
        sending.kit.accept("a");

        assertThat(sending.claimPending.next()).hasSize(1);
        assertThat(sending.deletePacer.untilNext()).isEqualTo(sending.deletePacer.interval());
    }

    @Test
    void whatAThrottledCallHoldsIsHeldAfterARestart() {
        String text = "{\"error_code\":\"APIGW.0308\",\"error_msg\":\"over ratelimit,limit:50,time:1 minute\"}";
        sending.deletePacer.throttled(
                DeleteResponse.read(StoreKit.answer(429, text)).error(), sending.kit.clock.instant());
        sending.kit.accept("a");

        assertThat(sending.claimPending.next()).isEmpty();
        assertThat(sending.deletePacer.untilNext()).isGreaterThan(Duration.ofSeconds(10));
    }

    @Test
    void nothingStandsStillAfterTheClockWasSetBack() {
        sending.kit.accept("a");
        assertThat(sending.claimPending.next()).hasSize(1);
        sending.kit.accept("b");
        Instant due = sending.kit.clock.instant().plusSeconds(10);
        sending.kit
                .store()
                .claims()
                .settle(List.of(new Result.Later(sending.kit.claim(1).get(0), Claim.Known.NOTHING, due)));
        sending.deletePacer.hold(Duration.ofSeconds(9));
        sending.infoPacer.hold(Duration.ofSeconds(9));

        sending.kit.clock.setBy(Duration.ofMinutes(-5));
        assertThat(sending.claimPending.next()).isEmpty();
        assertThat(sending.completed).as("half-filled batches are sent").hasValue(1);
        assertThat(sending.deletePacer.untilNext()).isEqualTo(Duration.ofSeconds(9));
        assertThat(sending.infoPacer.untilNext()).isEqualTo(Duration.ofSeconds(9));

        sending.kit.clock.advance(Duration.ofSeconds(10));
        assertThat(sending.claimPending.next()).hasSize(1);
        assertThat(sending.completed).hasValue(1);
    }

    @Test
    void whatIsToBeAskedAboutGoesApart() {
        sending.kit.accept(ids(4));
        List<Claim> claims = sending.kit.claim(4);
        sending.kit
                .store()
                .claims()
                .settle(IntStream.range(0, 4)
                        .mapToObj(i -> (Result) new Result.Later(
                                claims.get(i),
                                i < 3
                                        ? Claim.Known.NOTHING
                                        : Claim.Known.NOTHING.withEvidence(Evidence.REFUSED, null, null),
                                sending.kit.clock.instant()))
                        .toList());

        List<ClaimGroup> groups = sending.claimPending.next();

        assertThat(groups).extracting(ClaimGroup::askInfo).containsExactly(true, false);
        assertThat(groups).extracting(group -> group.claims().size()).containsExactly(1, 3);
    }

    @Test
    void nothingIsClaimedWhileAnOperatorPausesTheSender() {
        sending.kit.accept("a");
        sending.hold.pauseByOperator(ORDER);
        assertThat(sending.claimPending.next()).isEmpty();

        sending.hold.resumeByOperator(ORDER);

        assertThat(sending.claimPending.next()).hasSize(1);
    }

    @Test
    void nothingIsClaimedWhileTooManyOutcomesWaitForTheirEndpoints() {
        sending.kit.accept(ids(25));
        settle(sending.kit.claim(11));
        assertThat(sending.claimPending.next()).hasSize(1);
        try (CapturedLog log = CapturedLog.of(ClaimPending.class)) {
            settle(sending.kit.claim(1));
            assertThat(sending.claimPending.next()).isEmpty();
            assertThat(sending.claimPending.next()).isEmpty();
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("12 outcomes", "vod.outcome.backlog is 12", "check the endpoints");

            sending.kit
                    .store()
                    .outbox()
                    .markReported(Side.SUCCESS, sending.kit.store().outbox().unreported(Side.SUCCESS, false, 1));

            assertThat(sending.kit.store().queries().totals().unreported()).isEqualTo(11);
            sending.kit.clock.advance(StoreKit.LEASE);
            assertThat(sending.claimPending.next()).isNotEmpty();
            assertThat(log.lines()).last().asString().contains("works again");
        }
    }

    private void settle(List<Claim> claims) {
        sending.kit
                .store()
                .claims()
                .settle(claims.stream()
                        .map(claim -> (Result) new Result.Settled(claim, Status.DELETED, null, 1, null, null))
                        .toList());
    }

    @Test
    void nothingIsClaimedAfterTheStop() {
        sending.kit.accept("a");
        sending.work.stop();

        assertThat(sending.claimPending.next()).isEmpty();
        assertThat(sending.kit.claim(1)).hasSize(1);
    }

    @Test
    void withoutWorkItWaitsAWhile() {
        assertThat(sending.claimPending.next()).isEmpty();

        assertThat(millis(sending.claimPending::waitForWork)).isGreaterThanOrEqualTo(200);
    }

    @Test
    void afterATurnThatFoundSomeItLooksAgainAtOnce() {
        sending.kit.accept(ids(25));
        assertThat(sending.claimPending.next()).isNotEmpty();

        sending.work.await(LONG);

        assertThat(sending.claimPending.next()).isEmpty();
        assertThat(millis(sending.claimPending::waitForWork)).isGreaterThanOrEqualTo(200);
    }

    @Test
    void aStoreThatIsOutOfOrderIsNotAskedAgainAtOnce() {
        sending.kit.store().close();
        try (CapturedLog log = CapturedLog.of(ClaimPending.class)) {
            assertThat(sending.claimPending.next()).isEmpty();
            assertThat(millis(sending.claimPending::waitForWork)).isGreaterThanOrEqualTo(1000);
            assertThat(sending.claimPending.next()).isEmpty();
            assertThat(millis(sending.claimPending::waitForWork)).isGreaterThanOrEqualTo(1000);

            assertThat(log.lines()).singleElement().asString().contains("Claiming ids failed", "the store is closed");
        }
    }

    private static long millis(Runnable task) {
        long begin = System.nanoTime();
        task.run();
        return Duration.ofNanos(System.nanoTime() - begin).toMillis();
    }

    private static String[] ids(int many) {
        return IntStream.range(0, many).mapToObj(i -> "a" + i).toArray(String[]::new);
    }
}
