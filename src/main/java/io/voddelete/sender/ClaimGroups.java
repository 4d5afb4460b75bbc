package io.voddelete.sender;

import io.voddelete.asset.Batch;
import io.voddelete.asset.Claim;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Parts claims into groups of up to ten, those to be asked about first apart from the others.
 *
 * @param lease how long ids are claimed
 */
public record ClaimGroups(AskInfo askInfo, Duration lease) {
    /** @param claimedAt no later than the claims were made */
    List<ClaimGroup> of(List<Claim> claims, Instant claimedAt) {
        List<ClaimGroup> groups = new ArrayList<>();
        for (boolean ask : new boolean[] {true, false}) {
            List<Claim> some =
                    claims.stream().filter(claim -> askInfo.isFor(claim) == ask).toList();
            for (int from = 0; from < some.size(); from += Batch.LARGEST) {
                List<Claim> ten = some.subList(from, Math.min(from + Batch.LARGEST, some.size()));
                groups.add(new ClaimGroup(ten, ask, claimedAt, claimedAt.plus(lease)));
            }
        }
        return groups;
    }
}
