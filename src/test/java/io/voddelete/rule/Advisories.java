package io.voddelete.rule;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.maven.artifact.versioning.DefaultArtifactVersion;
import org.apache.maven.artifact.versioning.InvalidVersionSpecificationException;
import org.apache.maven.artifact.versioning.VersionRange;

/**
 * What is known to be wrong with the jars that are packed, and what was decided about it.
 *
 * @param read the day up to which advisories were looked for
 * @param sources where they were looked for
 * @param reviewed the jars that were looked at, a version each
 * @param advisories what was found
 */
record Advisories(String read, List<String> sources, List<Family> reviewed, List<Advisory> advisories) {
    static final Path FILE = Path.of("src", "supply-chain", "advisories.json");

    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

    /** Jars of one group and one version, by their artifact ids. */
    record Family(String group, String version, List<String> jars) {}

    /**
     * One advisory.
     *
     * @param jars the {@code group:artifact} of what it is about
     * @param affected the versions that have the fault, as Maven writes ranges
     * @param what what can be done with it
     * @param unaffected why it does no harm here although a packed version has it; null where none has
     */
    record Advisory(String id, List<String> jars, String affected, String what, String unaffected) {
        boolean covers(String jar, String version) {
            return jars.contains(jar) && range().containsVersion(new DefaultArtifactVersion(version));
        }

        private VersionRange range() {
            try {
                return VersionRange.createFromVersionSpec(affected);
            } catch (InvalidVersionSpecificationException e) {
                throw new IllegalArgumentException(id + ": " + affected, e);
            }
        }
    }

    static Advisories read(Path file) throws IOException {
        return MAPPER.readValue(file.toFile(), Advisories.class);
    }

    /**
     * What nobody has looked at or decided, a line each.
     *
     * @param packed {@code group:artifact} to version
     */
    List<String> undecided(Map<String, String> packed) {
        List<String> undecided = new ArrayList<>();
        Set<String> seen = new TreeSet<>();
        for (Family family : reviewed) {
            for (String artifact : family.jars()) {
                String jar = family.group() + ":" + artifact;
                seen.add(jar);
                String version = packed.get(jar);
                if (version == null) {
                    undecided.add(jar + ": reviewed, but not packed");
                } else if (!version.equals(family.version())) {
                    undecided.add(jar + ": " + version + " is packed, " + family.version() + " was reviewed");
                }
            }
        }
        packed.forEach((jar, version) -> {
            if (!seen.contains(jar)) {
                undecided.add(jar + ": " + version + " is packed, but was never reviewed");
            }
        });
        advisories.forEach(advisory -> undecided.addAll(undecided(advisory, packed)));
        return undecided;
    }

    private static List<String> undecided(Advisory advisory, Map<String, String> packed) {
        if (packed.keySet().stream().noneMatch(advisory.jars()::contains)) {
            return List.of(advisory.id() + ": is about nothing that is packed");
        }
        List<String> covered = packed.entrySet().stream()
                .filter(jar -> advisory.covers(jar.getKey(), jar.getValue()))
                .map(jar -> advisory.id() + ": affects " + jar.getKey() + " " + jar.getValue())
                .toList();
        boolean decided =
                advisory.unaffected() != null && !advisory.unaffected().isBlank();
        if (covered.isEmpty() && decided) {
            return List.of(advisory.id() + ": no packed version has it, so that no reason is needed");
        }
        return decided ? List.of() : covered;
    }
}
