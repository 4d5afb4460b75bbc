package io.voddelete.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryBudgetTest {
    private static final long KIB = 1024;

    private final AtomicLong now = new AtomicLong();
    private final MemoryBudget budget = new MemoryBudget(100 * KIB, now::incrementAndGet);
    private final List<String> cut = new ArrayList<>();

    @Test
    void aShareTakesMemoryAsBytesComeAndGivesAllOfItBack() {
        MemoryBudget.Share share = share("a");

        assertThat(budget.taken()).isZero();
        assertThat(share.hold(1)).isTrue();
        assertThat(budget.taken()).isEqualTo(KIB);
        assertThat(share.hold(3 * KIB)).isTrue();
        assertThat(budget.taken()).isEqualTo(4 * KIB);
        share.giveBack();
        share.giveBack();
        assertThat(budget.taken()).isZero();
        assertThat(share.hold(1)).isFalse();
    }

    @Test
    void whoHasWaitedLongestIsCutOffForANewerOne() {
        MemoryBudget.Share silent = share("silent");
        share("empty, and would give nothing");
        assertThat(silent.hold(64 * KIB)).isTrue();
        MemoryBudget.Share trickling = share("trickling");
        assertThat(trickling.hold(32 * KIB)).isTrue();
        assertThat(silent.hold(64 * KIB)).isTrue();

        assertThat(share("new").hold(50 * KIB)).isTrue();

        assertThat(cut).containsExactly("silent");
        assertThat(silent.hold(1)).isFalse();
        assertThat(budget.taken()).isEqualTo(96 * KIB);
    }

    /** Who sends what he has at once, and then nothing, would else outlive who is sending still. */
    @Test
    void whoSendsOnOutlivesWhoCameLaterAndIsSilent() {
        MemoryBudget.Share sending = share("sending");
        assertThat(sending.hold(16 * KIB)).isTrue();
        assertThat(share("silent").hold(64 * KIB)).isTrue();
        for (int i = 17; i <= 32; i++) {
            assertThat(sending.hold(i * KIB)).isTrue();
        }

        assertThat(share("new").hold(16 * KIB)).isTrue();

        assertThat(cut).containsExactly("silent");
        assertThat(sending.hold(32 * KIB)).isTrue();
    }

    @Test
    void whoHasJustSentIsNotRefusedForWhoIsSilent() {
        MemoryBudget.Share older = share("older");
        assertThat(older.hold(32 * KIB)).isTrue();
        assertThat(share("silent").hold(64 * KIB)).isTrue();

        assertThat(older.hold(64 * KIB)).isTrue();

        assertThat(cut).containsExactly("silent");
        assertThat(budget.taken()).isEqualTo(64 * KIB);
    }

    @Test
    void aStrangerIsCutOffRatherThanWhoseRequestsWereAccepted() {
        MemoryBudget.Share proved = budget.open(() -> cut.add("proved"), true);
        assertThat(proved.hold(32 * KIB)).isTrue();
        assertThat(share("stranger").hold(64 * KIB)).isTrue();

        assertThat(share("new").hold(64 * KIB)).isTrue();

        assertThat(cut).containsExactly("stranger");
    }

    /** Or else some who have a secret and send nothing would keep all others out. */
    @Test
    void whoHasWaitedFarLongerIsCutOffAlsoIfHisRequestsWereAccepted() {
        MemoryBudget.Share proved = budget.open(() -> cut.add("proved"), true);
        assertThat(proved.hold(64 * KIB)).isTrue();
        now.addAndGet(1000);
        assertThat(share("stranger").hold(32 * KIB)).isTrue();

        assertThat(share("new").hold(32 * KIB)).isTrue();

        assertThat(cut).containsExactly("proved");
    }

    @Test
    void aCompleteRequestIsNotCutOff() {
        MemoryBudget.Share complete = share("complete");
        assertThat(complete.hold(64 * KIB)).isTrue();
        complete.complete();

        assertThat(share("new").hold(64 * KIB)).isFalse();

        assertThat(cut).isEmpty();
        complete.giveBack();
        assertThat(share("next").hold(64 * KIB)).isTrue();
    }

    @Test
    void nothingThatIsLargerThanAllOfItIsHeld() {
        assertThat(share("a").hold(101 * KIB)).isFalse();
        assertThat(budget.taken()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1024",
        "1024, 1024",
        "1025, 2048",
        "65536, 65536",
        "65537, 131072",
        "4194304, 4194304",
        "4194305, 8388608"
    })
    void aBufferDoubles(long bytes, long capacity) {
        assertThat(MemoryBudget.capacity(bytes)).isEqualTo(capacity);
    }

    private MemoryBudget.Share share(String name) {
        return budget.open(() -> cut.add(name), false);
    }
}
