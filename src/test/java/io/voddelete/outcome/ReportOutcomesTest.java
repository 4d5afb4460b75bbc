package io.voddelete.outcome;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.trace.StatusCode;
import io.voddelete.asset.Outcome;
import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.SpansInMemory;
import io.voddelete.sender.StoreKit;
import io.voddelete.store.Outbox;
import io.voddelete.store.Outbox.Side;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.Times;
import io.voddelete.support.WakeUp;
import io.voddelete.trace.OpenTelemetrySpans;
import io.voddelete.trace.Traces;
import io.voddelete.vod.Backoff;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class ReportOutcomesTest {
    private static final Exception DOWN = new IOException("the endpoint is down");

    @TempDir
    Path directory;

    private final WakeUp successes = new WakeUp();
    private final WakeUp failures = new WakeUp();
    private final Traces traces = new Traces(false);
    private final AtomicInteger draws = new AtomicInteger();
    /** Always the longest delay. */
    private final RandomGenerator longest = new RandomGenerator() {
        @Override
        public long nextLong() {
            return -1;
        }

        @Override
        public double nextDouble() {
            draws.incrementAndGet();
            return 1;
        }
    };

    private StoreKit kit;

    @BeforeEach
    void open() {
        kit = new StoreKit(directory);
    }

    @AfterEach
    void close() {
        kit.close();
    }

    @Test
    void eachSideGetsItsOwnOutcomes() {
        kit.settle(null, "a", "b");
        kit.settle("not-found", "c");
        kit.settle("refused", "d");
        ReportOutcomes report = report(false);

        assertThat(ids(report.nextSuccesses())).containsExactlyInAnyOrder("a", "b");
        assertThat(ids(report.nextFailures())).containsExactlyInAnyOrder("c", "d");
        assertThat(report.nextSuccesses().isSuccess()).isTrue();
        assertThat(report.nextFailures().isSuccess()).isFalse();
    }

    @Test
    void missingAssetsCanBeSuccesses() {
        kit.settle("not-found", "c");
        kit.settle("already-gone", "d");
        kit.settle("refused", "e");
        ReportOutcomes report = report(true);

        assertThat(ids(report.nextSuccesses())).containsExactlyInAnyOrder("c", "d");
        assertThat(ids(report.nextFailures())).containsExactly("e");
    }

    @Test
    void whatWasMarkedDoesNotComeAgain() {
        kit.settle(null, "a", "b");
        ReportOutcomes report = report(false);
        OutcomeBatch batch = report.nextSuccesses();
        deliver(report, batch, 2);

        report.markReported(batch);

        assertThat(report.nextSuccesses().getOutcomes()).isEmpty();
        assertThat(kit.store().queries().totals().unreported()).isZero();
    }

    @Test
    void aFileTakesManyOutcomesAsOneMessage() {
        kit.settle(null, IntStream.range(0, 120).mapToObj(i -> "a" + i).toArray(String[]::new));
        ReportOutcomes report = reportToFile();
        OutcomeBatch batch = report.nextSuccesses();
        assertThat(batch.getMessages())
                .hasSize(3)
                .first()
                .isEqualTo(new OutcomeBlock(batch.getOutcomes().subList(0, 50)));

        deliver(report, batch, 3);
        report.markReported(batch);

        assertThat(kit.store().queries().totals().unreported()).isZero();
        assertThat(report.nextSuccesses().getMessages()).isEmpty();
    }

    /** The system tells of a lost line once, to whoever flushes first. */
    @Test
    void whatWasWrittenBeforeAFailedFlushOfTheSameFileIsNotMarked() {
        kit.settle(null, "a");
        JsonLines shared = new JsonLines(directory.resolve("shared.jsonl"), () -> {});
        ReportOutcomes report = report(false, shared);
        OutcomeBatch batch = report.nextSuccesses();
        shared.append("{}".getBytes(UTF_8));
        deliver(report, batch, 1);
        Thread.currentThread().interrupt(); // which closes the file of the other side
        assertThatThrownBy(() -> shared.append("{}".getBytes(UTF_8))).isInstanceOf(OutcomeFileException.class);
        assertThat(Thread.interrupted()).isTrue();

        assertThatThrownBy(() -> report.markReported(batch)).isInstanceOf(OutcomeFileException.class);

        assertThat(ids(report.nextSuccesses())).containsExactly("a");
        shared.close();
    }

    /** On a full disk one line may fit where a block does not. */
    @Test
    void afterAFailureAFileGetsOneByOneUntilThatWorks() {
        kit.settle(null, IntStream.range(0, 60).mapToObj(i -> "a" + i).toArray(String[]::new));
        ReportOutcomes report = reportToFile();
        OutcomeBatch batch = report.nextSuccesses();
        assertThat(batch.getMessages()).hasSize(2);
        deliver(report, batch, 1);
        report.backOff(batch, DOWN);

        OutcomeBatch rest = report.nextSuccesses();
        assertThat(rest.getMessages()).hasSize(10).isEqualTo(rest.getOutcomes());
        deliver(report, rest, 10);
        report.markReported(rest);

        kit.settle(null, "b", "c");
        assertThat(report.nextSuccesses().getMessages()).hasSize(1);
    }

    private ReportOutcomes reportToFile() {
        ReportOutcomes report = report(
                false,
                new ReportOutcomes.Way(
                        new WakeUp(),
                        new JsonLines(directory.resolve("all.jsonl"), () -> {}),
                        true,
                        UnaryOperator.identity()));
        report.useBlocks();
        return report;
    }

    /** A copy of the route that was changed before there were blocks. */
    @Test
    void whoeverSendsOneAfterTheOtherToAFileHasDeliveredThatOne() {
        kit.settle(null, "a", "b");
        ReportOutcomes report = reportToFile();
        OutcomeBatch batch = report.nextSuccesses();
        assertThat(ids(batch)).hasSize(2);

        deliver(report, batch, 1);
        report.backOff(batch, DOWN);

        assertThat(ids(report.nextSuccesses())).containsExactly("b");
    }

    @Test
    void anyOtherEndpointTakesOneOutcomeAMessage() {
        kit.settle(null, "a", "b");
        OutcomeBatch batch = report(false).nextSuccesses();

        assertThat(batch.getMessages()).hasSize(2).isEqualTo(batch.getOutcomes());
    }

    @Test
    void onlyWhatArrivedIsMarkedWhenTheEndpointFails() {
        kit.settle(null, "a", "b", "c");
        ReportOutcomes report = report(false);
        OutcomeBatch batch = report.nextSuccesses();
        List<String> eventIds =
                batch.getOutcomes().stream().map(Outcome::eventId).toList();
        deliver(report, batch, 2);

        report.backOff(batch, DOWN);

        assertThat(report.nextSuccesses().getOutcomes())
                .extracting(Outcome::eventId)
                .containsExactly(eventIds.get(2));
    }

    @Test
    void theCloseMarksWhatArrivedOfABatchThatWasBrokenOff() {
        kit.settle(null, "a", "b", "c");
        ReportOutcomes report = report(false);
        OutcomeBatch batch = report.nextSuccesses();
        report.nextFailures();
        deliver(report, batch, 2);

        report.close();

        assertThat(kit.store().outbox().unreported(Outbox.Side.SUCCESS, false, 10))
                .containsExactly(batch.getOutcomes().get(2));
    }

    @Test
    void theCloseEndsTheSpanOfABatchThatWasBrokenOff() {
        kit.settle(null, "a", "b");
        ReportOutcomes report = report(false);
        try (SpansInMemory spans = new SpansInMemory()) {
            traces.begin(new OpenTelemetrySpans(spans.telemetry(), "1"));
            OutcomeBatch batch = report.nextSuccesses();
            deliver(report, batch, 1);
            assertThat(spans.all()).isEmpty();

            report.close();

            assertThat(spans.only("report outcomes").getStatus().getStatusCode())
                    .isEqualTo(StatusCode.UNSET);
        }
    }

    @Test
    void nothingIsMarkedOfABatchOfWhichNothingArrived() {
        kit.settle(null, "a");
        ReportOutcomes report = report(false);

        report.backOff(report.nextSuccesses(), DOWN);

        assertThat(ids(report.nextSuccesses())).containsExactly("a");
    }

    @Test
    void oneSideThatIsDownDoesNotHoldTheOther() {
        kit.settle(null, "a");
        kit.settle("refused", "b");
        ReportOutcomes report = report(false);
        report.backOff(report.nextSuccesses(), DOWN);

        OutcomeBatch batch = report.nextFailures();
        deliver(report, batch, 1);
        report.markReported(batch);

        assertThat(report.nextFailures().getOutcomes()).isEmpty();
        assertThat(ids(report.nextSuccesses())).containsExactly("a");
    }

    @Test
    void outcomesAreOnTheDiskBeforeTheyAreMarked() throws Exception {
        kit.settle(null, "a");
        JsonLines lines = new JsonLines(directory.resolve("success.jsonl"), () -> {});
        lines.append(new byte[] {'1'});
        ReportOutcomes report = report(false, lines);
        OutcomeBatch batch = report.nextSuccesses();
        deliver(report, batch, 1);
        Thread.currentThread().interrupt(); // makes the flush fail

        assertThatThrownBy(() -> report.markReported(batch)).isInstanceOf(UncheckedIOException.class);
        report.close(); // does not try again a flush that failed: the second one would say that all is well

        assertThat(Thread.interrupted()).isTrue();
        report.backOff(batch, new UncheckedIOException(new java.io.IOException("the flush failed")));
        assertThat(kit.store().queries().totals().unreported())
                .as("a second flush may succeed although the first one lost the lines")
                .isEqualTo(1);
    }

    @Test
    void aFileThatCannotEvenBeFlushedIsAFaultOfItsEndpoint() throws Exception {
        kit.settle(null, "a");
        kit.settle(null, "b");
        Path file = directory.resolve("success.jsonl");
        JsonLines lines = new JsonLines(file, () -> {});
        ReportOutcomes report = report(false, lines);
        OutcomeBatch batch = report.nextSuccesses();
        lines.append(new byte[] {'1'});
        deliver(report, batch, 1);
        Thread.currentThread().interrupt(); // breaks off the next line
        assertThatThrownBy(() -> lines.append(new byte[] {'2'})).isInstanceOf(OutcomeFileException.class);
        assertThat(Thread.interrupted()).isTrue();
        Files.delete(file);
        Files.createDirectory(file);

        report.backOff(batch, new OutcomeFileException("the line is not written", new IOException()));

        assertThat(report.fault(Outbox.Side.SUCCESS)).isPresent();
        assertThat(kit.store().queries().totals().unreported()).isEqualTo(2);
    }

    @Test
    void theWaitAfterAFaultGrowsAndBeginsAnewAfterASuccess() {
        kit.settle(null, "a");
        WakeUp running = new WakeUp();
        ReportOutcomes report = new ReportOutcomes(
                kit.store().outbox(),
                false,
                new Backoff(Duration.ofMillis(20), Duration.ofMillis(80), longest),
                Map.of(Side.SUCCESS, way(running), Side.FAILURE, way(failures), Side.KEPT, way(failures)),
                new Traces(false),
                kit.clock);
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            waits.add(millis(() -> report.backOff(report.nextSuccesses(), DOWN)));
        }
        OutcomeBatch batch = report.nextSuccesses();
        deliver(report, batch, 1);
        report.markReported(batch);
        kit.settle(null, "b");

        assertThat(waits.get(0)).isGreaterThanOrEqualTo(20);
        assertThat(waits.get(1)).isGreaterThanOrEqualTo(40);
        assertThat(waits.get(2)).isGreaterThanOrEqualTo(80);
        assertThat(waits.get(3)).isGreaterThanOrEqualTo(80);
        assertThat(millis(() -> report.backOff(report.nextSuccesses(), DOWN))).isBetween(20L, 75L);
        assertThat(draws).hasValue(5);
    }

    @Test
    void aFaultIsSaidOnceAndSoIsItsEnd() {
        kit.settle(null, "a");
        ReportOutcomes report = report(false);
        try (CapturedLog log = CapturedLog.of(ReportOutcomes.class)) {
            report.backOff(report.nextSuccesses(), DOWN);
            report.backOff(report.nextSuccesses(), DOWN);
            OutcomeBatch batch = report.nextSuccesses();
            deliver(report, batch, 1);
            report.markReported(batch);

            assertThat(log.lines()).hasSize(2);
            assertThat(log.lines().get(0))
                    .startsWith("ERROR The success endpoint does not accept outcomes")
                    .contains("the endpoint is down", "vod.outcome.success-uri");
            assertThat(log.lines().get(1)).startsWith("INFO The success endpoint accepts");
        }
    }

    @Test
    void aStoreThatIsOutOfOrderIsNotAskedAgainAtOnce() {
        kit.settle(null, "a");
        kit.settle(null, "b");
        ReportOutcomes report = report(false);
        OutcomeBatch batch = report.nextSuccesses();
        deliver(report, batch, 1);
        kit.store().close();

        try (CapturedLog log = CapturedLog.of(ReportOutcomes.class)) {
            assertThat(millis(() -> report.backOff(batch, DOWN))).isGreaterThanOrEqualTo(1000);
            assertThat(report.nextSuccesses().getOutcomes()).isEmpty();
            assertThat(millis(report::waitForSuccesses)).isGreaterThanOrEqualTo(1000);

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("Reporting outcomes failed", "the store is closed");
        }
    }

    @Test
    void eachSideWaitsForItsOwnWorkAndLooksAgainAtOnceAfterItFoundAsManyAsItTakes() {
        kit.settle(null, IntStream.range(0, 500).mapToObj(i -> "a" + i).toArray(String[]::new));
        ReportOutcomes report = reportAll(backoff());
        assertThat(report.nextSuccesses().getOutcomes()).hasSize(500);
        assertThat(report.nextFailures().getOutcomes()).isEmpty();

        assertThat(millis(report::waitForFailures)).isGreaterThanOrEqualTo(500);
        successes.await(Duration.ofMinutes(5));
        assertThat(millis(report::waitForSuccesses)).isGreaterThanOrEqualTo(500);
    }

    @Test
    void aFileIsTriedAgainSoonAndARemoteEndpointWhenTheBackoffSays() {
        OutcomeFileException full = new OutcomeFileException("a line", new IOException("no space is left"));

        assertThat(EndpointState.pause(full, Duration.ofMinutes(30))).isEqualTo(Duration.ofSeconds(5));
        assertThat(EndpointState.pause(full, Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(1));
        assertThat(EndpointState.pause(DOWN, Duration.ofMinutes(30))).isEqualTo(Duration.ofMinutes(30));
    }

    private ReportOutcomes reportAll(Backoff backoff) {
        return new ReportOutcomes(
                kit.store().outbox(),
                false,
                backoff,
                Map.of(Side.SUCCESS, way(successes), Side.FAILURE, way(failures), Side.KEPT, way(failures)),
                new Traces(false),
                kit.clock);
    }

    @Test
    void afterTheStopNothingIsRead() {
        kit.settle(null, "a");
        successes.stop();
        ReportOutcomes report = reportAll(backoff());

        assertThat(report.nextSuccesses().getOutcomes()).isEmpty();
    }

    @Test
    void whenAnotherProcessReportsWhatIsLeftIsWithheldAndWhatArrivedIsMarked() {
        kit.settle(null, "a", "b", "c");
        ReportOutcomes report = reportAll(backoff());
        OutcomeBatch batch = report.nextSuccesses();
        report.delivered(batch);
        successes.end();

        assertThatThrownBy(() -> report.delivered(batch))
                .isInstanceOfSatisfying(CallDeferredException.class, e -> report.backOff(batch, e));
        assertThat(report.nextSuccesses().getOutcomes()).isEmpty();
        successes.begin();
        assertThat(report.nextSuccesses().getOutcomes()).hasSize(1);
    }

    @Test
    void theStopWithholdsWhatIsLeftAndMarksWhatArrivedWithoutAWordOrAWait() {
        kit.settle(null, "a", "b", "c");
        Backoff longTime = new Backoff(Duration.ofMinutes(1), Duration.ofMinutes(1), longest);
        ReportOutcomes report = reportAll(longTime);
        OutcomeBatch batch = report.nextSuccesses();
        report.delivered(batch);
        successes.stop();

        try (CapturedLog log = CapturedLog.of(ReportOutcomes.class)) {
            assertThatThrownBy(() -> report.delivered(batch))
                    .isInstanceOfSatisfying(
                            CallDeferredException.class,
                            e -> report.backOff(batch, new IllegalStateException("as Camel wraps it", e)));

            assertThat(log.lines()).isEmpty();
        }
        assertThat(draws).as("delays drawn").hasValue(0);
        assertThat(kit.store().queries().totals().unreported()).isEqualTo(1);
    }

    @Test
    void theStopOfOneSideAndABatchThatHasArrivedAreNoReasonToWithhold() {
        kit.settle(null, "a");
        kit.settle("refused", "b", "c");
        ReportOutcomes report = reportAll(backoff());
        OutcomeBatch whole = report.nextSuccesses();
        OutcomeBatch others = report.nextFailures();
        successes.stop();

        report.delivered(whole);
        report.delivered(others);

        assertThat(whole.isDelivered()).isTrue();
        assertThat(others.reached()).hasSize(1);
    }

    @Test
    void anEndpointThatComesToNoEndWithAnOutcomeForAMinuteIsSaidToHangUntilItDoes() {
        kit.settle(null, "a", "b");
        ReportOutcomes report = report(false);
        try (CapturedLog log = CapturedLog.of(ReportOutcomes.class)) {
            OutcomeBatch batch = report.nextSuccesses();
            Instant first = kit.clock.instant();
            kit.clock.advance(Duration.ofSeconds(59));
            report.look();
            assertThat(report.fault(Outbox.Side.SUCCESS)).isEmpty();

            kit.clock.advance(Duration.ofSeconds(1));
            report.look();
            report.look();
            assertThat(report.fault(Outbox.Side.SUCCESS))
                    .hasValueSatisfying(fault -> assertThat(fault.since()).isEqualTo(first));
            assertThat(report.fault(Outbox.Side.FAILURE)).isEmpty();
            assertThat(log.lines())
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .startsWith("ERROR")
                            .contains("vod.outcome.success-uri", Times.text(first)));

            report.delivered(batch);
            assertThat(report.fault(Outbox.Side.SUCCESS)).isEmpty();
            report.look();
            assertThat(log.lines()).hasSize(2).last().asString().startsWith("INFO");
            report.delivered(batch);
            report.markReported(batch);
            kit.clock.advance(Duration.ofHours(1));
            assertThat(report.fault(Outbox.Side.SUCCESS)).isEmpty();
        }
    }

    private ReportOutcomes report(boolean missingIsSuccess) {
        return report(missingIsSuccess, new JsonLines(directory.resolve("unused.jsonl"), () -> {}));
    }

    private ReportOutcomes report(boolean missingIsSuccess, JsonLines success) {
        return report(missingIsSuccess, new ReportOutcomes.Way(new WakeUp(), success, false, UnaryOperator.identity()));
    }

    private ReportOutcomes report(boolean missingIsSuccess, ReportOutcomes.Way way) {
        return new ReportOutcomes(
                kit.store().outbox(),
                missingIsSuccess,
                backoff(),
                Map.of(Side.SUCCESS, way, Side.FAILURE, way(new WakeUp()), Side.KEPT, way(new WakeUp())),
                traces,
                kit.clock);
    }

    private ReportOutcomes.Way way(WakeUp signal) {
        return new ReportOutcomes.Way(
                signal, new JsonLines(directory.resolve("unused.jsonl"), () -> {}), false, UnaryOperator.identity());
    }

    private Backoff backoff() {
        return new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), longest);
    }

    private static void deliver(ReportOutcomes report, OutcomeBatch batch, int many) {
        for (int i = 0; i < many; i++) {
            report.delivered(batch);
        }
    }

    private static List<String> ids(OutcomeBatch batch) {
        return batch.getOutcomes().stream().map(Outcome::assetId).toList();
    }

    private static long millis(Runnable task) {
        long begin = System.nanoTime();
        task.run();
        return Duration.ofNanos(System.nanoTime() - begin).toMillis();
    }
}
