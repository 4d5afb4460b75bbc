package io.voddelete.asset;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The ids of one DELETE call, from the moment they are put together until they are settled or released. Where one of
 * them spoils the call, smaller calls of the same batch follow. Used by one thread at a time.
 */
public final class Batch {
    /** The most ids that VOD takes in one call (DeleteAssets, range of {@code asset_id}). */
    public static final int LARGEST = 10;

    /** What the calls of a batch are. */
    public enum Manner {
        /** One call of all ids. */
        TOGETHER,
        /** Calls of ever fewer ids, to find the one at fault: it is among those of this call and the rest. */
        HALVES,
        /** A call an id. */
        SINGLY
    }

    private List<Claim> claims;
    private List<Claim> rest = List.of();
    private Manner manner = Manner.TOGETHER;
    private @Nullable Instant leaseUntil;
    private boolean begun;
    private @Nullable Instant sentAt;

    /** @param claims one to {@value #LARGEST} different ids */
    public Batch(List<Claim> claims) {
        keep(claims);
        if (claims.isEmpty()) {
            throw new IllegalArgumentException("a batch without ids");
        }
    }

    /** A batch of one id. */
    public static Batch of(Claim claim) {
        return new Batch(List.of(claim));
    }

    /** This batch with one more id. An id that it has already, claimed again since, takes the place of the older claim. */
    public Batch plus(Claim claim) {
        List<Claim> more = new ArrayList<>(claims);
        more.removeIf(other -> other.assetId().equals(claim.assetId()));
        more.add(claim);
        return new Batch(more);
    }

    /** The ids of the present call. */
    public List<Claim> claims() {
        return claims;
    }

    /** The ids of later calls. */
    public List<Claim> rest() {
        return rest;
    }

    public Manner manner() {
        return manner;
    }

    /** Goes on with another call. */
    public void next(Manner newManner, List<Claim> ofCall, List<Claim> ofLaterCalls) {
        keep(ofCall);
        this.rest = List.copyOf(ofLaterCalls);
        this.manner = newManner;
        this.begun = false;
        this.sentAt = null;
    }

    /** Ends the batch: no further call. */
    public void end() {
        next(manner, List.of(), List.of());
    }

    /** Whether there is a call to make. */
    public boolean isOpen() {
        return !claims.isEmpty();
    }

    public int size() {
        return claims.size();
    }

    /** The ids as the interface wants them: {@code a,b,c}. */
    public String commaSeparated() {
        return claims.stream().map(claim -> claim.assetId().value()).collect(Collectors.joining(","));
    }

    /** The claims by their asset ids, to find what an answer speaks of. */
    public Map<String, Claim> byAssetId() {
        return claims.stream().collect(Collectors.toMap(claim -> claim.assetId().value(), Function.identity()));
    }

    /**
     * Notes that {@code begin-call} committed.
     *
     * @param held the claims that are still held; the others leave the batch. May be empty
     */
    public void begun(List<Claim> held, Instant leaseUntil) {
        keep(held);
        this.leaseUntil = leaseUntil;
        this.begun = true;
    }

    /** Notes that the call goes out now: from here on it may have acted. */
    public void sent(Instant at) {
        if (!begun || claims.isEmpty()) {
            throw new IllegalStateException("a call that was not begun: " + this);
        }
        this.sentAt = at;
    }

    /** The end of the lease, or null before {@code begin-call}. */
    public @Nullable Instant leaseUntil() {
        return leaseUntil;
    }

    public boolean isSent() {
        return sentAt != null;
    }

    /** When the call went out, or null. */
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
