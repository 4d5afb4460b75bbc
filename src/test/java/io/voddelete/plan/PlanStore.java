package io.voddelete.plan;

import io.voddelete.kit.Ids;
import io.voddelete.kit.SettableClock;
import io.voddelete.release.Limits;
import io.voddelete.store.AssetStore;
import io.voddelete.store.Order;
import io.voddelete.store.Releases;
import io.voddelete.store.Seal;
import io.voddelete.store.StoreRules;
import io.voddelete.store.StoredPlan;
import io.voddelete.store.Submission;
import io.voddelete.store.Target;
import io.voddelete.store.sqlite.Sqlite;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;

/** A real store that holds what exceeds its limits. */
final class PlanStore implements AutoCloseable {
    static final Order ALICE = new Order("alice", "http", null, null);
    static final Target TARGET = new Target("https://vod.example", "5151");

    private final AssetStore store;
    private final SettableClock clock;

    /** @param submission most ids of a submission that is not held */
    PlanStore(Path directory, long submission, SettableClock clock) {
        this(directory, submission, Duration.ZERO, clock);
    }

    /** @param grace how long a released submission waits */
    PlanStore(Path directory, long submission, Duration grace, SettableClock clock) {
        this.clock = clock;
        Limits limits = new Limits(
                Limits.Required.OVER_LIMIT,
                OptionalLong.of(submission),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalInt.of(50),
                grace,
                false,
                false);
        store = Sqlite.open(
                "jdbc:sqlite:" + directory.resolve("store.db"),
                TARGET,
                new StoreRules(limits, null),
                clock,
                new Random(1),
                remark -> {},
                () -> {});
    }

    AssetStore store() {
        return store;
    }

    Releases releases() {
        return store.releases();
    }

    /** Accepts a file with the ids {@code from} to {@code to - 1}. */
    Submission accept(String name, int from, int to) {
        Submission submission = store.submissions().open("key of " + name + from + " " + to, "file:" + name);
        store.submissions().accept(submission, Ids.lines(from, to));
        Seal seal = Ids.sealing(to - from);
        store.submissions()
                .seal(submission, new Seal(seal.lines(), seal.sha256(), "done/" + archived(name, submission)));
        return now(submission);
    }

    static String archived(String name, Submission submission) {
        return name.replace(".", "-" + submission.submissionId() + ".");
    }

    Submission now(Submission submission) {
        return store.sealedSubmissions().find(submission.submissionId()).orElseThrow();
    }

    StoredPlan plan(Submission held, String text) {
        StoredPlan plan = new StoredPlan(
                held.submissionId(),
                "sha of " + text,
                text,
                "{}",
                clock.instant(),
                clock.instant().plus(Duration.ofDays(7)));
        store.releases().storePlan(held, plan);
        return plan;
    }

    @Override
    public void close() {
        store.close();
    }
}
