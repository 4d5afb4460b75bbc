package io.voddelete.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.asset.Batch;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Evidence;
import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import io.voddelete.kit.Ids;
import io.voddelete.kit.SettableClock;
import io.voddelete.store.AssetStore;
import io.voddelete.store.CallGuard;
import io.voddelete.store.DayLimit;
import io.voddelete.store.OverDayLimitException;
import io.voddelete.store.Requested;
import io.voddelete.store.Submission;
import io.voddelete.store.Target;
import io.voddelete.store.Totals;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store that was never closed leaves in its files, read by the next process. */
class SqliteCrashTest {
    private static final Duration LEASE = Duration.ofMinutes(1);

    @TempDir
    Path before;

    @TempDir
    Path after;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-24T00:00:00Z"));
    private final Random random = new Random(1);

    @Test
    void whatAVerbDidIsInTheFilesWhenItReturns() throws IOException {
        try (AssetStore store = open(before)) {
            Submission submission = store.submissions().open("a.txt", "file:a.txt");
            store.submissions().accept(submission, Ids.lines(0, 1000));
            try (AssetStore next = openCopy()) {
                Submission again = next.submissions().open("a.txt", "file:a.txt");
                assertThat(again.submissionId()).isEqualTo(submission.submissionId());
                assertThat(again.progress().accepted()).isEqualTo(1000);
                assertThat(again.sealed()).isFalse();
                next.submissions().accept(submission, Ids.lines(0, 1000));
                next.submissions().seal(submission, Ids.sealing(1000));
                assertThat(next.queries().totals()).isEqualTo(new Totals(1, 1000, 1000, 0, 0, 0, 0, 0, 0));
            }
            store.submissions().seal(submission, Ids.sealing(1000));
            List<Claim> claims = store.claims().claim(inFlight -> 10, LEASE);
            store.claims().beginCall("call", new Batch(claims), LEASE, CallGuard.NONE);
            try (AssetStore next = openCopy()) {
                assertThat(next.claims().claim(inFlight -> 1000, LEASE))
                        .hasSize(1000)
                        .filteredOn(claim -> claim.known().evidence() == Evidence.MAY_HAVE_ACTED)
                        .hasSize(10)
                        .allMatch(claim -> claim.known().ask() && claim.known().attempts() == 1);
            }
            store.claims().settle(List.of(new Result.Settled(claims.get(0), Status.DELETED, null, 1, null, null)));
            store.senderState().changePace("delete", pace -> pace.notBefore(clock.instant()));
            try (AssetStore next = openCopy()) {
                assertThat(next.queries().totals()).isEqualTo(new Totals(1, 1000, 999, 1, 0, 0, 0, 0, 1));
                assertThat(next.senderState().pace("delete").nextAt()).isEqualTo(clock.instant());
            }
        }
    }

    @Test
    void theCountOfACallersDayIsThereAsSoonAsHisIdsAre() throws IOException {
        DayLimit limit = new DayLimit("cms", 10);
        try (AssetStore store = open(before)) {
            for (int i = 0; i < 10; i++) {
                store.submissions()
                        .submit(
                                "s-" + i,
                                "webhook:" + i,
                                "webhook:" + i,
                                Requested.NONE,
                                Ids.lines(i, i + 1),
                                Ids.sealing(1),
                                limit);
                try (AssetStore next = openCopy()) {
                    int left = 10 - i - 1;
                    next.submissions().checkDayLimit(Ids.lines(100, 100 + left), limit);
                    assertThatThrownBy(() -> next.submissions().checkDayLimit(Ids.lines(100, 101 + left), limit))
                            .isInstanceOf(OverDayLimitException.class);
                }
            }
        }
    }

    private AssetStore open(Path directory) {
        Target target = new Target("https://vod.example.com", "project");
        return Sqlite.open("jdbc:sqlite:" + directory.resolve("vod-delete.db"), target, clock, random, remark -> {
            throw new AssertionError(remark);
        });
    }

    /** A store on a copy of the files as they are now: what a killed process would have left. */
    private AssetStore openCopy() throws IOException {
        deleteFiles(after);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(before)) {
            for (Path file : files) {
                if (!file.toString().endsWith("-shm")) {
                    Files.copy(file, after.resolve(file.getFileName()));
                }
            }
        }
        return open(after);
    }

    private static void deleteFiles(Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }
}
