package io.voddelete.sender;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.Batch;
import io.voddelete.asset.Claim;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Claims that are processed together.
 *
 * @param claims one to ten
 * @param askInfo whether {@code asset/info} must be asked about them first
 * @param claimedAt when they were claimed
 * @param leaseUntil when the claims end
 * @param sentAt when the call that asks about them was sent; null if it was not
 */
public record ClaimGroup(
        List<Claim> claims,
        boolean askInfo,
        Instant claimedAt,
        Instant leaseUntil,
        @Nullable Instant sentAt) {
    public ClaimGroup {
        claims = List.copyOf(claims);
    }

    /** Claims that were not asked about. */
    public ClaimGroup(List<Claim> claims, boolean askInfo, Instant claimedAt, Instant leaseUntil) {
        this(claims, askInfo, claimedAt, leaseUntil, null);
    }

    /** Cheap, like that of a claim. */
    @Override
    public int hashCode() {
        return claims.isEmpty() ? 0 : claims.get(0).hashCode();
    }

    /** Records that the call is sent. */
    ClaimGroup sent(Instant at) {
        return new ClaimGroup(claims, askInfo, claimedAt, leaseUntil, at);
    }

    /** An object that stays the same when the call is sent. */
    Object probeKey() {
        return claims;
    }

    /** The claims of this group that can be sent. */
    ClaimGroup sendable(List<Claim> some) {
        return new ClaimGroup(some, false, claimedAt, leaseUntil);
    }

    /** Whether these claims may be the ids of one call. */
    public boolean mayShareCall() {
        return claims.stream().map(Claim::callKey).distinct().count() == 1;
    }

    /**
     * The batch of all these claims.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Batch batch() {
        return new Batch(claims);
    }

    public List<AssetId> assetIds() {
        return claims.stream().map(Claim::assetId).toList();
    }
}
