package io.voddelete.vod;

import java.time.Instant;

/**
 * The persisted state of an {@link AdaptiveRate}.
 *
 * @param nextAt time of the next slot
 * @param rate learnt calls per minute; 0 if the configured rate applies
 * @param step by how much the last change raised the rate; 0 if it lowered it
 * @param changedAt time of the last change of the rate
 */
public record PaceState(Instant nextAt, double rate, double step, Instant changedAt) {
    /** Nothing sent and nothing learnt yet. */
    public static final PaceState NEW = new PaceState(Instant.EPOCH, 0, 0, Instant.EPOCH);

    public boolean isLearnt() {
        return rate > 0;
    }

    /** Returns whether a call reflects the last change: it was sent after it, or the clock was set back since. */
    public boolean isNews(Instant sentAt, Instant now) {
        return !sentAt.isBefore(changedAt) || changedAt.isAfter(now);
    }

    /** Returns a copy without a slot before this time. */
    public PaceState notBefore(Instant time) {
        return time.isAfter(nextAt) ? nextAt(time) : this;
    }

    PaceState nextAt(Instant time) {
        return new PaceState(time, rate, step, changedAt);
    }
}
