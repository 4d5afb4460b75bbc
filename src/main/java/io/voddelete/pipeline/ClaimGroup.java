package io.voddelete.pipeline;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.Claim;
import java.time.Instant;
import java.util.List;

/**
 * Claims that go on together.
 *
 * @param claims one to ten
 * @param askInfo whether {@code asset/info} is to be asked about them first
 * @param claimedAt when they were claimed
 * @param leaseUntil when the claims end
 */
public record ClaimGroup(List<Claim> claims, boolean askInfo, Instant claimedAt, Instant leaseUntil) {
    public ClaimGroup {
        claims = List.copyOf(claims);
    }

    /** As cheap as that of a claim, for the same reason. */
    @Override
    public int hashCode() {
        return claims.isEmpty() ? 0 : claims.get(0).hashCode();
    }

    /** These of the claims, which may be sent. */
    ClaimGroup sendable(List<Claim> some) {
        return new ClaimGroup(some, false, claimedAt, leaseUntil);
    }

    public List<AssetId> assetIds() {
        return claims.stream().map(Claim::assetId).toList();
    }
}
