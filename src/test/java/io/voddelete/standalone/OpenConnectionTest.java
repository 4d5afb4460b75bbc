package io.voddelete.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.standalone.OpenConnection.Timeouts;
import io.voddelete.standalone.OpenConnection.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OpenConnectionTest {
    private static final Timeouts TIMEOUTS = new Timeouts(
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            Duration.ofSeconds(20),
            Duration.ofSeconds(75),
            Duration.ofSeconds(5));

    private final AtomicLong now = new AtomicLong();
    private final List<String> ends = new ArrayList<>();
    private final OpenConnection connection = new OpenConnection("a", now::get, () -> ends.add("close"));

    @ParameterizedTest
    @CsvSource({"FOR_HEAD, 30", "FOR_NEXT_HEAD, 75", "FOR_READER, 20", "FOR_END, 5"})
    void aPeerIsWaitedForSoLong(Waiting waiting, int seconds) {
        pass(3);
        connection.waits(waiting);
        pass(waiting == Waiting.FOR_HEAD ? seconds - 3 : seconds);
        connection.waits(waiting); // again, and no longer for that
        assertThat(ends).isEmpty();

        pass(1);

        assertThat(ends).containsExactly("close");
    }

    @ParameterizedTest
    @EnumSource(names = {"FOR_ANSWER", "FOR_DELAY"})
    void aRequestThatIsServedIsWaitedForWithoutEnd(Waiting waiting) {
        connection.waits(waiting);
        pass(100_000);
        assertThat(ends).isEmpty();
    }

    @Test
    void aSilentBodyIsRefused() {
        connection.begin(() -> ends.add("late"));
        connection.waits(Waiting.FOR_BODY);
        pass(9);
        connection.heard();
        pass(10);
        assertThat(ends).isEmpty();
        pass(1);
        assertThat(ends).containsExactly("late");
    }

    @Test
    void soIsOneOfWhichAByteComesNowAndThen() {
        connection.begin(() -> ends.add("late"));
        connection.waits(Waiting.FOR_BODY);
        for (int i = 0; i < 30; i++) {
            connection.heard();
            pass(1);
        }
        assertThat(ends).isEmpty();
        connection.heard();
        pass(1);
        assertThat(ends).containsExactly("late");
    }

    private void pass(long seconds) {
        now.addAndGet(Duration.ofSeconds(seconds).toNanos());
        connection.look(TIMEOUTS);
    }
}
