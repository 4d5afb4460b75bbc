package io.voddelete.asset;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The ids of one DELETE call, from claim until they are settled or released. If one id makes the whole call fail, the batch is
 * split into smaller calls. Not thread-safe.
 */
public final class Batch {
    /** Maximum number of ids in one call (VOD API, DeleteAssets, {@code asset_id}). */
    public static final int LARGEST = 10;

    /** How the batch is split into calls. */
    public enum SplitMode {
        /** One call with all ids. */
        WHOLE,
        /** Bisection for the id at fault, which is in this call or in the rest. */
        BISECT,
        /** One call per id. */
        SINGLE
    }

    private List<Claim> claims;
    private List<Claim> rest = List.of();
    private SplitMode splitMode = SplitMode.WHOLE;
    private @Nullable Instant leaseUntil;
    private boolean begun;
    private @Nullable Instant sentAt;

    /** @param claims one to {@value #LARGEST} different ids */
    public Batch(List<Claim> claims) {
        keep(claims);
        if (claims.isEmpty()) {
            throw new IllegalArgumentException("empty batch");
        }
    }

    /** Returns a batch of one id. */
    public static Batch of(Claim claim) {
        return new Batch(List.of(claim));
    }

    /** Returns this batch with one more id. A newer claim on the same id replaces the older one. */
    public Batch plus(Claim claim) {
        List<Claim> more = new ArrayList<>(claims);
        more.removeIf(other -> other.assetId().equals(claim.assetId()));
        more.add(claim);
        return new Batch(more);
    }

    /** Returns the ids of the current call. */
    public List<Claim> claims() {
        return claims;
    }

    /** Returns the ids of later calls. */
    public List<Claim> rest() {
        return rest;
    }

    public SplitMode splitMode() {
        return splitMode;
    }

    /** Moves on to the next call. */
    public void next(SplitMode newSplitMode, List<Claim> ofCall, List<Claim> ofLaterCalls) {
        keep(ofCall);
        this.rest = List.copyOf(ofLaterCalls);
        this.splitMode = newSplitMode;
        this.begun = false;
        this.sentAt = null;
    }

    /** Ends the batch; there is no further call. */
    public void end() {
        next(splitMode, List.of(), List.of());
    }

    /** Returns whether there is a call to make. */
    public boolean isOpen() {
        return !claims.isEmpty();
    }

    public int size() {
        return claims.size();
    }

    /** Returns the ids in the format of the VOD API: {@code a,b,c}. */
    public String commaSeparated() {
        return claims.stream().map(claim -> claim.assetId().value()).collect(Collectors.joining(","));
    }

    /** Returns the claims of the current call by asset id. */
    public Map<String, Claim> byAssetId() {
        return claims.stream().collect(Collectors.toMap(claim -> claim.assetId().value(), Function.identity()));
    }

    /**
     * Records that {@code begin-call} committed.
     *
     * @param held the claims still held, possibly none; the others leave the batch
     */
    public void begun(List<Claim> held, Instant leaseUntil) {
        keep(held);
        this.leaseUntil = leaseUntil;
        this.begun = true;
    }

    /** Records that the call is being sent: from now on it may have taken effect. */
    public void sent(Instant at) {
        if (!begun || claims.isEmpty()) {
            throw new IllegalStateException("call sent before begin-call: " + this);
        }
        this.sentAt = at;
    }

    /** Returns the end of the lease; null before {@code begin-call}. */
    public @Nullable Instant leaseUntil() {
        return leaseUntil;
    }

    public boolean isSent() {
        return sentAt != null;
    }

    /** Returns when the call was sent; null before that. */
    public @Nullable Instant sentAt() {
        return sentAt;
    }

    @Override
    public String toString() {
        return claims.isEmpty()
                ? "empty batch"
                : "batch of " + claims.size() + " ids from " + claims.get(0).assetId();
    }

    private void keep(List<Claim> some) {
        long different = some.stream().map(Claim::assetId).distinct().count();
        if (some.size() > LARGEST || different != some.size()) {
            throw new IllegalArgumentException(
                    "a batch holds at most " + LARGEST + " different ids, not " + some.size());
        }
        this.claims = List.copyOf(some);
    }
}
