package io.voddelete.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.asset.AssetId;
import io.voddelete.reader.Entry;
import io.voddelete.reader.UnreadableException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ListCountTest {
    @Property(tries = 2_000)
    void aListIsRefusedOnlyIfMostOfItIsNoIdOrMoreThanTheBound(
            @ForAll @IntRange(max = 250) int found,
            @ForAll @IntRange(max = 250) int rejected,
            @ForAll @IntRange(max = 250) int most,
            @ForAll long order) {
        String reason = null;
        if (rejected > most) {
            reason = "too-many-rejected|no-asset-ids"; // as nothing is read beyond the bound, ids may follow
        } else if (found == 0) {
            reason = "no-asset-ids";
        } else if (rejected > 100 && rejected > found) {
            reason = "too-many-rejected";
        }

        UnreadableException refusal = refusal(shuffled(found, rejected, order), new ListCount(most));

        assertThat(refusal == null).isEqualTo(reason == null);
        if (refusal != null) {
            assertThat(refusal.reason()).matches(reason);
        }
    }

    @Property(tries = 200)
    void aFewPercentOfTyposAreTaken(@ForAll @IntRange(min = 1, max = 20_000) int found, @ForAll long order) {
        assertThat(refusal(shuffled(found, found / 20, order), new ListCount(100_000)))
                .isNull();
    }

    @Example
    void theBoundariesAreExact() {
        assertThat(refusal(shuffled(1, 100, 1), new ListCount(100_000))).isNull();
        assertThat(refusal(shuffled(1, 2, 1), new ListCount(100_000))).isNull();
        assertThat(refusal(shuffled(100, 101, 1), new ListCount(100_000)).reason())
                .isEqualTo("too-many-rejected");
        assertThat(refusal(shuffled(101, 101, 1), new ListCount(100_000))).isNull();
        assertThat(refusal(shuffled(500, 200, 1), new ListCount(200))).isNull();
        assertThat(refusal(shuffled(500, 201, 1), new ListCount(200)).reason()).isEqualTo("too-many-rejected");
        assertThat(refusal(shuffled(5, 0, 1), new ListCount(0))).isNull();
        assertThat(refusal(shuffled(5, 1, 1), new ListCount(0)).reason()).isEqualTo("too-many-rejected");
    }

    @Example
    void theRefusalSaysHowManyAndShowsTheFirstFewWithTheirLines() {
        List<Entry> entries = new ArrayList<>(List.of(found(1)));
        IntStream.rangeClosed(2, 300).forEach(line -> entries.add(rejected(line)));

        assertThat(refusal(entries, new ListCount(1_000)))
                .hasMessageContainingAll("299 of 300 lines", "line 2 'x2' (not-an-asset-id)", "line 6 'x6'")
                .hasMessageNotContaining("x7");
    }

    /** Who corrects a list wants to know of more than five, and not be told of them five at a time. */
    @Example
    void theRefusalHasTheFirstHundredLinesThatAreToBeCorrected() {
        List<Entry> entries = new ArrayList<>();
        IntStream.rangeClosed(1, 150).forEach(line -> entries.add(found(line)));
        IntStream.rangeClosed(151, 310).forEach(line -> entries.add(rejected(line)));

        UnreadableException refusal = refusal(entries, new ListCount(1_000));

        assertThat(refusal.lineCount()).isEqualTo(160);
        assertThat(refusal.lines())
                .extracting(Entry.Rejected::line)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(151, 250).boxed().toList());
    }

    @Example
    void nothingIsReadBeyondTheBound() throws Exception {
        ListCount count = new ListCount(3, 1);
        count.add(found(1));
        count.add(rejected(2));
        count.add(rejected(3));

        assertThatThrownBy(() -> count.add(rejected(4)))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContainingAll("more than 3 lines of the run", "line 2 'x2'", "line 4 'x4'");
    }

    private static UnreadableException refusal(List<Entry> entries, ListCount count) {
        try {
            for (Entry entry : entries) {
                count.add(entry);
            }
            count.end(entries.size());
            return null;
        } catch (UnreadableException e) {
            return e;
        }
    }

    private static List<Entry> shuffled(int found, int rejected, long order) {
        List<Entry> entries = new ArrayList<>();
        IntStream.rangeClosed(1, found).forEach(line -> entries.add(found(line)));
        IntStream.rangeClosed(1, rejected).forEach(line -> entries.add(rejected(found + line)));
        Collections.shuffle(entries, new Random(order));
        return entries;
    }

    private static Entry found(long line) {
        return new Entry.Found(line, new AssetId("a" + line));
    }

    private static Entry rejected(long line) {
        return Entry.rejected(line, "x" + line, "not-an-asset-id");
    }
}
