package io.voddelete.plan;

import static io.voddelete.plan.Plans.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.asset.AssetId;
import io.voddelete.kit.Ids;
import io.voddelete.kit.SettableClock;
import io.voddelete.plan.AssetFacts.Presence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SurveyTest {
    private final SettableClock clock = new SettableClock(NOW);
    private final List<AssetId> asked = new ArrayList<>();
    private final List<Integer> calls = new ArrayList<>();

    private List<AssetFacts> answer(List<AssetId> ids) {
        asked.addAll(ids);
        calls.add(ids.size());
        return ids.stream().map(id -> Plans.living(id, "t", "c")).toList();
    }

    private Findings ask(SurveySize size, int count, AssetLookup lookup) {
        return new Survey(lookup, size, clock, new Random(7)).ask(count, Plans.ids(count), NOW);
    }

    @Test
    void allAreAskedUpToTheSizeInCallsOfTen() {
        Findings findings = ask(new SurveySize(2000), 1995, this::answer);

        assertThat(findings.isComplete()).isTrue();
        assertThat(findings.counts().living()).isEqualTo(1995);
        assertThat(asked).doesNotHaveDuplicates().hasSize(1995);
        assertThat(calls).hasSize(200).allMatch(size -> size <= AssetLookup.MOST);
    }

    @Test
    void ofALongerListExactlySoManyAreAskedAllOverTheListAndAlwaysTheFirst() {
        Findings findings = ask(new SurveySize(2000), 100_000, this::answer);

        assertThat(findings.ids()).isEqualTo(100_000);
        assertThat(findings.asked()).isEqualTo(2000);
        assertThat(findings.stoppedBy()).isNull();
        assertThat(asked).doesNotHaveDuplicates().hasSize(2000).startsWith(Ids.id(0));
        long late =
                asked.stream().filter(id -> id.compareTo(Ids.id(50_000)) >= 0).count();
        assertThat(late).isBetween(880L, 1120L); // 1000 expected, standard deviation 22
    }

    /** Nobody who puts ids in a certain place of the list hides them from the sample. */
    @Test
    void eachIdIsAskedAboutEquallyOften() {
        int[] often = new int[20];
        Random random = new Random(1);
        for (int round = 0; round < 4_000; round++) {
            asked.clear();
            new Survey(this::answer, new SurveySize(6), clock, random).ask(20, Plans.ids(20), NOW);
            assertThat(asked).hasSize(6);
            asked.forEach(id -> often[Integer.parseInt(id.value(), 16)]++);
        }
        assertThat(often[0]).isEqualTo(4_000);
        for (int i = 1; i < 20; i++) {
            assertThat(often[i]).as("id %d", i).isBetween(920, 1190); // 1053 expected, standard deviation 28
        }
    }

    @Test
    void noneMeansNoCallButTheIdsAreShownAndHashed() {
        Findings findings = ask(SurveySize.NONE, 50, this::answer);

        assertThat(calls).isEmpty();
        assertThat(findings.asked()).isZero();
        assertThat(findings.stoppedBy()).contains("vod.plan.survey");
        assertThat(findings.examples()).hasSize(10).allMatch(each -> each.presence() == Presence.UNKNOWN);
        assertThat(findings.examples().get(0).assetId()).isEqualTo(Ids.id(0));
        assertThat(findings.idsSha256())
                .isEqualTo(ask(SurveySize.ALL, 50, this::answer).idsSha256())
                .isNotEqualTo(ask(SurveySize.ALL, 51, this::answer).idsSha256());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoCannotAskSaysWhyAndCountsAllTheSame(boolean lasting) {
        Findings findings = ask(SurveySize.ALL, 50, ids -> {
            calls.add(ids.size());
            throw new LookupException("VOD.10074", lasting);
        });

        assertThat(calls).hasSize(lasting ? 1 : 3);
        assertThat(findings.ids()).isEqualTo(50);
        assertThat(findings.asked()).isZero();
        assertThat(findings.stoppedBy()).isEqualTo("VOD.10074");
        assertThat(findings.toDelete()).isEqualTo(50);
    }

    @Test
    void aFaultThatPassesLosesNoId() {
        Findings findings = ask(SurveySize.ALL, 50, ids -> {
            if (calls.size() % 3 != 2) {
                calls.add(0);
                throw new LookupException("503", false);
            }
            return answer(ids);
        });

        assertThat(findings.asked()).isEqualTo(50);
        assertThat(findings.stoppedBy()).isNull();
        assertThat(asked).doesNotHaveDuplicates().hasSize(50);
    }

    @Test
    void aSampleIsCutShortAfterAWhileButAllIsAll() {
        AssetLookup slow = ids -> {
            clock.advance(Duration.ofSeconds(10));
            return answer(ids);
        };
        assertThat(ask(new SurveySize(2000), 2000, slow).asked()).isEqualTo(50);
        assertThat(ask(SurveySize.ALL, 200, slow).asked()).isEqualTo(200);
    }

    @Test
    void eachCallIsToldHowLongItMayWait() {
        List<Duration> waits = new ArrayList<>();
        AssetLookup slow = new AssetLookup() {
            @Override
            public List<AssetFacts> ask(List<AssetId> ids) {
                throw new AssertionError("without the time");
            }

            @Override
            public List<AssetFacts> ask(List<AssetId> ids, Duration longest) {
                waits.add(longest);
                clock.advance(Duration.ofSeconds(4));
                return answer(ids);
            }
        };
        Findings findings = new Survey(slow, new SurveySize(200), Duration.ofSeconds(10), clock, new Random(7))
                .ask(200, Plans.ids(200), NOW);

        assertThat(waits).containsExactly(Duration.ofSeconds(10), Duration.ofSeconds(6), Duration.ofSeconds(2));
        assertThat(findings.asked()).isEqualTo(30);
        assertThat(findings.stoppedBy()).isEqualTo("more than 10 s");
    }

    @Test
    void theAnswerIsCounted() {
        Instant young = NOW.minus(Duration.ofDays(29));
        Instant old = NOW.minus(Duration.ofDays(31));
        Findings findings = ask(
                SurveySize.ALL,
                7,
                ids -> List.of(
                        new AssetFacts(ids.get(6), Presence.LIVING, "CREATED", "g", young, "", "tag legal-hold", null),
                        new AssetFacts(ids.get(0), Presence.LIVING, "PUBLISHED", "a", old, "x", null, null),
                        new AssetFacts(ids.get(1), Presence.LIVING, "PUBLISHED", "b", null, "y", null, null),
                        new AssetFacts(ids.get(2), Presence.LIVING, "CREATED", "c", young, "y", null, null),
                        new AssetFacts(ids.get(3), Presence.NOT_FOUND, "UNCREATED", "", null, "", null, null),
                        new AssetFacts(ids.get(4), Presence.GONE, "DELETED", "", old, "", null, null),
                        new AssetFacts(Ids.id(99), Presence.LIVING, "PUBLISHED", "not asked", null, "z", null, null)));

        Findings.Counts counts = findings.counts();
        assertThat(counts.living()).isEqualTo(4);
        assertThat(counts.notFound()).isEqualTo(1);
        assertThat(counts.gone()).isEqualTo(1);
        assertThat(counts.unknown()).as("left out of the answer").isEqualTo(1);
        assertThat(counts.published()).isEqualTo(2);
        assertThat(counts.young()).isEqualTo(2);
        assertThat(counts.oldest()).isEqualTo(old);
        assertThat(counts.protectedBy()).containsOnly(Map.entry("tag legal-hold", 1L));
        assertThat(counts.byCategory().keySet()).containsExactly("y", "", "x");
        assertThat(findings.toDelete()).isEqualTo(4);
    }

    @Test
    void theExamplesAreTheFirstAndOthersAtRandom() {
        HashSet<AssetId> shown = new HashSet<>();
        for (int seed = 0; seed < 200; seed++) {
            List<AssetFacts> examples = new Survey(this::answer, SurveySize.ALL, clock, new Random(seed))
                    .ask(100, Plans.ids(100), NOW)
                    .examples();
            assertThat(examples).hasSize(10).doesNotHaveDuplicates();
            assertThat(examples.get(0).assetId()).isEqualTo(Ids.id(0));
            examples.forEach(each -> shown.add(each.assetId()));
        }
        assertThat(shown).hasSize(100);
    }
}
