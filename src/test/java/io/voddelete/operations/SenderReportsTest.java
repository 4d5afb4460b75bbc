package io.voddelete.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.sender.CredentialsInUse;
import io.voddelete.sender.RateLimiter;
import io.voddelete.sender.SendingPause;
import io.voddelete.sender.StoreKit;
import io.voddelete.store.Nodes;
import io.voddelete.store.Order;
import io.voddelete.store.StoreException;
import io.voddelete.support.WakeUp;
import io.voddelete.vod.AdaptiveRate;
import io.voddelete.vod.Credentials;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SenderReportsTest {
    private static final Order ORDER = Order.of("alice", "CHG-4711");

    @TempDir
    Path directory;

    private StoreKit kit;
    private RateLimiter deletes;
    private SendingPause hold;
    private boolean isDown;

    @BeforeEach
    void open() {
        kit = new StoreKit(directory);
        deletes = limiter("delete");
        hold = new SendingPause(
                kit.store().senderState(),
                kit.store().events(),
                new CredentialsInUse(new Credentials("MADEUPACCESSKEY00001", "made-up-key"), new Random(7)),
                deletes,
                limiter("info"),
                8,
                true,
                kit.clock);
    }

    private RateLimiter limiter(String kind) {
        return new RateLimiter(new AdaptiveRate(kind, 100), kit.store().senderState(), kit.clock, new WakeUp());
    }

    @AfterEach
    void close() {
        kit.close();
    }

    private SenderReports reports(Nodes nodes) {
        Sender sender =
                new Sender(hold, deletes, Optional::empty, Optional::empty, Optional::empty, Optional::empty, true, 10);
        return new SenderReports(
                sender,
                deletes,
                () -> Duration.ZERO,
                Optional::empty,
                kit.store().queries(),
                StoreKit.failingAt(Nodes.class, nodes, "published", () -> isDown),
                kit.clock);
    }

    @Test
    void anOrderThatIsStoredIsAnsweredAlsoIfTheStoreCannotBeReadAfterwards() {
        SenderReports reports = reports(Nodes.ALONE);
        hold.pauseByOperator(ORDER);
        isDown = true;

        assertThat(reports.viewAfterOrder().cause()).isEqualTo("operator");
        assertThatThrownBy(reports::current).isInstanceOf(StoreException.class);

        hold.resumeByOperator(ORDER);
        assertThat(reports.viewAfterOrder().state()).isEqualTo("running");
    }
}
