package io.voddelete.asset;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A pending id that this process holds under a lease, with what was known about it at the time of the claim.
 *
 * @param row database key of the id
 * @param generation 1 at first; incremented whenever a FAILED or KEPT id is submitted again
 * @param token fencing token: the claim is lost once the store holds another token
 * @param known what earlier calls found out
 */
public record Claim(long row, int generation, AssetId assetId, long token, Known known) {
    /** Uses the row only. Camel hashes every body that a simple expression evaluates, so this must be cheap. */
    @Override
    public int hashCode() {
        return Long.hashCode(row);
    }

    /**
     * Returns the correlation key: ids with equal keys share a call. An id to be tried alone has its own key. Ids that
     * {@code asset/info} cleared after a call are kept apart from new ones, which they might make fail again.
     */
    public String callKey() {
        if (known.alone()) {
            return "alone " + assetId.value();
        }
        return known.evidence() == Evidence.NONE ? "new" : "again";
    }

    /** Returns this claim with updated knowledge about the id. */
    public Claim with(Known more) {
        return new Claim(row, generation, assetId, token, more);
    }

    /**
     * What earlier calls found out about an id.
     *
     * @param alone whether the id needs a call of its own. Never reset: the next shared call would fail again
     * @param busy how long and how often it was found busy
     * @param info what the last responses of {@code asset/info} said about the asset
     */
    public record Known(
            Evidence evidence,
            InfoQuery query,
            boolean alone,
            Counts counts,
            Busy busy,
            LastError lastError,
            AssetInfo info) {
        /** A new id. */
        public static final Known NOTHING = new Known(Evidence.NONE, false, 0, false, 0, 0, 0, Busy.NEVER, null, null);

        /**
         * What {@code asset/info} has to answer.
         *
         * @param ask whether the last response left the state open, so {@code asset/info} must be asked before the next call
         * @param asked number of consecutive {@code asset/info} responses that did not mention the id
         */
        public record InfoQuery(boolean ask, int asked) {}

        /**
         * How often something happened.
         *
         * @param attempts DELETE calls that VOD answered or may have received
         * @param refusals how often VOD reported that this asset was not deleted
         * @param delays number of retries so far, the exponent of the next delay. Never reset: an id that {@code asset/info}
         *     reports as idle each time would always be retried after the shortest delay
         */
        public record Counts(int attempts, int refusals, int delays) {}

        /**
         * The last error of a call with the id.
         *
         * @param code may be null
         * @param message may be null
         */
        public record LastError(
                @Nullable String code, @Nullable String message) {}

        /** With all values but the info one by one, as they are stored. */
        public Known(
                Evidence evidence,
                boolean ask,
                int asked,
                boolean alone,
                int attempts,
                int refusals,
                int delays,
                Busy busy,
                @Nullable String errorCode,
                @Nullable String errorMsg) {
            this(
                    evidence,
                    new InfoQuery(ask, asked),
                    alone,
                    new Counts(attempts, refusals, delays),
                    busy,
                    new LastError(errorCode, errorMsg),
                    AssetInfo.NONE);
        }

        public boolean ask() {
            return query.ask;
        }

        public int asked() {
            return query.asked;
        }

        public int attempts() {
            return counts.attempts;
        }

        public int refusals() {
            return counts.refusals;
        }

        public int delays() {
            return counts.delays;
        }

        public @Nullable String errorCode() {
            return lastError.code;
        }

        public @Nullable String errorMsg() {
            return lastError.message;
        }

        /** Returns a copy whose state is no longer open, because {@code asset/info} answered. */
        public Known answered() {
            return with(new InfoQuery(false, 0));
        }

        /** Returns a copy with the stronger of both evidences; {@code asset/info} must be asked next. */
        public Known withEvidence(Evidence more, @Nullable String code, @Nullable String message) {
            InfoQuery open = new InfoQuery(true, 0);
            return new Known(evidence.or(more), open, alone, counts, busy, new LastError(code, message), info);
        }

        /** Returns a copy with one more DELETE attempt. */
        public Known attempted() {
            return with(new Counts(attempts() + 1, refusals(), delays()));
        }

        /** Returns a copy with one more refusal. */
        public Known refused() {
            return with(new Counts(attempts(), refusals() + 1, delays()));
        }

        /** Returns a copy with one more delay. */
        public Known delayed() {
            return with(new Counts(attempts(), refusals(), delays() + 1));
        }

        /**
         * Returns a copy found busy by {@code asset/info}. Resets the refusals, because the busy state explains them.
         */
        public Known busyByInfo(Instant now) {
            return with(busy.byInfo(now, refusals()));
        }

        /** Returns a copy found busy by a DELETE call with this id alone. */
        public Known busyByCall(Instant now) {
            return with(busy.byCall(now, refusals() + 1));
        }

        /** Returns a copy with one more {@code asset/info} response that did not mention the id. */
        public Known withoutState() {
            return with(new InfoQuery(ask(), asked() + 1));
        }

        /** Returns a copy after an {@code asset/info} response that mentions the id. */
        public Known withState() {
            return with(new InfoQuery(ask(), 0));
        }

        /** Returns a copy to be tried in a call of its own. */
        public Known isolated() {
            return new Known(evidence, query, true, counts, busy, lastError, info);
        }

        /** Returns a copy with this last error. */
        public Known withError(@Nullable String code, String message) {
            return new Known(evidence, query, alone, counts, busy, new LastError(code, message), info);
        }

        /** Returns a copy with this knowledge of the asset. */
        public Known withInfo(AssetInfo newInfo) {
            return new Known(evidence, query, alone, counts, busy, lastError, newInfo);
        }

        private Known with(InfoQuery newQuery) {
            return new Known(evidence, newQuery, alone, counts, busy, lastError, info);
        }

        private Known with(Counts newCounts) {
            return new Known(evidence, query, alone, newCounts, busy, lastError, info);
        }

        private Known with(Busy newBusy) {
            return new Known(
                    evidence,
                    new InfoQuery(ask(), 0),
                    alone,
                    new Counts(attempts(), 0, delays()),
                    newBusy,
                    lastError,
                    info);
        }
    }
}
