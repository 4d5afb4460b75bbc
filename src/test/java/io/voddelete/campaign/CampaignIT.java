package io.voddelete.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.Findings.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.TestAbortedException;

/**
 * Crashes and faults from outside: after every run, what was accepted, called, done, said and stored is compared. As much
 * as fits into a build, or with {@code -Pcampaign} all of it; {@code -Dcampaign.test} and {@code -Dcampaign.seed} choose.
 */
class CampaignIT {
    private static final Path FOLDER = Path.of("target", "campaign").toAbsolutePath();
    private static final String FORM = System.getProperty("campaign.form", "short");
    private static final long SEED = Long.getLong("campaign.seed", 20261124L);
    private static final String ONLY = System.getProperty("campaign.test", "");
    private static final StringBuilder TABLE = new StringBuilder(Tally.HEAD);

    private static Map<String, Trial> trials() {
        Map<String, Trial> trials = new LinkedHashMap<>();
        trials.put("kill", new KillTrial());
        trials.put("sigterm", new SigtermTrial());
        if (FORM.equals("full") || !ONLY.isEmpty()) {
            trials.put("network", new NetworkTrial());
            trials.put("disk", new DiskTrial());
            trials.put("zombie", new ZombieTrial());
            trials.put("step", new StepTrial(false));
            trials.put("power", new StepTrial(true));
            trials.put("endpoint", new EndpointTrial());
            trials.put("clock", new ClockTrial());
            trials.put("soak", new SoakTrial());
        }
        return trials;
    }

    @TestFactory
    Stream<DynamicTest> nothingIsLostContradictedOrSentUnasked() {
        assertThat(ONLY).as("campaign.test: a test, or none for all").isIn(withNone(trials()));
        return trials().entrySet().stream()
                .filter(trial -> ONLY.isEmpty() || ONLY.equals(trial.getKey()))
                .map(trial -> DynamicTest.dynamicTest(trial.getKey(), () -> run(trial.getKey(), trial.getValue())));
    }

    private static Iterable<String> withNone(Map<String, Trial> trials) {
        return Stream.concat(Stream.of(""), trials.keySet().stream()).toList();
    }

    private static void run(String name, Trial trial) throws IOException {
        Tally tally = new Tally(name, SEED, FORM);
        Path directory = Files.createTempDirectory(Files.createDirectories(FOLDER), name + "-" + SEED + "-");
        long begin = System.nanoTime();
        try {
            trial.run(new Trial.Given(FORM.equals("full"), SEED, directory, new Random(SEED), tally));
        } catch (TestAbortedException e) {
            tally.remark("skipped: " + e.getMessage());
            throw e;
        } catch (Exception | AssertionError e) {
            tally.findings.add(Kind.DEMAND, e.toString());
        } finally {
            tally.took(Duration.ofNanos(System.nanoTime() - begin));
            TABLE.append(tally.row());
            write(tally);
        }
        if (!tally.findings.isEmpty()) {
            throw new AssertionError(tally.faults() + "  files: " + directory);
        }
        Leavings.delete(directory);
    }

    private static void write(Tally tally) throws IOException {
        Files.writeString(FOLDER.resolve("table-" + FORM + ".md"), TABLE);
        if (!tally.findings.isEmpty()) {
            Files.writeString(
                    FOLDER.resolve("faults.txt"), tally.faults(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    @AfterAll
    static void print() {
        System.err.println("The campaign, " + FORM + " form:\n" + TABLE);
    }
}
