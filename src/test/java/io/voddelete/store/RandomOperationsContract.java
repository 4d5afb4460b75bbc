package io.voddelete.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.asset.Claim;
import io.voddelete.asset.Evidence;
import io.voddelete.asset.Outcome;
import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import io.voddelete.kit.Ids;
import io.voddelete.reader.Entry;
import io.voddelete.store.Outbox.Side;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Random verbs in random order, with restarts: the counters add up after every one of them. */
public abstract class RandomOperationsContract extends AssetStoreContract {
    private static final int STEPS = 2_000;
    private static final int IDS = 400;

    private final Random random = new Random(20261124);
    /** Claims of any age, most of them lost by now. */
    private final List<Claim> claims = new ArrayList<>();

    private final Map<String, Submission> reading = new HashMap<>();
    private final Map<String, List<Entry.Found>> lines = new TreeMap<>();
    private final Map<String, List<Entry.Found>> requests = new TreeMap<>();
    /** What took effect, by event id: the truth that outcomes are compared with. */
    private final Map<String, Result.Settled> settled = new HashMap<>();

    private final Map<String, Outcome> reported = new HashMap<>();
    private int retriedTogether;

    @Test
    void countersAddUpAfterEveryStep() {
        for (int step = 0; step < steps(STEPS); step++) {
            step();
            assertThatCountersAgreeWithRows();
            assertThatCountsAgreeWithRows();
            assertThat(number("SELECT count(*) FROM submission WHERE accepted <> pending + deleted + failed + kept"))
                    .isZero();
        }
        report(2 * STEPS);
        assertThat(reported.keySet()).isEqualTo(settled.keySet());
        assertThat(settled).hasSizeGreaterThan(steps(300));
        assertThat(retriedTogether).isPositive();
        assertThat(number("SELECT max(generation) FROM asset")).isGreaterThan(2);
        assertThat(store.queries().totals().unreported()).isZero();
    }

    private void step() {
        switch (random.nextInt(15)) {
            case 0, 1 -> read();
            case 2 -> endReading();
            case 3, 4, 5 -> claims.addAll(claim(random.nextInt(25)));
            case 6 -> beginSome();
            case 7, 8, 9 -> settleSome();
            case 10 -> report(random.nextInt(20));
            case 11 -> submitSome();
            case 12, 13 -> retrySome();
            default -> disturb();
        }
    }

    private void retrySome() {
        if (random.nextInt(8) > 0) {
            store.submissions().retry(Ids.id(random.nextInt(IDS)), DayLimit.NONE, Requested.NONE);
        } else {
            FailedIds refused = new FailedIds(null, "refused", null);
            retriedTogether += store.submissions()
                            .retry(refused, 1 + random.nextInt(5), DayLimit.NONE, Requested.NONE)
                            .isPresent()
                    ? 1
                    : 0;
        }
    }

    private void read() {
        String key = "file-" + random.nextInt(1 + lines.size() + 1);
        Submission submission = store.submissions().open(key, "file:" + key);
        if (submission.sealed()) {
            return;
        }
        List<Entry.Found> all = lines.computeIfAbsent(
                key,
                name -> IntStream.range(0, 40)
                        .mapToObj(line -> Ids.line(line + 1L, random.nextInt(IDS)))
                        .toList());
        int from = random.nextInt(all.size());
        store.submissions().accept(submission, all.subList(from, from + random.nextInt(all.size() - from)));
        reading.put(key, submission);
    }

    /** A request, or one of those before once more. */
    private void submitSome() {
        String key = "request-" + random.nextInt(1 + requests.size());
        List<Entry.Found> all = requests.computeIfAbsent(
                key,
                name -> IntStream.rangeClosed(1, 1 + random.nextInt(20))
                        .mapToObj(line -> Ids.line(line, random.nextInt(IDS)))
                        .toList());
        store.submissions()
                .submit("id of " + key, key, key, Requested.NONE, all, Ids.sealing(all.size()), DayLimit.NONE);
    }

