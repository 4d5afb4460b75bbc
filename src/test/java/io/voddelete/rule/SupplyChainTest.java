package io.voddelete.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Every jar that is packed was looked at in its version, and every fault that is known of it was decided about. */
class SupplyChainTest {
    @Test
    void everyLibraryIsReviewedAndEveryFaultDecided() throws IOException {
        assertThat(Advisories.read(Advisories.FILE).undecided(Libraries.resolved()))
                .as("to be decided in " + Advisories.FILE)
                .isEmpty();
    }
}
