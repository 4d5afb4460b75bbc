package io.voddelete.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Every jar that is packed was looked at in its version, and every fault that is known of it was decided about. */
class SupplyChainTest {
    /** The jars of another {@code -Dcamel.version} are for whoever builds with it to review. */
    @Test
    void everyLibraryIsReviewedAndEveryFaultDecided() throws IOException {
        assumeThat(Files.readString(Path.of("pom.xml")))
                .contains("<camel.version>" + Libraries.resolved().get("org.apache.camel:camel-api") + "<");
        assertThat(Advisories.read(Advisories.FILE).undecided(Libraries.resolved()))
                .as("to be decided in " + Advisories.FILE)
                .isEmpty();
    }
}