    private void endReading() {
        reading.forEach((key, submission) -> {
            if (random.nextInt(4) == 0) {
                store.submissions().abandon(submission);
            } else {
                store.submissions().accept(submission, lines.get(key));
                store.submissions().seal(submission, Ids.sealing(40));
            }
        });
        reading.clear();
        assertThat(number(
                        "SELECT count(*) FROM duplicate d JOIN asset a ON a.id = d.asset AND a.generation = d.generation"
                                + " JOIN submission held ON held.id = a.submission AND held.state = 'OPEN'"
                                + " JOIN submission named ON named.id = d.submission AND named.state = 'SEALED'"))
                .as("ids that a sealed submission named and nobody will send")
                .isZero();
    }

    private List<Claim> someClaims() {
        return IntStream.range(0, claims.isEmpty() ? 0 : random.nextInt(10))
                .mapToObj(i -> claims.get(Math.max(0, claims.size() - 1 - random.nextInt(60))))
                .distinct()
                .toList();
    }

    private void beginSome() {
        Map<String, Claim> different = new TreeMap<>();
        someClaims().forEach(claim -> different.put(claim.assetId().value(), claim));
        if (!different.isEmpty()) {
            begin(List.copyOf(different.values()));
        }
    }

    private void settleSome() {
        for (Claim claim : someClaims()) {
            Result result = switch (random.nextInt(4)) {
                case 0 -> deleted(claim);
                case 1 -> failed(claim, random.nextBoolean() ? "not-found" : "refused");
                default ->
                    new Result.Later(
                            claim,
                            claim.known().withEvidence(Evidence.values()[random.nextInt(4)], "VOD.10051", "text"),
                            clock.instant().plusSeconds(random.nextInt(100)));
            };
            if (settle(result) == 1 && result instanceof Result.Settled done) {
                remember(done);
            }
        }
    }

    private void remember(Result.Settled done) {
        long row = done.claim().row();
        String earlier = row + "-" + done.claim().generation();
        String now = row + "-" + number("SELECT generation FROM asset WHERE id = " + row);
        if (number("SELECT count(*) FROM asset WHERE status = 'PENDING' AND id = " + row) == 1) {
            assertThat(done.status()).isEqualTo(Status.FAILED);
            assertThat(number("SELECT count(*) FROM asset a JOIN unanswered u ON u.asset = a.id AND u.until = a.due_at"
                            + " WHERE a.id = " + row))
                    .as("only because a call of another process may still delete it")
                    .isEqualTo(1);
            return;
        }
        if (!now.equals(earlier) && !reported.containsKey(earlier)) {
            settled.remove(earlier); // deleted after all, before anybody was told that it had failed
        }
        assertThat(settled.put(now, done)).as("settled once").isNull();
    }

    private void report(int most) {
        boolean missingIsSuccess = random.nextBoolean();
        for (Side side : Side.values()) {
            List<Outcome> outcomes = store.outbox().unreported(side, missingIsSuccess, most);
            for (Outcome outcome : outcomes) {
                Result.Settled done = settled.get(outcome.eventId());
                assertThat(outcome.status()).isEqualTo(done.status());
                assertThat(outcome.reason()).isEqualTo(done.reason());
                assertThat(outcome.assetId()).isEqualTo(done.claim().assetId().value());
                assertThat(reported.put(outcome.eventId(), outcome))
                        .as("reported once")
                        .isNull();
            }
            store.outbox().markReported(side, outcomes);
        }
    }

    private void disturb() {
        switch (random.nextInt(4)) {
            case 0 -> {
                restart();
                reading.clear();
                assertThat(store.claims().claim(inFlight -> inFlight.claimed(), LEASE))
                        .isEmpty();
            }
            case 1 -> store.claims().releaseUnbegun();
            default -> clock.advance(Duration.ofSeconds(random.nextInt(90)));
        }
    }
}
