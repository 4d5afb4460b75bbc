package io.voddelete.sender;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.Claim;
import org.junit.jupiter.api.Test;

class InfoFailuresTest {
    private final InfoFailures failures = new InfoFailures(2);

    @Test
    void theAssetIsAtFaultIfOthersSucceedBetweenItsFailures() {
        assertThat(failures.isAboutAsset(claim(1, 1))).isFalse();
        failures.worked();
        assertThat(failures.isAboutAsset(claim(1, 1))).isFalse();
        failures.worked();
        assertThat(failures.isAboutAsset(claim(1, 1))).isTrue();
        failures.worked();
        assertThat(failures.isAboutAsset(claim(1, 1)))
                .as("then from the beginning")
                .isFalse();
    }

    @Test
    void noAssetIsAtFaultWhileAllCallsFail() {
        failures.worked();
        for (int i = 0; i < 100; i++) {
            assertThat(failures.isAboutAsset(claim(1, 1))).isFalse();
            assertThat(failures.isAboutAsset(claim(2, 1))).isFalse();
        }
        failures.worked();
        assertThat(failures.isAboutAsset(claim(1, 1)))
                .as("the first that counts")
                .isFalse();
    }

    @Test
    void anIdThatIsNamedAgainIsAnotherOne() {
        assertThat(failures.isAboutAsset(claim(1, 1))).isFalse();
        failures.worked();
        assertThat(failures.isAboutAsset(claim(1, 1))).isFalse();
        failures.worked();
        assertThat(failures.isAboutAsset(claim(1, 2))).isFalse();
    }

    @Test
    void theOldestIdsAreForgotten() {
        assertThat(failures.isAboutAsset(claim(0, 1))).isFalse();
        failures.worked();
        assertThat(failures.isAboutAsset(claim(0, 1))).isFalse();
        for (int row = 1; row <= 10_000; row++) {
            assertThat(failures.isAboutAsset(claim(row, 1))).isFalse();
        }
        failures.worked();
        assertThat(failures.isAboutAsset(claim(0, 1))).isFalse();
        assertThat(failures.isAboutAsset(claim(10_000, 1))).isFalse();
    }

    private static Claim claim(long row, int generation) {
        return new Claim(row, generation, new AssetId("a"), 1, Claim.Known.NOTHING);
    }
}
