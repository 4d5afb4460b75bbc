package io.voddelete.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.RecordedEvents;
import io.voddelete.kit.SettableClock;
import io.voddelete.store.Order;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.WakeUp;
import io.voddelete.vod.Backoff;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SendNoticesTest {
    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-29T20:00:00Z"));
    private final WakeUp happened = new WakeUp();
    private final RecordedEvents events = new RecordedEvents();
    private final SendNotices send = new SendNotices(
            events,
            true,
            false,
            new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), new Random(1)),
            text -> text.replace("secret", "…"),
            happened,
            clock);

    @Test
    void anEventIsRemovedWhenItWasDeliveredAndNotBefore() {
        happen(2);
        NoticeBatch batch = send.nextNotices();
        assertThat(batch.getNotices()).hasSize(2);
        assertThat(events.next(9)).hasSize(2);

        send.delivered(batch);
        assertThat(events.next(9))
                .singleElement()
                .satisfies(event -> assertThat(event.id()).isEqualTo(2));
        send.backOff(new IOException("down"));
        assertThat(send.nextNotices().getNotices()).hasSize(1);
        assertThat(events.failures()).isEqualTo(1);
    }

    @Test
    void aNoticeThatIsNotFinishedForAMinuteIsSaidOnceAndSoIsItsEnd() {
        happen(1);
        try (CapturedLog log = CapturedLog.of(SendNotices.class)) {
            NoticeBatch batch = send.nextNotices();
            clock.advance(Duration.ofSeconds(59));
            send.look();
            assertThat(log.lines()).isEmpty();
            clock.advance(Duration.ofSeconds(1));
            send.look();
            send.look();
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("ERROR")
                    .contains("vod.notify.uri");

            send.delivered(batch);
            send.look();
            assertThat(log.lines()).hasSize(2).last().asString().startsWith("INFO");
        }
    }

    @Test
    void anEndpointThatIsDownIsSaidOnceWithoutItsSecrets() {
        happen(1);
        try (CapturedLog log = CapturedLog.of(SendNotices.class)) {
            for (int attempt = 0; attempt < 3; attempt++) {
                send.nextNotices();
                send.backOff(new IOException("no route to secret"));
            }
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("ERROR")
                    .doesNotContain("secret");

            send.delivered(send.nextNotices());
            assertThat(log.lines()).hasSize(2).last().asString().startsWith("INFO");
        }
    }

    @Test
    void afterTheStopNothingIsReadAndABatchIsBrokenOff() {
        happen(2);
        NoticeBatch batch = send.nextNotices();
        happened.stop();

        assertThatThrownBy(() -> send.delivered(batch)).isInstanceOf(CallDeferredException.class);
        assertThat(events.next(9)).hasSize(1);
        assertThat(send.nextNotices().getNotices()).isEmpty();
    }

    @Test
    void whenAnotherProcessSendsThemABatchIsBrokenOffToo() {
        happen(2);
        NoticeBatch batch = send.nextNotices();
        happened.end();

        assertThatThrownBy(() -> send.delivered(batch)).isInstanceOf(CallDeferredException.class);
        assertThat(send.nextNotices().getNotices()).isEmpty();
        happened.begin();
        assertThat(send.nextNotices().getNotices()).hasSize(1);
    }

    private void happen(int count) {
        for (int i = 0; i < count; i++) {
            events.record("paused", Order.of("alice", null));
        }
    }
}
