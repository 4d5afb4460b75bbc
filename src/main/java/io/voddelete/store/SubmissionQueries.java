package io.voddelete.store;

import io.voddelete.asset.AssetId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Queries of people and other systems. The time of each query does not depend on the number of ids: it uses an index and
 * counts nothing. Thread-safe.
 */
public interface SubmissionQueries {
    /** Maximum number of duplicates returned for one id. */
    int MOST_DUPLICATES = 100;

    /**
     * Returns submissions, the newest first.
     *
     * @param before returns only those with a smaller row number; {@link Long#MAX_VALUE} for the newest
     * @param most maximum number; fewer, or none, may be returned although there are older ones, if visibility depends on a
     *     prefix
     */
    SubmissionList submissions(long before, int most, VisibleSubmissions sight);

    /**
     * Returns the submissions that a filter selects: the newest first, or, of those in one waiting state, the oldest first.
     *
     * @param after {@link SubmissionList#next} of the page before; 0 for the first page
     * @param most maximum number; fewer, or none, may be returned although there are more
     */
    SubmissionList submissions(SubmissionFilter filter, long after, int most, VisibleSubmissions sight);

    /**
     * Returns sealed submissions with pending ids that may be sent, the oldest first; if very many have, some of them.
     *
     * @param most maximum number
     */
    List<Submission> running(int most);

    /** Returns one submission; empty if it does not exist or the reader may not see it. */
    Optional<Submission> submission(String submissionId, VisibleSubmissions sight);

    /**
     * Returns how many ids of other submissions will be sent before the last id of this one, since submissions take turns. If
     * very many submissions wait, counts all of their ids.
     *
     * @param submission must be sealed
     */
    long idsBefore(Submission submission);

    /**
     * Returns the traces of the submissions that these ids are sent for, as W3C {@code traceparent}; some may have none.
     *
     * @param rows of ids in the store
     */
    Set<String> traceparents(Collection<Long> rows);

    /** Returns whether any id of a sealed submission is due at this time, or is claimed. */
    boolean isAnyDue(Instant now);

    /** Returns everything about one asset id; empty if the reader may see none of the submissions that named it. */
    Optional<AssetHistory> asset(AssetId assetId, VisibleSubmissions sight);

    /**
     * Returns how some ids were accepted last, and what became of them. Those that were never accepted are missing, and those that
     * were in no submission that the reader may see. An archive file that cannot be read is left out.
     *
     * @param ids at most some thousand, since each takes time
     */
    Map<AssetId, FoundAsset> newest(Collection<AssetId> ids, VisibleSubmissions sight);

    /** Returns the counters of all sealed submissions. */
    Totals totals();

    /** Returns the number of pending ids of sealed submissions. */
    default long pending() {
        return totals().pending();
    }

    /** Returns how many of these cannot be sent now, because their submissions are not released. */
    long held();

    /** Returns the number of ids settled in the last minutes, at most since the start of this process. */
    RecentThroughput lately();

    /**
     * Returns the ids settled in each of the last minutes that are over, the oldest first. Minutes are counted from the start of
     * this process, so soon after it there are fewer.
     *
     * @param most maximum number of minutes, up to those of a day
     */
    List<Long> settledByMinute(int most);
}
