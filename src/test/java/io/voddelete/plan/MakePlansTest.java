package io.voddelete.plan;

import static io.voddelete.plan.Plans.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.asset.AssetId;
import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.SettableClock;
import io.voddelete.store.StoredPlan;
import io.voddelete.store.Submission;
import io.voddelete.support.WakeUp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MakePlansTest {
    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock(NOW);
    private final List<AssetId> asked = new ArrayList<>();
    private PlanStore store;
    private final WakeUp work = new WakeUp();
    private Runnable atAnswer = () -> {};
    private MakePlans plans;

    @BeforeEach
    void open() {
        store = new PlanStore(directory, 2, clock);
        plans = plans(SurveySize.ALL);
    }

    private MakePlans plans(SurveySize size) {
        return new MakePlans(
                store.releases(),
                new Survey(this::answer, size, clock, new Random(1)),
                new HoldTexts("2", "10000", "10", "50%"),
                new MakePlans.About(PlanStore.TARGET, "7c1e", () -> 100, Duration.ofHours(1), Plans.BY_FOLDER),
                work,
                clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private List<AssetFacts> answer(List<AssetId> ids) {
        asked.addAll(ids);
        atAnswer.run();
        return ids.stream().map(id -> Plans.living(id, "t", "c")).toList();
    }

    private void turn() {
        plans.make(plans.next());
    }

    private boolean isPlanned(Submission submission) {
        return store.releases().plan(submission.submissionId()).isPresent();
    }

    @Test
    void theSmallestListIsPlannedFirstAndEachTurnLooksAgain() {
        Submission large = store.accept("large.txt", 0, 30);
        Submission small = store.accept("small.txt", 100, 105);
        turn();
        assertThat(isPlanned(small)).isTrue();
        assertThat(isPlanned(large)).isFalse();

        Submission later = store.accept("later.txt", 200, 205);
        turn();
        assertThat(isPlanned(later)).isTrue();
        assertThat(isPlanned(large)).isFalse();
        turn();
        assertThat(isPlanned(large)).isTrue();
    }

    /** With vod.plan.survey=all a large list takes hours. */
    @Test
    void aSmallListIsPlannedWhileALargeOneIsAskedAbout() {
        Submission large = store.accept("large.txt", 0, 100);
        List<Submission> later = new ArrayList<>();
        List<Integer> askedThen = new ArrayList<>();
        atAnswer = () -> {
            clock.advance(Duration.ofSeconds(20));
            if (later.isEmpty()) {
                later.add(store.accept("small.txt", 200, 205));
            } else if (isPlanned(later.get(0)) && askedThen.isEmpty()) {
                askedThen.add(asked.size());
            }
        };
        turn();

        assertThat(isPlanned(large)).isTrue();
        assertThat(askedThen)
                .singleElement()
                .satisfies(count -> assertThat(count).isLessThan(50));
        assertThat(store.releases().plan(large.submissionId()).orElseThrow().text())
                .contains("    100 ids: 100 living");
    }

    /** It may not ask VOD any more, and the other process makes the plan from the beginning. */
    @Test
    void aPlanThatIsNotAskedToItsEndIsLeftToTheProcessThatSends() {
        Submission held = store.accept("list.txt", 0, 100);
        atAnswer = work::end;
        turn();
        assertThat(isPlanned(held)).isFalse();

        atAnswer = () -> {};
        work.begin();
        turn();
        assertThat(isPlanned(held)).isTrue();
    }

    @Test
    void aPlanIsValidFromTheEndOfItsSurvey() {
        Submission held = store.accept("list.txt", 0, 30);
        atAnswer = () -> clock.advance(Duration.ofMinutes(30));
        turn();

        StoredPlan plan = store.releases().plan(held.submissionId()).orElseThrow();
        assertThat(plan.madeAt()).as("what changes later is in no answer").isEqualTo(NOW);
        assertThat(plan.validUntil()).isEqualTo(clock.instant().plus(Duration.ofHours(1)));
    }

    @Test
    void aListThatNoLongerWaitsIsNotAskedAbout() {
        Submission held = store.accept("list.txt", 0, 30);
        List<Submission> next = plans.next();
        store.releases().cancel(held.submissionId(), PlanStore.ALICE);
        try (CapturedLog log = CapturedLog.of(MakePlans.class)) {
            plans.make(next);

            assertThat(asked).isEmpty();
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void aListThatIsCancelledDuringItsSurveyIsNotSaidToWait() {
        Submission held = store.accept("list.txt", 0, 30);
        atAnswer = () -> store.releases().cancel(held.submissionId(), PlanStore.ALICE);
        try (CapturedLog log = CapturedLog.of(MakePlans.class)) {
            turn();

            assertThat(log.lines()).isEmpty();
            assertThat(isPlanned(held)).isFalse();
        }
    }
}
