package io.voddelete.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.Batch;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Evidence;
import io.voddelete.asset.Result;
import io.voddelete.kit.Ids;
import io.voddelete.kit.ListedGuard;
import io.voddelete.reader.Entry;
import io.voddelete.store.OrderResult.What;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Random lists, limits, approvals, cancels, stops, protections and restarts against a small model: an id is called only while a
 * released list names it and nothing protects it; in the end each id that a released list names has been called.
 */
public abstract class RandomReleasesContract extends AssetStoreContract {
    private static final int STEPS = 1_000;
    private static final int IDS = 120;
    private static final Order BOB = new Order("bob", "folder", null, null);

    private final Random random = new Random(20261129);
    private final TestPolicy policy = new TestPolicy();
    /** The state of each list that was sealed, as the orders have said. */
    private final Map<String, Gate> gates = new LinkedHashMap<>();

    private final Map<String, Set<AssetId>> named = new HashMap<>();
    private final Map<String, Submission> reading = new TreeMap<>();
    private final List<Claim> claims = new ArrayList<>();
    private final Set<AssetId> protectedIds = new HashSet<>();
    private final Set<AssetId> called = new HashSet<>();
    private int lists;

    @Override
    ReleasePolicy policy() {
        policy.fewSettled = Long.MAX_VALUE;
        return policy;
    }

    @Test
    void onlyIdsOfReleasedListsAreCalledAndAllOfThemAre() {
        for (int step = 0; step < steps(STEPS); step++) {
            step();
            assertThatCountersAgreeWithRows();
            assertThatCountsAgreeWithRows();
            assertThat(number("SELECT count(*) FROM submission WHERE accepted <> pending + deleted + failed + kept"))
                    .isZero();
        }
        settleEverything();
        assertThat(called).hasSizeGreaterThan(20);
        assertThat(number("SELECT (SELECT count(*) FROM asset WHERE status = 'KEPT')"
                        + " + (SELECT count(*) FROM earlier WHERE status = 'KEPT')"))
                .isGreaterThan(10);
    }

    private void step() {
        gates.replaceAll((one, gate) -> isDoneWithoutOrder(one, gate) ? Gate.RELEASED : gate);
        switch (random.nextInt(16)) {
            case 0, 1 -> submitList();
            case 2 -> beginReading();
            case 3 -> endReading();
            case 4, 5 -> approve();
            case 6 -> cancel();
            case 7 -> stop();
            case 8 -> goOn();
            case 9 -> undo();
            case 10, 11 -> claims.addAll(claim(random.nextInt(20)));
            case 12 -> beginAndSettle();
            case 13 -> store.releases().doTasks(1 + random.nextInt(4));
            case 14 -> disturb();
            default -> protect();
        }
    }

    /** Whether others have settled all ids of a list that waits. */
    private boolean isDoneWithoutOrder(String one, Gate gate) {
        return (gate == Gate.HELD || gate == Gate.GRACE || gate == Gate.STOPPED)
                && store.sealedSubmissions().find(one).orElseThrow().isDone();
    }

    private List<Entry.Found> lines() {
        int size = 1 + random.nextInt(9);
        return IntStream.rangeClosed(1, size)
                .mapToObj(line -> Ids.line(line, random.nextInt(IDS)))
                .toList();
    }

    private void submitList() {
        policy.grace = random.nextInt(4) == 0 ? Duration.ofMinutes(1) : Duration.ZERO;
        Submission submission = submit("list " + lists++, lines());
        sealed(submission, named.computeIfAbsent(submission.submissionId(), id -> new HashSet<>()));
    }

    private void sealed(Submission submission, Set<AssetId> ids) {
        gates.put(submission.submissionId(), gate(submission.submissionId()));
        store.sealedSubmissions().lines(submission, 0, 100).forEach(line -> ids.add(new AssetId(line.text())));
    }

    private void beginReading() {
        policy.grace = Duration.ZERO;
        String key = "file " + lists++;
        Submission submission = store.submissions().open(key, "file:" + key);
        store.submissions().accept(submission, lines());
        reading.put(key, submission);
    }

    private void endReading() {
        for (Submission submission : reading.values()) {
            if (random.nextInt(4) == 0) {
                store.submissions().abandon(submission);
            } else {
                store.submissions().seal(submission, Ids.sealing(9));
                sealed(submission, named.computeIfAbsent(submission.submissionId(), id -> new HashSet<>()));
            }
        }
        reading.clear();
    }

    private Gate gate(String submission) {
        return store.sealedSubmissions()
                .find(submission)
                .orElseThrow()
                .release()
                .gate();
    }

    private Optional<String> any(Gate gate) {
        List<String> all = gates.entrySet().stream()
                .filter(one -> one.getValue() == gate)
                .map(Map.Entry::getKey)
                .toList();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
    }

