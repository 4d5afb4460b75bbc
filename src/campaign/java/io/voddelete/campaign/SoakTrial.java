package io.voddelete.campaign;

import io.voddelete.kit.DroppedFile;
import io.voddelete.kit.Findings;
import io.voddelete.kit.Findings.Kind;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.SimulatorProcess;
import io.voddelete.kit.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Many ids at unlimited pace: what the module holds does not grow with what it has done. Only in the full form. */
final class SoakTrial implements Trial {
    private static final int IDS = 1_000_000;
    private static final Pattern USED = Pattern.compile("tenured generation.* used (\\d+)K");
    private static final int STEP = 100_000;
    private static final int MOST_BYTES_AN_ID = 500;
    /** A connection to VOD for each call at a time may be there or not, and so may one of each other kind. */
    private static final int MOST_FILES_MORE = 16;

    @Override
    public void run(Given given) throws Exception {
        Findings findings = given.tally().findings;
        try (SimulatorProcess simulator =
                        SimulatorProcess.start(given.directory(), given.seed(), Map.of("faults", KillTrial.FAULTS));
                Scene scene = new Scene(given.directory(), given.tally(), simulator)) {
            scene.start();
            scene.startedIdle();
            for (int file = 0; file < IDS / STEP; file++) {
                scene.drop(new DroppedFile("soak-" + file + ".txt.gz", SampleIds.random(given.seed() + file, STEP)));
            }
            List<Long> heaps = new ArrayList<>();
            List<Long> handles = new ArrayList<>();
            for (long target = 2 * STEP; target < IDS; target += STEP) {
                long now = target;
                scene.await(Duration.ofMinutes(10), () -> simulator.summary().deleted() >= now);
                heaps.add(heapAfterCollection(scene));
                handles.add(count(Path.of("/proc", "" + scene.module().pid(), "fd")));
            }
            double slope = slope(heaps) / 1024;
            long spread = handles.stream().mapToLong(Long::longValue).max().orElseThrow()
                    - handles.stream().mapToLong(Long::longValue).min().orElseThrow();
            findings.require(
                    slope <= 1, Kind.DEMAND, "the heap grows by %.2f MiB a 100000 ids: %s KiB".formatted(slope, heaps));
            findings.require(spread <= MOST_FILES_MORE, Kind.DEMAND, "the open files go from " + handles);
            scene.finish(Duration.ofMinutes(15));
            long bytes = storeBytes(scene.data()) / IDS;
            findings.require(bytes <= MOST_BYTES_AN_ID, Kind.DEMAND, bytes + " bytes of store an id");
            given.tally()
                    .remark("heap %d MiB %+.2f a 100000 ids, open files within %d, %d bytes of store an id"
                            .formatted(heaps.get(heaps.size() - 1) / 1024, slope, spread, bytes));
        }
    }

    /** Of the database and its log. */
    private static long storeBytes(Path data) throws IOException {
        long bytes = 0;
        for (String name : List.of("vod-delete.db", "vod-delete.db-wal")) {
            bytes += Files.size(data.resolve(name));
        }
        return bytes;
    }

    /**
     * KiB in use after a full collection, by the JDK's own tool: it leaves all that is in use in the old generation. What
     * is in the young one came after it.
     */
    private static long heapAfterCollection(Scene scene) {
        jcmd(scene, "GC.run");
        Matcher used = USED.matcher(jcmd(scene, "GC.heap_info"));
        if (!used.find()) {
            throw new AssertionError("the heap is not told");
        }
        return Long.parseLong(used.group(1));
    }

    private static String jcmd(Scene scene, String command) {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        return Tool.run(tool.toString(), "" + scene.module().pid(), command).said();
    }

    private static long count(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By least squares, a step. */
    private static double slope(List<Long> values) {
        double n = values.size();
        double meanX = (n - 1) / 2;
        double meanY = values.stream().mapToLong(Long::longValue).average().orElseThrow();
        double above = 0;
        double below = 0;
        for (int x = 0; x < n; x++) {
            above += (x - meanX) * (values.get(x) - meanY);
            below += (x - meanX) * (x - meanX);
        }
        return above / below;
    }
}
