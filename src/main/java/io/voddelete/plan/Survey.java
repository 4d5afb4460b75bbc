package io.voddelete.plan;

import io.voddelete.asset.AssetId;
import io.voddelete.support.Sha256;
import io.voddelete.support.TimeSource;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Asks about the ids of a list: about all of them, or about a random sample if there are more. Reads the ids once and keeps none
 * of them, so that a list of millions takes no memory. If VOD cannot be asked, the findings say why; there are always findings.
 * Thread-safe.
 */
public final class Survey {
    /** An asset that was created in so many days is called young. */
    static final int YOUNG_DAYS = 30;
    /** How many ids are shown. */
    static final int EXAMPLES = 10;
    /** A sample that takes longer is cut short, because people wait for the plan. Who wants all ids asked waits for all. */
    private static final Duration LONGEST = Duration.ofSeconds(45);

    private static final int MOST_FAULTS = 3;

    private final AssetLookup lookup;
    private final SurveySize size;
    private final Duration longest;
    private final TimeSource clock;
    private final RandomGenerator random;

    public Survey(AssetLookup lookup, SurveySize size, TimeSource clock, RandomGenerator random) {
        this(lookup, size, LONGEST, clock, random);
    }

    /** @param longest a sample that takes longer is cut short */
    public Survey(AssetLookup lookup, SurveySize size, Duration longest, TimeSource clock, RandomGenerator random) {
        this.lookup = lookup;
        this.size = size;
        this.longest = longest;
        this.clock = clock;
        this.random = random;
    }

    /** Returns whether a survey ends only when all ids were asked about. */
    boolean mayTakeLong() {
        return size.isAll();
    }

    /**
     * Asks.
     *
     * @param count the number of ids; if there are fewer, fewer are asked
     * @param madeAt the time of the plan
     */
    Findings ask(long count, PlannedIds ids, Instant madeAt) {
        return ask(count, ids, madeAt, answer -> {});
    }

    /**
     * Asks.
     *
     * @param count the number of ids; if there are fewer, fewer are asked
     * @param madeAt the time of the plan
     * @param told receives each answer
     */
    Findings ask(long count, PlannedIds ids, Instant madeAt, Consumer<List<AssetFacts>> told) {
        Round round = new Round(count, madeAt.minus(Duration.ofDays(YOUNG_DAYS)), told);
        ids.forEach(round::see);
        return round.end();
    }

    /** The state of one survey. */
    private final class Round {
        private final long count;
        private final long wanted;
        private final Tally tally;
        private final Consumer<List<AssetFacts>> told;
        private final long begun = clock.nanoTime();
        private final MessageDigest digest = Sha256.digest();
        private final Examples<AssetFacts> asked = new Examples<>(random);
        private final Examples<AssetId> seen = new Examples<>(random);
        private final List<AssetId> next = new ArrayList<>(AssetLookup.MOST);
        private long ids;
        private long chosen;
        private long answered;
        private int faults;
        private @Nullable String stoppedBy;

        Round(long count, Instant youngSince, Consumer<List<AssetFacts>> told) {
            this.count = count;
            this.wanted = Math.min(size.most(), count);
            this.tally = new Tally(youngSince);
            this.told = told;
            if (size.most() == 0) {
                stoppedBy = "vod.plan.survey is none";
            }
        }

        void see(AssetId assetId) {
            digest.update((assetId.value() + "\n").getBytes(StandardCharsets.US_ASCII));
            seen.add(assetId);
            boolean choose = isChosen();
            ids++;
            if (stoppedBy != null || !choose) {
                return;
            }
            chosen++;
            next.add(assetId);
            if (next.size() == AssetLookup.MOST) {
                askNext();
            }
        }

        /**
         * Each of the ids that follow is equally likely to be among those still wanted, so that all samples are equally likely;
         * but the first id is always asked about, since it is shown.
         */
        private boolean isChosen() {
            return ids == 0 || size.isAll() || random.nextDouble() * (count - ids) < wanted - chosen;
        }

        private void askNext() {
            while (stoppedBy == null && !next.isEmpty()) {
                Duration left = size.isAll() ? longest : longest.minusNanos(clock.nanoTime() - begun);
                if (left.isNegative()) {
                    stoppedBy = "more than " + longest.toSeconds() + " s";
                    return;
                }
                try {
                    note(lookup.ask(List.copyOf(next), left));
                    next.clear();
                    faults = 0;
                } catch (LookupException e) {
                    faults++;
                    if (e.isLasting() || faults == MOST_FAULTS) {
                        stoppedBy = e.getMessage();
                    }
                }
            }
        }

        private void note(List<AssetFacts> answer) {
            told.accept(answer);
            Map<AssetId, AssetFacts> byId = new HashMap<>();
            answer.forEach(facts -> byId.put(facts.assetId(), facts));
            for (AssetId assetId : next) {
                AssetFacts facts = byId.getOrDefault(assetId, AssetFacts.unknown(assetId));
                tally.add(facts);
                asked.add(facts);
                answered++;
            }
        }

        Findings end() {
            askNext();
            List<AssetFacts> examples = answered > 0
                    ? asked.all()
                    : seen.all().stream().map(AssetFacts::unknown).toList();
            return new Findings(ids, answered, stoppedBy, tally.counts(), examples, Sha256.hex(digest));
        }
    }

    /** The first of a stream, and of the others some at random, each equally likely. */
    private static final class Examples<T> {
        private final RandomGenerator random;
        private final List<T> kept = new ArrayList<>(EXAMPLES);
        private long count;

        Examples(RandomGenerator random) {
            this.random = random;
        }

        void add(T each) {
            count++;
            if (kept.size() < EXAMPLES) {
                kept.add(each);
                return;
            }
            long place = random.nextLong(count - 1); // among all but the first
            if (place < EXAMPLES - 1) {
                kept.set(1 + (int) place, each);
            }
        }

        List<T> all() {
            return List.copyOf(kept);
        }
    }
}
