package io.voddelete.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.asset.Claim;
import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import io.voddelete.kit.CapturedLog;
import io.voddelete.sender.StoreKit;
import io.voddelete.store.SealedSubmissions;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressLogTest {
    @TempDir
    Path directory;

    private StoreKit kit;
    private ProgressLog progress;
    private CapturedLog log;

    @BeforeEach
    void open() {
        kit = new StoreKit(directory);
        progress = new ProgressLog(kit.store().sealedSubmissions(), kit.store().queries());
        log = CapturedLog.of(ProgressLog.class);
    }

    @AfterEach
    void close() {
        log.close();
        kit.close();
    }

    @Test
    void aSubmissionThatIsDoneGetsOneLineWithItsCounts() {
        kit.accept("a", "b", "c");
        List<Claim> claims = kit.claim(3);
        settle(Status.DELETED, claims.subList(0, 2));
        progress.sayDone();
        assertThat(log.lines()).isEmpty();

        settle(Status.FAILED, claims.subList(2, 3));
        progress.sayDone();
        progress.sayDone();

        assertThat(log.lines()).singleElement().asString().contains("INFO ", "ids-2.txt", "3 acc", "2 del", "1 fail");
    }

    @Test
    void aStoreThatCannotBeReadDelaysTheLine() {
        kit.settle(null, "a");
        boolean[] broken = {true};
        ProgressLog failing = new ProgressLog(
                StoreKit.failingAt(
                        SealedSubmissions.class, kit.store().sealedSubmissions(), "takeDone", () -> broken[0]),
                kit.store().queries());
        failing.sayDone();
        assertThat(log.lines()).isEmpty();

        broken[0] = false;
        failing.sayDone();
        assertThat(log.lines()).hasSize(1);
    }

    @Test
    void aRunningSubmissionGetsALineEachTimeThatItHasComeFurther() {
        kit.accept("a", "b", "c");
        List<Claim> claims = kit.claim(3);
        progress.sayRunning();
        assertThat(log.lines()).as("nothing is settled").isEmpty();

        settle(Status.DELETED, claims.subList(0, 1));
        progress.sayRunning();
        progress.sayRunning();
        assertThat(log.lines()).singleElement().asString().contains("INFO ", "ids-2.txt", "1 of 3", "1 del", "0 fail");

        settle(Status.FAILED, claims.subList(1, 2));
        progress.sayRunning();
        assertThat(log.lines()).hasSize(2);
        settle(Status.FAILED, claims.subList(2, 3));
        progress.sayRunning();
        assertThat(log.lines()).as("it is done").hasSize(2);
    }

    @Test
    void ofManyRunningSubmissionsOnlyTheOldestGetALine() {
        for (int i = 0; i <= ProgressLog.MOST_RUNNING; i++) {
            kit.accept("a" + i, "b" + i);
        }
        List<Claim> claims = kit.claim(100);
        settle(
                Status.DELETED,
                claims.stream()
                        .filter(claim -> claim.assetId().value().startsWith("a"))
                        .toList());
        progress.sayRunning();

        assertThat(log.lines()).hasSize(ProgressLog.MOST_RUNNING + 1);
        assertThat(log.lines().get(ProgressLog.MOST_RUNNING)).contains("11 ids");
    }

    private void settle(Status status, List<Claim> claims) {
        String reason = status == Status.DELETED ? null : "refused";
        kit.store()
                .claims()
                .settle(claims.stream()
                        .map(claim -> (Result) new Result.Settled(claim, status, reason, 1, null, null))
                        .toList());
    }
}
