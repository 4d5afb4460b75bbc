package io.voddelete.store;

import io.voddelete.asset.AssetId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What people and systems ask about. Each answer takes as long with ten million ids as with ten: it is found by an index,
 * and nothing is counted. Safe for use by many threads.
 */
public interface SubmissionQueries {
    /** The most duplicates of one id that are told. */
    int MOST_DUPLICATES = 100;

    /**
     * Submissions, the newest first.
     *
     * @param before only those whose row is less; {@link Long#MAX_VALUE} for the newest
     * @param most the most that are given; where there are older ones it may be fewer, none even, if others are seen by prefix
     */
    SubmissionList submissions(long before, int most, VisibleSubmissions sight);

    /**
     * Sealed submissions that have pending ids, the oldest first; where very many have, some of them.
     *
     * @param most the most that are given
     */
    List<Submission> running(int most);

    /** One submission; empty if there is none with this id that is seen. */
    Optional<Submission> submission(String submissionId, VisibleSubmissions sight);

    /**
     * How many ids of other submissions are sent before the last one of this one, since all take turns. Where very many
     * submissions wait, all of their ids are taken to be.
     *
     * @param submission one that is sealed
     */
    long idsBefore(Submission submission);

    /** Whether any id of a sealed submission is due at this time, or is claimed. */
    boolean isAnyDue(Instant now);

    /**
     * Everything about one asset id; but of the submissions that named it only those that are seen. Empty if none is.
     */
    Optional<AssetHistory> asset(AssetId assetId, VisibleSubmissions sight);

    /** The counters of everything that was accepted. */
    Totals totals();

    /** How many ids of sealed submissions are pending. */
    default long pending() {
        return totals().pending();
    }

    /** The ids that were settled in the last minutes, counted since the start of this process. */
    RecentThroughput lately();
}
