package io.voddelete.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.campaign.ClusterFailoverTrial.Replication;
import io.voddelete.kit.Findings.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.TestAbortedException;

/**
 * Crashes and faults from outside: after every run, what was accepted, called, done, said and stored is compared. As much
 * as fits into a build, or with {@code -Pcampaign} all of it; {@code -Dcampaign.test} (a test, or
 * the word before its hyphen for several) and {@code -Dcampaign.seed} choose.
 */
@Tag("campaign")
class CampaignIT {
    private static final String FORM = System.getProperty("campaign.form", "short");
    private static final long SEED = Long.getLong("campaign.seed", 20261124L);
    private static final String ONLY = System.getProperty("campaign.test", "");
    private static final StringBuilder TABLE = new StringBuilder(Tally.HEAD);

    /** So many at a time, since most of them wait; those of a build more than the long ones. */
    private static final int AT_A_TIME = FORM.equals("full") ? 3 : 5;

    private static final Map<String, Trial> ALONE = new LinkedHashMap<>();
    /** In their full form, which takes as long as that of all others, these are run only if they are chosen. */
    private static final Map<String, Trial> CLUSTER = new LinkedHashMap<>();
    /** The longest ones first, so that none is left for the end. */
    private static final Map<String, Trial> TOGETHER = new LinkedHashMap<>();

    static {
        if (FORM.equals("full")) {
            ALONE.put("start", new StartTrial());
            TOGETHER.put("soak", new SoakTrial());
        }
        CLUSTER.put("cluster-freeze", new ClusterFreezeTrial());
        CLUSTER.put("cluster-kill", new ClusterKillTrial());
        CLUSTER.put("cluster-cut", new ClusterCutTrial());
        CLUSTER.put("cluster-orders", new ClusterOrdersTrial());
        CLUSTER.put("cluster-database", new ClusterDatabaseTrial());
        if (FORM.equals("full")) {
            CLUSTER.put("cluster-quota", new ClusterQuotaTrial());
            CLUSTER.put("cluster-reach", new ClusterReachTrial());
            CLUSTER.put("cluster-loss", new ClusterFailoverTrial(Replication.ASYNCHRONOUS, 10));
            CLUSTER.put("cluster-failover", new ClusterFailoverTrial(Replication.SYNCHRONOUS, 10));
            CLUSTER.put("cluster-cancel", new ClusterFailoverTrial(Replication.CANCELLED, 5));
            CLUSTER.put("cluster-schedule", new ClusterScheduleTrial());
            CLUSTER.put("cluster-soak", new ClusterSoakTrial());
            CLUSTER.put("cluster-clock", new ClusterClockTrial());
            CLUSTER.put("cluster-database-clock", new ClusterDatabaseClockTrial());
            CLUSTER.put("cluster-disk", new ClusterDiskTrial());
            CLUSTER.put("cluster-connections", new ClusterConnectionsTrial());
            CLUSTER.put("cluster-upgrade", new ClusterUpgradeTrial());
        }
        if (!FORM.equals("full") || ONLY.startsWith("cluster")) {
            TOGETHER.putAll(CLUSTER);
        }
        TOGETHER.put("kill", new KillTrial());
        TOGETHER.put("step", new StepTrial());
        TOGETHER.put("sigterm", new SigtermTrial());
        TOGETHER.put("power", new PowerTrial());
        TOGETHER.put("network", new NetworkTrial());
        TOGETHER.put("zombie", new ZombieTrial());
        TOGETHER.put("bit", new BitTrial());
        TOGETHER.put("clock", new ClockTrial());
        TOGETHER.put("disk", new DiskTrial());
        TOGETHER.put("endpoint", new EndpointTrial());
    }

    private static Map<String, Future<?>> begin() throws IOException {
        Map<String, Future<?>> running = new LinkedHashMap<>();
        ALONE.forEach((name, trial) -> running.put(name, begin(name, trial, Runnable::run)));
        Program.SHIPPED.useArchive(SEED);
        if (FORM.equals("full")) {
            Program.REWRITTEN.useArchive(SEED);
        }
        ExecutorService lanes = Executors.newFixedThreadPool(AT_A_TIME);
        TOGETHER.forEach((name, trial) -> running.put(name, begin(name, trial, lanes)));
        lanes.shutdown();
        running.values().removeIf(Objects::isNull);
        return running;
    }

    /** Null if it was not chosen. */
    private static Future<?> begin(String name, Trial trial, Executor executor) {
        if (!ONLY.isEmpty() && !ONLY.equals(name) && !name.startsWith(ONLY + "-")) {
            return null;
        }
        FutureTask<?> task = new FutureTask<>(() -> {
            run(name, trial);
            return null;
        });
        executor.execute(task);
        return task;
    }

    @TestFactory
    Stream<DynamicTest> nothingIsLostContradictedOrSentUnasked() throws IOException {
        Map<String, Future<?>> running = begin();
        assertThat(running).as("campaign.test: a test, or none for all").isNotEmpty();
        return running.entrySet().stream()
                .map(trial -> DynamicTest.dynamicTest(trial.getKey(), () -> await(trial.getValue())));
    }

    private static void await(Future<?> trial) throws Throwable {
        try {
            trial.get();
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }

    private static void run(String name, Trial trial) throws IOException {
        Tally tally = new Tally(name, SEED, FORM);
        Path directory = Files.createTempDirectory(Files.createDirectories(Program.FOLDER), name + "-" + SEED + "-");
        long begin = System.nanoTime();
        try {
            trial.run(new Trial.Given(FORM.equals("full"), SEED, directory, new Random(SEED), tally));
        } catch (TestAbortedException e) {
            tally.remark("skipped: " + e.getMessage());
            if (tally.findings.isEmpty()) {
                throw e;
            }
        } catch (Exception | AssertionError e) {
            tally.findings.add(Kind.DEMAND, e.toString());
        } finally {
            tally.took(Duration.ofNanos(System.nanoTime() - begin));
            write(tally);
        }
        if (!tally.findings.isEmpty()) {
            throw new AssertionError(tally.faults() + "  files: " + directory);
        }
        Leavings.delete(directory);
    }

    private static synchronized void write(Tally tally) throws IOException {
        TABLE.append(tally.row());
        Files.writeString(Program.FOLDER.resolve("table-" + FORM + (ONLY.isEmpty() ? "" : "-" + ONLY) + ".md"), TABLE);
        if (!tally.findings.isEmpty()) {
            Files.writeString(
                    Program.FOLDER.resolve("faults.txt"),
                    tally.faults(),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
    }

    @AfterAll
    static void print() {
        System.err.println("The campaign, " + FORM + " form:\n" + TABLE);
        Program.SHIPPED.delete();
        Program.REWRITTEN.delete();
    }
}
