package io.voddelete.sender;

import io.voddelete.asset.Claim;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tells an asset for which {@code asset/info} fails from a time in which it fails for all: it concerns the asset if the call with
 * this id alone fails again and again, and calls for others succeed between these failures. Kept in memory: after a start the
 * id is asked about as often once more. Thread-safe.
 */
final class InfoFailures {
    private static final int MOST_IDS = 10_000;

    private final int attempts;
    private final Map<Key, Failures> failed = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Failures> eldest) {
            return size() > MOST_IDS;
        }
    };

    private long succeeded;

    private record Key(long row, int generation) {}

    /**
     * @param count failures of an id alone that were preceded by a success since the failure before
     * @param succeeded calls that had succeeded at the last of them
     */
    private record Failures(int count, long succeeded) {}

    /** @param attempts after how many failures an asset is at fault; at least 1 */
    InfoFailures(int attempts) {
        this.attempts = attempts;
    }

    /** Records a call that succeeded. */
    synchronized void worked() {
        succeeded++;
    }

    /** Records that the call with this id alone failed, and returns whether the asset is at fault. */
    synchronized boolean isAboutAsset(Claim claim) {
        Key key = new Key(claim.row(), claim.generation());
        Failures last = failed.remove(key);
        int count = last == null ? 0 : last.count + (succeeded > last.succeeded ? 1 : 0);
        if (count >= attempts) {
            return true;
        }
        failed.put(key, new Failures(count, succeeded));
        return false;
    }
}
