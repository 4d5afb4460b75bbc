package io.voddelete.sender;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.Batch;
import io.voddelete.store.StoreException;
import io.voddelete.support.ThrottledLog;
import io.voddelete.support.TimeSource;
import io.voddelete.vod.CallCredentials;
import io.voddelete.vod.DeleteResponse;
import io.voddelete.vod.VodError;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Lets the sender learn from the response to a DELETE call, beyond the ids of that call, and logs what goes wrong with calls. */
public final class CallErrors {
    private final ErrorPolicy errors;
    private final RateLimiter pacer;
    private final ThrottledLog faults;

    public CallErrors(ErrorPolicy errors, RateLimiter pacer, TimeSource clock) {
        this.errors = errors;
        this.pacer = pacer;
        this.faults = new ThrottledLog(LoggerFactory.getLogger(DeleteBatch.class), "a DELETE call", clock);
    }

    /** The log of failures of calls and of storing their results. */
    public ThrottledLog faults() {
        return faults;
    }

    /** Returns what the response to a call of this batch means for its ids. */
    DeleteResponse judge(Batch batch, DeleteResponse response) {
        return batch.size() == 1 ? errors.judge(response) : response;
    }

    /**
     * Counts the call, before its results are stored, and holds other calls back if the response concerns them.
     *
     * @param error what went wrong with the whole call; null if nothing did
     * @param pass the credentials of the call; null if unknown
     */
    void arrived(Batch batch, @Nullable VodError error, @Nullable CallCredentials pass) {
        if (error != null) {
            errors.foresee(error, pass, batch.sentAt(), onlyId(batch));
        }
        pacer.count(error, batch.sentAt());
        pacer.countIds(
                batch.size(),
                batch.claims().stream()
                        .filter(claim -> claim.known().attempts() > 0)
                        .count());
    }

    /**
     * Learns from the response, when its results are stored. If a pause cannot be stored, the call is over all the same: its
     * ids must not be released with what was known before it.
     *
     * @param error what went wrong with the whole call; null if nothing did
     * @param pass the credentials of the call; null if unknown
     */
    void answered(Batch batch, @Nullable VodError error, @Nullable CallCredentials pass) {
        faults.ended();
        unlessStoreFails(() -> learn(batch, error, pass));
        unlessStoreFails(
                () -> { // also after that: the call is no longer in flight
                    errors.answered(CallSlot.key(batch), error, batch.sentAt());
                    pacer.answered(error, batch.sentAt());
                });
    }

    private void unlessStoreFails(Runnable step) {
        try {
            step.run();
        } catch (StoreException e) {
            faults.storeFailed(e, "The next call learns from its own response");
        }
    }

    private void learn(Batch batch, @Nullable VodError error, @Nullable CallCredentials pass) {
        if (error == null) {
            faults.worked();
            errors.worked();
        } else {
            consider(batch, error, pass);
        }
    }

    private void consider(Batch batch, VodError error, @Nullable CallCredentials pass) {
        if (error.isAboutAssets()) {
            faults.worked();
        } else if (!ErrorPolicy.isThrottle(error)) {
            // true of every class but those about assets, which may settle ids as FAILED
            faults.failed(
                    error.cause(),
                    error,
                    error.inLog(),
                    "Nothing is lost: the ids stay pending until their state is known");
        }
        if (!errors.isOvercome(error, pass, pacer)) {
            errors.consider(error, pass, pacer, batch.sentAt(), onlyId(batch));
        }
    }

    private static @Nullable AssetId onlyId(Batch batch) {
        return batch.size() == 1 ? batch.claims().get(0).assetId() : null;
    }
}
