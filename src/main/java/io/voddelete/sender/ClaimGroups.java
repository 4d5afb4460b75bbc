package io.voddelete.sender;

import io.voddelete.asset.Batch;
import io.voddelete.asset.Claim;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Parts claims into groups of up to ten, those to be asked about first apart from the others.
 *
 * @param lease how long ids are claimed
 */
public record ClaimGroups(AskInfo askInfo, Duration lease) {
    /** @param claimedAt no later than the claims were made */
    List<ClaimGroup> of(List<Claim> claims, Instant claimedAt) {
        Map<Size, List<Claim>> bySize = new TreeMap<>();
        Set<Claim> asked = askInfo.chosen(claims);
        for (Claim claim : claims) {
            boolean ask = asked.contains(claim);
            Size size = new Size(ask, ask ? largestToAsk(claim.known().asked()) : Batch.LARGEST);
            bySize.computeIfAbsent(size, none -> new ArrayList<>()).add(claim);
        }
        List<ClaimGroup> groups = new ArrayList<>();
        bySize.forEach((size, some) -> {
            for (int from = 0; from < some.size(); from += size.largest) {
                List<Claim> group = some.subList(from, Math.min(from + size.largest, some.size()));
                groups.add(new ClaimGroup(group, size.ask, claimedAt, claimedAt.plus(lease)));
            }
        });
        return groups;
    }

    /**
     * One id may make {@code asset/info} fail for all that share its call, so ids share it with fewer others each time.
     *
     * @param asked number of consecutive responses that did not mention the id; the first one more is often a passing error
     */
    private static int largestToAsk(int asked) {
        return switch (asked) {
            case 0, 1 -> Batch.LARGEST;
            case 2 -> Batch.LARGEST / 2;
            case 3 -> 2;
            default -> 1;
        };
    }

    /** Groups to be asked about come first, the largest of them before the others. */
    private record Size(boolean ask, int largest) implements Comparable<Size> {
        private static final Comparator<Size> ORDER =
                Comparator.comparing(Size::ask).thenComparing(Size::largest).reversed();

        @Override
        public int compareTo(Size other) {
            return ORDER.compare(this, other);
        }
    }
}
