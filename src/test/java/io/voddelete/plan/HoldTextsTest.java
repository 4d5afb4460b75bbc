package io.voddelete.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.SettableClock;
import io.voddelete.store.HoldReason;
import io.voddelete.store.Requested;
import io.voddelete.store.Submission;
import io.voddelete.support.WakeUp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HoldTextsTest {
    private static final HoldTexts TEXTS = new HoldTexts("1000", "10000", "10", "50%");

    @TempDir
    Path directory;

    private static String text(HoldReason reason, long ids) {
        return TEXTS.of(reason, ids).text();
    }

    /** The limits hold at these numbers: "more than" would be false. */
    @Test
    void atTheLimitItSaysAtLeast() {
        assertThat(text(HoldReason.UNUSUAL_SIZE, 200))
                .isEqualTo("a run of 200 ids is at least 10 times as large as the largest of the last ten"
                        + " (vod.limit.growth)");
    }

    @Test
    void failuresAreSaidWithNumbersThatFitTheLimit() {
        assertThat(failures(50, 50))
                .isEqualTo("50 of its 100 settled ids failed, which is at least 50% (vod.limit.failures)");
        assertThat(failures(60, 50))
                .as("calls that were begun have ended since")
                .isEqualTo("at least 50% of its settled ids had failed; by now 50 of 110 (vod.limit.failures)");
    }

    private static String failures(long deleted, long failed) {
        return TEXTS.of(HoldReason.FAILURES, submission(1_000, deleted, failed), 1_000 - deleted - failed)
                .text();
    }

    private static Submission submission(long accepted, long deleted, long failed) {
        return new Submission(
                1,
                "s1",
                "file:list.txt",
                null,
                Requested.NONE,
                Plans.NOW,
                Plans.NOW,
                Optional.empty(),
                Submission.Release.NONE_HELD,
                new Submission.Progress(accepted, accepted - deleted - failed, deleted, failed, 0, 0, 0, 0, 0));
    }

    @Test
    void aSmallerNumberIsNeverMoreThanALimit() {
        assertThat(TEXTS.of(HoldReason.OVER_LIMIT, submission(1_500, 700, 500), 300)
                        .text())
                .as("held again with the rest of its ids")
                .isEqualTo("1500 ids are more than 1000 (vod.limit.submission)");
        assertThat(TEXTS.of(HoldReason.OVER_LIMIT, submission(800, 0, 0), 900).text())
                .as("others that it names were sent with another list")
                .isEqualTo("it had more ids than the limit allows when it was read (vod.limit.submission)");
        assertThat(new HoldTexts("off", "off", "off", "off")
                        .of(HoldReason.OVER_LIMIT, 2_000)
                        .text())
                .doesNotContain("off");
    }

    @Test
    void aListThatNamesIdsOfOthersIsSaidToHaveThemToo() throws Exception {
        SettableClock clock = new SettableClock(Plans.NOW);
        try (PlanStore store = new PlanStore(directory, 5, clock)) {
            store.accept("small.txt", 0, 5);
            Submission held = store.accept("list.txt", 2, 8);
            MakePlans plans = new MakePlans(
                    store.releases(),
                    new Survey(ids -> List.of(), SurveySize.NONE, clock, new Random(1)),
                    new HoldTexts("5", "10000", "10", "50%"),
                    new MakePlans.About(PlanStore.TARGET, "7c1e", () -> 100, Duration.ofDays(7), Plans.BY_FOLDER),
                    new WakeUp(),
                    clock);
            plans.make(plans.next());

            assertThat(held.progress().accepted()).isEqualTo(3);
            assertThat(store.releases().plan(held.submissionId()).orElseThrow().text())
                    .contains("HELD because 6 ids are more than 5 (vod.limit.submission)");
        }
    }
}
