package io.voddelete.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What is packed into the jars and beside them, and the list of it. */
class SupplyChainIT {
    private static final Path JAR = Path.of("target", "vod-delete-routes.jar");
    private static final Path SIMULATOR = Path.of("target", "vod-delete-routes-simulator.jar");
    private static final Path SBOM = Path.of("target", "vod-delete-routes.cdx.json");
    private static final Path LIBRARIES = Path.of("target", "lib");

    @Test
    void theJarNamesWhatIsPackedBesideItAndThatIsWhatWasReviewed() throws Exception {
        List<String> resolved = Libraries.resolved().entrySet().stream()
                .map(library -> file(library.getKey().replaceFirst(".*:", ""), library.getValue()))
                .toList();
        assertThat(packed().keySet()).containsExactlyInAnyOrderElementsOf(resolved);
        assertThat(classPath()).containsExactlyInAnyOrderElementsOf(resolved);
    }

    /** After {@code -Dcamel.version=…} nothing of another version may be left. */
    @Test
    void allOfCamelIsOfOneVersion() throws Exception {
        assertThat(packed().keySet().stream()
                        .filter(file -> file.startsWith("camel-"))
                        .map(file -> file.replaceFirst("^camel-[a-z0-9-]*?-([0-9].*)\\.jar$", "$1"))
                        .distinct())
                .hasSize(1);
    }

    /** Quarkus finds the classes of the module by it, and nothing of the simulator. */
    @Test
    void theJarHoldsTheIndexOfItsClasses() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            byte[] index =
                    jar.getInputStream(jar.getEntry("META-INF/jandex.idx")).readAllBytes();
            assertThat(new String(index, StandardCharsets.ISO_8859_1))
                    .contains("EmbeddedPlugin")
                    .doesNotContain("VodSimulator");
        }
    }

    /** Who packs the module packs no simulator, and the simulator needs nothing of the module. */
    @Test
    void theSimulatorAndTheDemoHaveAJarOfTheirOwn() throws IOException {
        assertThat(entries(JAR))
                .contains("io/voddelete/standalone/Application.class")
                .noneMatch(SupplyChainIT::isSimulator);
        assertThat(entries(SIMULATOR))
                .contains("io/voddelete/demo/Demo.class", "io/voddelete/simulator/VodSimulator.class")
                .allMatch(SupplyChainIT::isSimulator);
    }

    /** Without a name in the manifest it would change with that of the file. */
    @Test
    void aModularHostKnowsEachJarByAName() {
        assertThat(moduleName(JAR)).isEqualTo("io.voddelete");
        assertThat(moduleName(SIMULATOR)).isEqualTo("io.voddelete.simulator");
    }

    private static String moduleName(Path jar) {
        return ModuleFinder.of(jar).findAll().stream()
                .map(module -> module.descriptor().name())
                .collect(Collectors.joining(", "));
    }

    private static List<String> entries(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            return jar.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> !name.endsWith("/") && !name.startsWith("META-INF/"))
                    .toList();
        }
    }

    private static boolean isSimulator(String entry) {
        return entry.matches("io/voddelete/(simulator|demo)/.*|vod-delete-routes/simulator-errors.tsv");
    }

    @Test
    void theSbomIsOfTheFilesThatArePackedAndHasNothingOfTheMomentInIt() throws Exception {
        assumeThat(Files.exists(SBOM) || System.getenv("CI") != null)
                .as("offline no SBOM is written")
                .isTrue();
        JsonNode sbom = new ObjectMapper().readTree(SBOM.toFile());
        Map<String, String> listed = new TreeMap<>();
        for (JsonNode library : sbom.path("components")) {
            listed.put(
                    file(library.path("name").asText(), library.path("version").asText()), sha256(library));
        }
        assertThat(listed).isEqualTo(packed());
        assertThat(sbom.has("serialNumber")).isFalse();
        assertThat(sbom.path("metadata").has("timestamp")).isFalse();
    }

    private static String file(String artifact, String version) {
        return artifact + "-" + version + ".jar";
    }

    /** Each file beside the jar and its checksum. */
    private static Map<String, String> packed() throws Exception {
        Map<String, String> packed = new TreeMap<>();
        try (Stream<Path> files = Files.list(LIBRARIES)) {
            for (Path file : files.toList()) {
                packed.put(file.getFileName().toString(), sha256(file));
            }
        }
        return packed;
    }

    private static List<String> classPath() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            String classPath = jar.getManifest().getMainAttributes().getValue("Class-Path");
            return Stream.of(classPath.split(" "))
                    .map(entry -> entry.replaceFirst("^lib/", ""))
                    .toList();
        }
    }

    private static String sha256(JsonNode library) {
        return StreamSupport.stream(library.path("hashes").spliterator(), false)
                .filter(hash -> hash.path("alg").asText().equals("SHA-256"))
                .map(hash -> hash.path("content").asText())
                .findAny()
                .orElseThrow();
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
