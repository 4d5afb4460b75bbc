package io.voddelete.asset;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A pending id that this process holds under a lease, with what was known of it when it was claimed.
 *
 * @param row the store's row of the id
 * @param generation 1 at the first acceptance, one more each time a FAILED id is submitted again
 * @param token the claim's fence: who holds another token no longer holds the id
 * @param known what earlier calls left behind
 */
public record Claim(long row, int generation, AssetId assetId, long token, Known known) {
    /** Of the row alone: Camel hashes every body that a simple expression looks into, which must not cost a deep look. */
    @Override
    public int hashCode() {
        return Long.hashCode(row);
    }

    /**
     * The correlation key under which ids share a call. An id to be tried alone has its own; those that {@code asset/info}
     * cleared after a call do not go with new ones, which may spoil the next call again.
     */
    public String callKey() {
        if (known.alone()) {
            return "alone " + assetId.value();
        }
        return known.evidence() == Evidence.NONE ? "new" : "again";
    }

    /** The same claim, of whose id this is known by now. */
    public Claim with(Known more) {
        return new Claim(row, generation, assetId, token, more);
    }

    /**
     * What earlier calls left behind of an id.
     *
     * @param ask whether an answer left the id open, so that {@code asset/info} is to be asked before the next call
     * @param asked how many {@code asset/info} answers in a row said nothing of the id
     * @param alone whether the id is to be tried in a call of its own, from now on: taken back, the next shared call would be
     *     spoiled again
     * @param attempts DELETE calls that VOD answered or may have received
     * @param refusals how often VOD said that this asset was not deleted
     * @param delays how often the id was put off with a growing delay, the exponent of the next one. Never goes back: an
     *     id that {@code asset/info} calls idle each time would be called again and again after the first delay
     * @param busy how long and how often it was found busy
     * @param errorCode the last error code, or null
     * @param errorMsg the text to it, or null
     */
    public record Known(
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
        /** Nothing is known: the id is new. */
        public static final Known NOTHING = new Known(Evidence.NONE, false, 0, false, 0, 0, 0, Busy.NEVER, null, null);

        /** The same, settled by the answer of {@code asset/info} as far as it goes: nothing is open any more. */
        public Known answered() {
            return new Known(evidence, false, 0, alone, attempts, refusals, delays, busy, errorCode, errorMsg);
        }

        /** Stronger evidence (never weaker), which is to be looked into by {@code asset/info}. */
        public Known withEvidence(Evidence more, @Nullable String code, @Nullable String message) {
            return new Known(evidence.or(more), true, 0, alone, attempts, refusals, delays, busy, code, message);
        }

        /** VOD answered or may have received one more DELETE call for the id. */
        public Known attempted() {
            return new Known(evidence, ask, asked, alone, attempts + 1, refusals, delays, busy, errorCode, errorMsg);
        }

        /** VOD said once more that this asset was not deleted. */
        public Known refused() {
            return new Known(evidence, ask, asked, alone, attempts, refusals + 1, delays, busy, errorCode, errorMsg);
        }

        /** The id was put off once more. */
        public Known delayed() {
            return new Known(evidence, ask, asked, alone, attempts, refusals, delays + 1, busy, errorCode, errorMsg);
        }

        /**
         * An {@code asset/info} answer said that the id is busy. Its refusals were for that, so that they do not count
         * against it as an asset that VOD does not want to delete.
         */
        public Known busyByInfo(Instant now) {
            Busy more = busy.byInfo(now, refusals);
            return new Known(evidence, ask, 0, alone, attempts, 0, delays, more, errorCode, errorMsg);
        }

        /** A DELETE call with the id alone was refused because it is busy. */
        public Known busyByCall(Instant now) {
            Busy more = busy.byCall(now, refusals + 1);
            return new Known(evidence, ask, 0, alone, attempts, 0, delays, more, errorCode, errorMsg);
        }

        /** One more {@code asset/info} answer said nothing of the id. */
        public Known withoutState() {
            return new Known(evidence, ask, asked + 1, alone, attempts, refusals, delays, busy, errorCode, errorMsg);
        }

        /** An {@code asset/info} answer said something of the id. */
        public Known withState() {
            return new Known(evidence, ask, 0, alone, attempts, refusals, delays, busy, errorCode, errorMsg);
        }

        /** The id is to be tried in a call of its own. */
        public Known isolated() {
            return new Known(evidence, ask, asked, true, attempts, refusals, delays, busy, errorCode, errorMsg);
        }

        /** The last error, with nothing else changed. */
        public Known withError(@Nullable String code, String message) {
            return new Known(evidence, ask, asked, alone, attempts, refusals, delays, busy, code, message);
        }
    }
}
