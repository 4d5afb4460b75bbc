package io.voddelete.sender;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.SettableClock;
import io.voddelete.vod.DeleteResponse;
import io.voddelete.vod.VodError;
import io.voddelete.vod.VodResponse;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VodReachTest {
    private static final Duration CALL = Duration.ofSeconds(8);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-24T10:00:00Z"));
    private final VodReach reach = new VodReach(clock);

    @Test
    void itIsLostAMinuteAfterTheFirstCallThatWasNotAnswered() {
        assertThat(reach.isLost()).isFalse();
        unanswered();
        for (int i = 0; i < 6; i++) {
            unanswered();
            assertThat(reach.isLost()).as("%d", i).isFalse();
        }

        unanswered();
        assertThat(reach.isLost()).as("64 s after the first was sent").isTrue();
    }

    @Test
    void anyAnswerEndsIt() {
        for (int i = 0; i < 8; i++) {
            unanswered();
        }
        reach.called(DeleteResponse.read(StoreKit.error(403, "VOD.10051")).error(), clock.instant());
        assertThat(reach.isLost()).isFalse();

        for (int i = 0; i < 8; i++) {
            unanswered();
        }
        assertThat(reach.isLost()).isTrue();
        reach.called(null, clock.instant());
        assertThat(reach.isLost()).isFalse();
    }

    @Test
    void itIsNotLostIfNothingIsTried() {
        unanswered();
        clock.advance(Duration.ofMinutes(5));
        assertThat(reach.isLost()).isFalse();
        unanswered();
        assertThat(reach.isLost()).as("tried again").isTrue();

        clock.advance(Duration.ofHours(1));
        unanswered();
        assertThat(reach.isLost()).as("hardly ever tried").isFalse();
    }

    @Test
    void itIsLostIfIamDoesNotAnswerAndWhatIamAnswersSaysNothingAboutVod() {
        reach.askedIam(noAnswer());
        clock.advance(Duration.ofSeconds(50));
        reach.askedIam(null);
        clock.advance(Duration.ofSeconds(11));
        unanswered();
        assertThat(reach.isLost()).isTrue();
    }

    @Test
    void eachTimeThatOthersWereNoBetterOffItIsLostLaterUntilACallIsAnswered() {
        for (int minutes : new int[] {1, 2, 4, 8, 16, 16}) {
            Instant begin = clock.instant();
            do {
                unanswered();
            } while (!reach.isLost());
            assertThat(Duration.between(begin, clock.instant()).toMinutes()).isEqualTo(minutes);
            reach.beginAgain();
            assertThat(reach.isLost()).as("nobody else has tried").isTrue();
            reach.leftToOthers();
            reach.beginAgain();
            assertThat(reach.isLost()).isFalse();
        }

        reach.called(null, clock.instant());
        for (int i = 0; i < 8; i++) {
            unanswered();
        }
        assertThat(reach.isLost()).isTrue();
    }

    /** A call is sent, and ends with its time-out. */
    private void unanswered() {
        Instant sentAt = clock.instant();
        clock.advance(CALL);
        reach.called(noAnswer(), sentAt);
    }

    private static @Nullable VodError noAnswer() {
        return DeleteResponse.read(VodResponse.none("timed out", true)).error();
    }
}
