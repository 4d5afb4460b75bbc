package io.voddelete.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.asset.Claim;
import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.Ids;
import io.voddelete.kit.SettableClock;
import io.voddelete.store.AssetStore;
import io.voddelete.store.Order;
import io.voddelete.store.StoreRules;
import io.voddelete.store.Submission;
import io.voddelete.store.Target;
import io.voddelete.store.sqlite.Sqlite;
import io.voddelete.support.WakeUp;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleaseTasksTest {
    private static final Order ALICE = new Order("alice", "http", null, null);

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-28T12:00:00Z"));
    private final List<String> changes = new ArrayList<>();
    private AssetStore store;
    private ReleaseTasks tasks;

    @BeforeEach
    void open() {
        Limits limits = new Limits(
                Limits.Required.OVER_LIMIT,
                OptionalLong.of(200),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalInt.of(50),
                Duration.ZERO,
                false,
                false);
        store = Sqlite.open(
                "jdbc:sqlite:" + directory.resolve("store.db"),
                new Target("https://vod.example", "5151"),
                new StoreRules(limits, null),
                clock,
                new Random(1),
                remark -> {},
                () -> {});
        tasks = new ReleaseTasks(store.releases(), new WakeUp(), () -> changes.add("changed"), clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Submission accept(int count) {
        Submission submission = store.submissions().open("key", "file:list.txt");
        store.submissions().accept(submission, Ids.lines(0, count));
        store.submissions().seal(submission, Ids.sealing(count));
        return store.sealedSubmissions().find(submission.submissionId()).orElseThrow();
    }

    private String plan(Submission held) {
        String sha256 = "sha at " + clock.instant();
        store.releases().storePlan(held, Ids.plan(held, sha256, clock.instant()));
        return sha256;
    }

    private List<String> expire() {
        clock.advance(Duration.ofDays(7));
        try (CapturedLog log = CapturedLog.of(ReleaseTasks.class)) {
            tasks.run();
            return log.lines();
        }
    }

    @Test
    void aListThatExpiresIsKeptWhole() {
        Submission held = accept(201);
        plan(held);

        assertThat(expire())
                .singleElement()
                .asString()
                .startsWith("WARN")
                .contains("Its 201 pending ids are kept; 0 of its ids are deleted, 0 have failed");
        assertThat(store.sealedSubmissions()
                        .find(held.submissionId())
                        .orElseThrow()
                        .progress()
                        .kept())
                .isEqualTo(201);
        assertThat(changes).containsExactly("changed");
        tasks.run();
        assertThat(changes).as("nothing is due").hasSize(1);
    }

    /** It was approved once, and of its ids some were deleted. */
    @Test
    void ofAListThatWasHeldAgainItIsSaidWhatWasDeletedBefore() {
        Submission held = accept(201);
        store.releases().approve(held.submissionId(), plan(held), ALICE);
        List<Claim> claims = store.claims().claim(inFlight -> 100, Duration.ofMinutes(2));
        for (int i = 0; i < claims.size(); i++) {
            boolean deleted = i < 50;
            store.claims()
                    .settle(List.of(new Result.Settled(
                            claims.get(i),
                            deleted ? Status.DELETED : Status.FAILED,
                            deleted ? null : "not-found",
                            1,
                            null,
                            null)));
        }
        Submission again = store.sealedSubmissions().find(held.submissionId()).orElseThrow();
        assertThat(again.release().isHeld()).isTrue();
        plan(again);

        assertThat(expire())
                .singleElement()
                .asString()
                .contains("Its 101 pending ids are kept; 50 of its ids are deleted, 50 have failed")
                .doesNotContain("nothing");
    }
}
