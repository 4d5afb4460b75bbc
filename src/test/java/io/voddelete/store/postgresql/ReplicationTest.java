package io.voddelete.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReplicationTest {
    private static final Instant AT = Instant.parse("2026-11-24T12:00:00Z");

    private final AtomicLong nanos = new AtomicLong();
    private final Replication replication = new Replication(nanos::get);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void anAnswerCountsForTwoSecondsAfterItWasAskedFor() {
        replication.connected(replication.ask(), true, AT);
        Replication.Question slow = replication.ask();
        pass(Duration.ofSeconds(2));
        assertThat(replication.perhapsUnreplicatedSince()).isEmpty();

        pass(Duration.ofMillis(1));
        assertThat(replication.perhapsUnreplicatedSince()).hasValue(AT);
        assertThat(replication.unreplicatedSince()).as("that is not known").isEmpty();

        replication.answered(slow, true, AT.plusSeconds(2));
        assertThat(replication.perhapsUnreplicatedSince()).hasValue(AT.plusSeconds(2));
        replication.answered(replication.ask(), true, AT.plusSeconds(3));
        assertThat(replication.perhapsUnreplicatedSince()).isEmpty();
    }

    @Test
    void sinceWhenIsSaidByTheFirstAnswerOfSeveral() {
        replication.connected(replication.ask(), false, AT);
        replication.answered(replication.ask(), false, AT.plusSeconds(1));
        assertThat(replication.unreplicatedSince()).hasValue(AT);
        assertThat(replication.perhapsUnreplicatedSince()).hasValue(AT);

        replication.answered(replication.ask(), true, AT.plusSeconds(2));
        assertThat(replication.unreplicatedSince()).isEmpty();
    }

    @Test
    void whatAnEarlierServerSaysIsOfNoAccount() {
        replication.connected(replication.ask(), true, AT);
        Replication.Question earlier = replication.ask();

        replication.connected(replication.ask(), false, AT.plusSeconds(1));
        replication.answered(earlier, true, AT);

        assertThat(replication.unreplicatedSince()).hasValue(AT.plusSeconds(1));
    }
}
