package io.voddelete.sender;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.asset.Batch;
import io.voddelete.kit.CapturedLog;
import io.voddelete.store.StoreException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A store that is out of order for longer than the leases last is said in one line a minute, without a stack trace. */
@Timeout(20)
class ResultWriterTest {
    private static final StoreException FULL =
            new StoreException("the store could not change the pace: the disk is full", null);

    @TempDir
    Path directory;

    private Sending sending;

    @BeforeEach
    void open() {
        sending = new Sending(directory, true);
    }

    @AfterEach
    void close() {
        sending.close();
    }

    @Test
    void batchesThatCannotBeGivenBack() {
        List<Batch> batches = List.of(sending.batch("a"), sending.sent("b"), sending.batch("c"));
        sending.kit.store().close();
        sending.kit.clock.advance(StoreKit.LEASE);
        try (CapturedLog log = CapturedLog.of(DeleteBatch.class)) {
            sending.work.stop(); // which ends the wait for the store of those that were not begun
            batches.forEach(batch -> sending.deleteBatch.releaseHeld(batch, FULL));

            assertIsSaidOnce(log, "A DELETE call");
        }
    }

    @Test
    void groupsThatCannotBeGivenBack() {
        List<ClaimGroup> groups = List.of(sending.kit.group("a"), sending.kit.group("b"), sending.kit.group("c"));
        sending.kit.store().close();
        sending.kit.clock.advance(StoreKit.LEASE);
        try (CapturedLog log = CapturedLog.of(AskInfo.class)) {
            groups.forEach(group -> sending.askInfo.release(group, FULL));

            assertIsSaidOnce(log, "Asking asset/info");
        }
    }

    private static void assertIsSaidOnce(CapturedLog log, String work) {
        assertThat(log.text()).doesNotContain("\tat ");
        assertThat(log.lines())
                .singleElement()
                .asString()
                .startsWith("ERROR " + work + " failed: the store could not change the pace: the disk is full.")
                .contains("stay pending", "check the disk and the data directory");
    }
}