    private void approve() {
        any(Gate.HELD).ifPresent(held -> {
            policy.grace = random.nextInt(4) == 0 ? Duration.ofMinutes(1) : Duration.ZERO;
            Submission submission = store.sealedSubmissions().find(held).orElseThrow();
            String sha256 = "plan of " + held;
            store.releases()
                    .storePlan(
                            submission,
                            new StoredPlan(
                                    held,
                                    sha256,
                                    "text",
                                    "{}",
                                    clock.instant(),
                                    clock.instant().plus(Duration.ofHours(1))));
            OrderResult result = store.releases().approve(held, sha256, BOB);
            assertThat(result.what()).isIn(What.DONE, What.EXPIRED);
            gates.put(held, result.gate());
        });
    }

    private void cancel() {
        Gate from = Gate.values()[random.nextInt(4)];
        any(from)
                .ifPresent(
                        one -> gates.put(one, store.releases().cancel(one, BOB).gate()));
    }

    private void stop() {
        any(random.nextBoolean() ? Gate.RELEASED : Gate.GRACE)
                .ifPresent(one -> gates.put(one, store.releases().stop(one, BOB).gate()));
    }

    private void goOn() {
        any(Gate.STOPPED)
                .ifPresent(one -> gates.put(one, store.releases().goOn(one, BOB).gate()));
    }

    private void undo() {
        any(Gate.GRACE)
                .ifPresent(one -> gates.put(one, store.releases().undo(one, BOB).gate()));
    }

    private void disturb() {
        if (random.nextInt(3) == 0) {
            restart();
        }
        clock.advance(Duration.ofSeconds(random.nextInt(100)));
        store.releases().tick(clock.instant()).forEach(one -> gates.put(one.submissionId(), gate(one.submissionId())));
    }

    private void protect() {
        AssetId id = Ids.id(random.nextInt(IDS));
        if (protectedIds.size() > 10 || !protectedIds.add(id)) {
            protectedIds.clear();
        }
    }

    private void beginAndSettle() {
        Map<String, Claim> different = new TreeMap<>();
        IntStream.range(0, claims.isEmpty() ? 0 : 10)
                .mapToObj(i -> claims.get(Math.max(0, claims.size() - 1 - random.nextInt(40))))
                .forEach(claim -> different.put(claim.assetId().value(), claim));
        if (!different.isEmpty()) {
            call(List.copyOf(different.values()));
        }
    }

    private void call(List<Claim> some) {
        Batch begun = store.claims()
                .beginCall("call " + clock.instant(), new Batch(some), LEASE, new ListedGuard(protectedIds));
        for (Claim claim : begun.claims()) {
            AssetId id = claim.assetId();
            assertThat(protectedIds).doesNotContain(id);
            assertThat(named.entrySet())
                    .as("a released list that names " + id)
                    .anyMatch(one -> one.getValue().contains(id) && gates.get(one.getKey()) == Gate.RELEASED);
            called.add(id);
            settle(
                    switch (random.nextInt(3)) {
                        case 0 -> deleted(claim);
                        case 1 -> failed(claim, "not-found");
                        default ->
                            new Result.Later(
                                    claim,
                                    claim.known().withEvidence(Evidence.values()[random.nextInt(4)], null, "text"),
                                    clock.instant());
                    });
        }
    }

    private void settleEverything() {
        endReading();
        clock.advance(Duration.ofMinutes(10));
        disturb();
        protectedIds.clear();
        gates.forEach((one, gate) -> {
            if (gate == Gate.HELD) {
                store.releases().cancel(one, BOB);
            } else if (gate == Gate.STOPPED) {
                store.releases().goOn(one, BOB);
            }
        });
        gates.replaceAll((one, gate) -> gate(one));
        do {
            while (store.releases().doTasks(5)) {
                assertThatCountersAgreeWithRows();
            }
            clock.advance(Duration.ofMinutes(10));
            for (List<Claim> more = claim(10); !more.isEmpty(); more = claim(10)) {
                call(more);
            }
        } while (number("SELECT count(*) FROM asset a JOIN submission s ON s.id = a.submission"
                        + " WHERE a.status = 'PENDING' AND s.state = 'SEALED'")
                > 0);
        String lost = "(x.status = 'PENDING' OR x.status = 'KEPT' AND x.reason <> 'protected')";
        String released = " s.state = 'SEALED' AND s.gate = 'RELEASED' AND " + lost;
        assertThat(number("SELECT count(*) FROM asset x JOIN submission s ON s.id = x.submission WHERE" + released))
                .as("ids of released lists that nobody sent")
                .isZero();
        assertThat(number(
                        "SELECT count(*) FROM duplicate d JOIN asset x ON x.id = d.asset AND x.generation = d.generation"
                                + " JOIN submission s ON s.id = d.submission WHERE" + released))
                .as("ids that released lists name too and nobody sent")
                .isZero();
        assertThat(number(
                        "SELECT count(*) FROM duplicate d JOIN earlier x ON x.asset = d.asset AND x.generation = d.generation"
                                + " JOIN submission s ON s.id = d.submission WHERE" + released))
                .isZero();
    }
}
