package io.voddelete.campaign;

import io.voddelete.kit.Findings.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.opentest4j.TestAbortedException;

/**
 * Nodes of the previous version, which {@code campaign.previous} names, are replaced one by one, and back, under load. If the
 * tables have changed in between, all of the previous version end first, and there is no way back.
 */
final class ClusterUpgradeTrial implements Trial {
    private static final String PREVIOUS = System.getProperty("campaign.previous", "");
    private static final String TABLES = "vod-delete-routes/schema-postgresql.sql";
    private static final Pattern VERSION = Pattern.compile("INSERT INTO schema_version \\(version\\) SELECT (\\d+)");
    private static final int EXIT_WHEN_REFUSED = 1;

    @Override
    public void run(Given given) throws IOException {
        if (PREVIOUS.isEmpty()) {
            throw new TestAbortedException("campaign.previous names no jar of the previous version");
        }
        Path previous = Path.of(PREVIOUS).toAbsolutePath();
        Path present = Program.SHIPPED.jar();
        int before = tables(previous);
        int after = tables(present);
        given.tally().remark("tables of version %d before, %d now".formatted(before, after));
        try (ClusterScene scene = new ClusterScene(given, ClusterScene.database(given), ClusterScene.CALLS_A_MINUTE)) {
            scene.nodes.forEach(node -> node.jar = previous);
            scene.start();
            if (before == after) {
                roll(scene, present);
                roll(scene, previous);
                roll(scene, present);
            } else {
                replaceAll(scene, present);
                requireRefused(given, scene.nodes.get(0), previous);
            }
            scene.finish();
        }
    }

    private static int tables(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            String sql = new String(file.getInputStream(file.getEntry(TABLES)).readAllBytes(), StandardCharsets.UTF_8);
            Matcher version = VERSION.matcher(sql);
            if (!version.find()) {
                throw new AssertionError("no version in " + TABLES + " of " + jar);
            }
            return Integer.parseInt(version.group(1));
        }
    }

    private static void roll(ClusterScene scene, Path jar) {
        for (ClusterNode node : scene.nodes) {
            scene.pass(Duration.ofSeconds(2));
            node.stop();
            scene.disturbed(Instant.now());
            node.jar = jar;
            node.start();
            scene.awaitAllFit();
            scene.awaitCall(Instant.now(), "", scene.takeover);
        }
    }

    private static void replaceAll(ClusterScene scene, Path jar) {
        scene.pass(Duration.ofSeconds(5));
        scene.nodes.forEach(ClusterNode::stop);
        scene.disturbed(Instant.now());
        for (ClusterNode node : scene.nodes) {
            node.jar = jar;
            node.start();
        }
        scene.awaitAllFit();
    }

    /** The previous version leaves tables of the present one alone. */
    private static void requireRefused(Given given, ClusterNode node, Path previous) {
        Path present = node.jar;
        node.stop();
        node.jar = previous;
        node.start();
        int exit = node.process().awaitExit(30);
        given.tally()
                .findings
                .require(exit == EXIT_WHEN_REFUSED, Kind.DEMAND, "the previous version has ended with " + exit);
        node.jar = present;
        node.start();
    }
}
