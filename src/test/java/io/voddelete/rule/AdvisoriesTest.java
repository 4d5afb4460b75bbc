package io.voddelete.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.rule.Advisories.Advisory;
import io.voddelete.rule.Advisories.Family;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The check itself: what it lets pass and what not. */
class AdvisoriesTest {
    private static final String HTTP = "io.netty:netty-codec-http";
    private static final Advisory SMUGGLING =
            new Advisory("CVE-1", List.of(HTTP), "(,4.1.133.Final),[4.2.0.Final,4.2.13.Final)", "smuggling", null);

    @Test
    void takesWhatIsReviewedAndFixed() {
        assertThat(known("4.1.140.Final", SMUGGLING).undecided(Map.of(HTTP, "4.1.140.Final")))
                .isEmpty();
    }

    @Test
    void wantsAReviewOfEveryJarInItsVersion() {
        Advisories known = known("4.1.140.Final", SMUGGLING);
        assertThat(known.undecided(Map.of(HTTP, "4.1.140.Final", "a:b", "1")))
                .singleElement()
                .asString()
                .contains("a:b");
        assertThat(known.undecided(Map.of(HTTP, "4.1.141.Final")))
                .singleElement()
                .asString()
                .contains("4.1.141.Final");
    }

    @Test
    void wantsNoReviewOfWhatIsNotPacked() {
        Family gone = new Family("c", "1", List.of("d"));
        Family packed = new Family("a", "1", List.of("b"));
        assertThat(new Advisories("", List.of(), List.of(packed, gone), List.of()).undecided(Map.of("a:b", "1")))
                .singleElement()
                .asString()
                .contains("c:d");
        assertThat(new Advisories("", List.of(), List.of(packed), List.of(SMUGGLING)).undecided(Map.of("a:b", "1")))
                .singleElement()
                .asString()
                .contains("CVE-1");
    }

    @Test
    void wantsADecisionAboutEveryFaultThatIsPacked() {
        for (String version : List.of("4.1.130.Final", "4.1.132.Final", "4.2.0.Final", "4.2.12.Final")) {
            assertThat(known(version, SMUGGLING).undecided(Map.of(HTTP, version)))
                    .singleElement()
                    .asString()
                    .contains("CVE-1", HTTP, version);
        }
        Advisory decided = new Advisory("CVE-1", List.of(HTTP), SMUGGLING.affected(), "smuggling", "no server");
        assertThat(known("4.1.130.Final", decided).undecided(Map.of(HTTP, "4.1.130.Final")))
                .isEmpty();
        assertThat(known("4.1.133.Final", decided).undecided(Map.of(HTTP, "4.1.133.Final")))
                .as("a reason that is no longer needed")
                .hasSize(1);
    }

    @Test
    void refusesARangeThatIsNone() {
        Advisory wrong = new Advisory("CVE-2", List.of(HTTP), "[4.1,4.0]", "", null);
        assertThatThrownBy(() -> known("4.1", wrong).undecided(Map.of(HTTP, "4.1")))
                .hasMessageContaining("CVE-2");
    }

    /** The faults of what was packed once, so that the ranges in the file are known to be read. */
    @Test
    void knowsTheFaultsOfEarlierJars() throws IOException {
        Advisories known = Advisories.read(Advisories.FILE);
        Map<String, String> packed = new HashMap<>();
        known.reviewed()
                .forEach(family ->
                        family.jars().forEach(jar -> packed.put(family.group() + ":" + jar, family.version())));
        packed.put(HTTP, "4.1.130.Final");
        packed.put("org.apache.httpcomponents.core5:httpcore5", "5.3.6");
        packed.put("com.fasterxml.jackson.core:jackson-databind", "2.19.4");
        assertThat(known.undecided(packed))
                .filteredOn(line -> line.contains("affects"))
                .extracting(line -> line.replaceFirst(":.*", ""))
                .contains("CVE-2026-42580", "CVE-2026-42581", "CVE-2026-42585", "CVE-2026-54399", "CVE-2026-68497");
    }

    private static Advisories known(String version, Advisory advisory) {
        Family netty = new Family("io.netty", version, List.of("netty-codec-http"));
        return new Advisories("", List.of(), List.of(netty), List.of(advisory));
    }
}
