package io.voddelete.vod;

import java.time.Instant;

/**
 * What is remembered of a pace, in the store too: the next slot, and how many calls VOD turned out to admit.
 *
 * @param nextAt no call before
 * @param rate learnt calls a minute; 0 if nothing is learnt, and the setting rules
 * @param step by how much the last change raised the rate; 0 if it did not
 * @param changedAt when the rate was changed last
 */
public record PaceState(Instant nextAt, double rate, double step, Instant changedAt) {
    /** Nothing sent, nothing learnt. */
    public static final PaceState NEW = new PaceState(Instant.EPOCH, 0, 0, Instant.EPOCH);

    public boolean isLearnt() {
        return rate > 0;
    }

    /** Whether a call shows what came of the last change; one that was sent before does not, unless the clock was set back. */
    public boolean isNews(Instant sentAt, Instant now) {
        return !sentAt.isBefore(changedAt) || changedAt.isAfter(now);
    }

    /** The same with no slot before this time. */
    public PaceState notBefore(Instant time) {
        return time.isAfter(nextAt) ? nextAt(time) : this;
    }

    PaceState nextAt(Instant time) {
        return new PaceState(time, rate, step, changedAt);
    }
}
