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
 * split into smaller calls, each of which is a batch of its own that knows what is left for later ones.
 *
 * @param claims the ids of the current call; none if there is no call to make
 * @param rest the ids of later calls
 * @param splitMode how the batch is split into calls
 * @param leaseUntil the end of the lease, from the last {@code begin-call} on; null before the first one
 * @param call the current call; null before its {@code begin-call}
 */
public record Batch(
        List<Claim> claims,
        List<Claim> rest,
        SplitMode splitMode,
        @Nullable Instant leaseUntil,
        @Nullable Call call) {
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

    /**
     * A call whose {@code begin-call} committed.
     *
     * @param id unique among all calls
     * @param sentAt when it was sent: from then on it may have taken effect; null before that
     */
    public record Call(String id, @Nullable Instant sentAt) {}

    public Batch {
        claims = List.copyOf(claims);
        rest = List.copyOf(rest);
        if (claims.size() > LARGEST || hasIdTwice(claims)) {
            throw new IllegalArgumentException(
                    "a batch holds at most " + LARGEST + " different ids, not " + claims.size());
        }
    }

    /** @param claims one to {@value #LARGEST} different ids */
    public Batch(List<Claim> claims) {
        this(claims, List.of(), SplitMode.WHOLE, null, null);
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

    /** Cheap, like that of a claim. */
    @Override
    public int hashCode() {
        return claims.isEmpty() ? 0 : claims.get(0).hashCode();
    }

    /** Returns the batch of the next call. */
    public Batch next(SplitMode newSplitMode, List<Claim> ofCall, List<Claim> ofLaterCalls) {
        return new Batch(ofCall, ofLaterCalls, newSplitMode, leaseUntil, null);
    }

    /** Returns the batch without any further call. */
    public Batch ended() {
        return next(splitMode, List.of(), List.of());
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
     * Returns the batch after {@code begin-call} committed.
     *
     * @param held the claims still held, possibly none; the others leave the batch
     */
    public Batch begun(String callId, List<Claim> held, Instant newLeaseUntil) {
        return new Batch(held, rest, splitMode, newLeaseUntil, new Call(callId, null));
    }

    /** Returns the batch whose call is being sent: from now on it may have taken effect. */
    public Batch sent(Instant at) {
        if (call == null || claims.isEmpty()) {
            throw new IllegalStateException("call sent before begin-call: " + this);
        }
        return new Batch(claims, rest, splitMode, leaseUntil, new Call(call.id, at));
    }

    /**
     * Returns the end of the lease.
     *
     * @throws IllegalStateException before the first {@code begin-call}
     */
    public Instant requireLeaseUntil() {
        if (leaseUntil == null) {
            throw new IllegalStateException("call used before begin-call: " + this);
        }
        return leaseUntil;
    }

    /**
     * Returns the current call.
     *
     * @throws IllegalStateException before its {@code begin-call}
     */
    public Call requireCall() {
        if (call == null) {
            throw new IllegalStateException("call used before begin-call: " + this);
        }
        return call;
    }

    public boolean isSent() {
        return sentAt() != null;
    }

    /** Returns when the call was sent; null before that. */
    public @Nullable Instant sentAt() {
        return call == null ? null : call.sentAt;
    }

    @Override
    public String toString() {
        return claims.isEmpty()
                ? "empty batch"
                : "batch of " + claims.size() + " ids from " + claims.get(0).assetId();
    }

    private static boolean hasIdTwice(List<Claim> claims) {
        for (int i = 1; i < claims.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (claims.get(i).assetId().equals(claims.get(j).assetId())) {
                    return true;
                }
            }
        }
        return false;
    }
}
