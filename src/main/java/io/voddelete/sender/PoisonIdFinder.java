package io.voddelete.sender;

import static io.voddelete.asset.Batch.SplitMode.BISECT;
import static io.voddelete.asset.Batch.SplitMode.SINGLE;

import io.voddelete.asset.Batch;
import io.voddelete.asset.Batch.SplitMode;
import io.voddelete.asset.Claim;
import io.voddelete.vod.VodError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the ids that make whole calls fail, if only smaller calls can tell: by bisection, or one by one if that takes fewer
 * calls.
 *
 * <p>One id is at fault among those of a spoiled call. Half of them are called; if that call is spoiled as well, the
 * other half is free again and goes into full batches with others, and if it is not, the fault is known to be in the
 * other half, which need not be called as a whole.
 */
public final class PoisonIdFinder {
    /** Above this share of ids at fault, halves take more calls than one an id: about four and a half an id at fault. */
    private static final double MANY = 0.2;

    /** How much one id counts in the share: it is one of about the last fifty. */
    private static final double WEIGHT = 0.02;

    private double share;

    /**
     * The step after a call.
     *
     * @param next the batch of the next call, or an ended one
     * @param free the ids that are not to be called in this batch any more, though nothing was said of them
     */
    record Step(Batch next, List<Claim> free) {}

    /** The first call of a batch that was not called yet. */
    Batch first(Batch batch) {
        return batch.splitMode() == SplitMode.WHOLE && batch.size() > 1 && isOneByOne()
                ? next(batch, SINGLE, batch.claims(), 1)
                : batch;
    }

    /**
     * Decides on the next call of a batch.
     *
     * @param batch after a call that was answered
     * @param error of the whole call; null if there was none
     * @param kept the ids of the call, with what is known of them now, if one of them is at fault and not found yet
     */
    Step after(Batch batch, @Nullable VodError error, List<Claim> kept) {
        List<Claim> rest = batch.rest();
        if (!kept.isEmpty()) {
            boolean oneByOne = isOneByOne();
            return new Step(next(batch, oneByOne ? SINGLE : BISECT, kept, oneByOne ? 1 : kept.size() / 2), rest);
        }
        boolean aboutTheId = error != null && batch.size() == 1 && (error.isAboutAssets() || isRefused(error));
        learn(batch, error, aboutTheId);
        boolean goesOn = batch.splitMode() == SINGLE ? error == null || aboutTheId : error == null;
        if (!goesOn || rest.isEmpty()) {
            return new Step(batch.ended(), rest);
        }
        int first = batch.splitMode() == SINGLE ? 1 : (rest.size() + 1) / 2;
        return new Step(next(batch, batch.splitMode(), rest, first), List.of());
    }

    private static Batch next(Batch batch, SplitMode splitMode, List<Claim> claims, int first) {
        return batch.next(splitMode, claims.subList(0, first), claims.subList(first, claims.size()));
    }

    private static boolean isRefused(VodError error) {
        return error.isAboutRequest() && !error.mayHaveActed();
    }

    private synchronized boolean isOneByOne() {
        return share > MANY;
    }

    private synchronized void learn(Batch batch, @Nullable VodError error, boolean aboutTheId) {
        boolean noneAtFault =
                error == null && batch.splitMode() == BISECT && batch.rest().isEmpty();
        if (aboutTheId || noneAtFault) {
            share += WEIGHT * (1 - share);
        } else if (error == null) {
            share *= Math.pow(1 - WEIGHT, batch.size());
        }
    }
}
