package io.voddelete.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.kit.SettableClock;
import io.voddelete.store.AssetStore;
import io.voddelete.store.Counter;
import io.voddelete.store.LastRun;
import io.voddelete.store.StoreRules;
import io.voddelete.store.Target;
import io.voddelete.store.sqlite.Sqlite;
import io.voddelete.support.CallDeferredException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CountRejectedTest {
    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-29T20:00:00Z"));

    @Test
    void linesThatArriveAndTriesThatFailAreCountedAndAStopIsNone(@TempDir Path directory) {
        try (AssetStore store = Sqlite.open(
                "jdbc:sqlite:" + directory.resolve("store.db"),
                new Target("https://vod.example", "p1"),
                StoreRules.NONE,
                clock,
                new Random(1),
                remark -> {},
                () -> {})) {
            CountRejected rejected = new CountRejected(store.figures());
            rejected.delivered();
            rejected.delivered();
            IOException fault = new IOException("down");
            CallDeferredException stop = new CallDeferredException("stopping");

            assertThatThrownBy(() -> rejected.failed(fault)).isSameAs(fault);
            assertThatThrownBy(() -> rejected.failed(stop)).isSameAs(stop);

            store.runLog().recordRun("any", new LastRun(clock.instant(), "", List.of())); // the next transaction
            assertThat(store.figures().read().counts().of(Counter.REPORTED, "rejected"))
                    .isEqualTo(2);
            assertThat(store.figures().read().counts().of(Counter.REPORT_FAILURES, "rejected"))
                    .isEqualTo(1);
        }
    }
}
