package io.voddelete.sender;

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
 * @param sentAt when the call that asks about them went out, or null
 */
public record ClaimGroup(List<Claim> claims, boolean askInfo, Instant claimedAt, Instant leaseUntil, Instant sentAt) {
    public ClaimGroup {
        claims = List.copyOf(claims);
    }

    /** Claims that were not asked about. */
    public ClaimGroup(List<Claim> claims, boolean askInfo, Instant claimedAt, Instant leaseUntil) {
        this(claims, askInfo, claimedAt, leaseUntil, null);
    }

    /** As cheap as that of a claim, for the same reason. */
    @Override
    public int hashCode() {
        return claims.isEmpty() ? 0 : claims.get(0).hashCode();
    }

    /** The same claims, whose call goes out. */
    ClaimGroup sent(Instant at) {
        return new ClaimGroup(claims, askInfo, claimedAt, leaseUntil, at);
    }

    /** What is the same object before and after the call went out. */
    Object probeKey() {
        return claims;
    }

    /** These of the claims, which may be sent. */
    ClaimGroup sendable(List<Claim> some) {
        return new ClaimGroup(some, false, claimedAt, leaseUntil);
    }

    public List<AssetId> assetIds() {
        return claims.stream().map(Claim::assetId).toList();
    }
}
