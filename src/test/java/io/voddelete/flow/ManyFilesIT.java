package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.kit.Counters;
import io.voddelete.kit.DoneFolder;
import io.voddelete.kit.ModuleProcess;
import io.voddelete.kit.SampleIds;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who exports one file an asset drops very many of them at the same moment. Prints figures: each file
 * waits for the disk three times, so they are mostly those of the disk.
 */
@Tag("slow")
class ManyFilesIT {
    /** {@code -Dscale.files=10000} is what people were seen to drop; fewer show the same in a build. */
    private static final int FILES = Integer.getInteger("scale.files", 3_000);

    /** A slow machine that is busy keeps it, too; an idle one takes a fraction of it. */
    private static final Duration LONGEST = Duration.ofMillis(100L * FILES);

    @TempDir
    Path directory;

    @Test
    void veryManyFilesAtOnceAreEachDoneWithAReceipt() throws IOException {
        List<String> ids = SampleIds.random(47, FILES);
        try (VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults())) {
            Map<String, String> settings = new HashMap<>(ModuleProcess.settingsFor(simulator));
            settings.put("vod.sender.enabled", "false");
            try (ModuleProcess module = ModuleProcess.start(directory, settings, "-Xmx256m")) {
                Map<String, List<String>> files = new HashMap<>();
                ids.forEach(id -> files.put(id + ".txt", List.of(id)));
                module.drop(files);
                long dropped = System.nanoTime();
                await(() -> counters().submissions() == FILES);
                double accepted = (System.nanoTime() - dropped) / 1e9;
                DoneFolder done = new DoneFolder(module.inbox().resolve("done"));
                await(() -> done.names().size() == 2 * FILES);
                System.err.printf(
                        "ManyFilesIT: %d files accepted in %.1f s, with receipts in %.1f s, %.1f s of CPU, peak memory %d MiB%n",
                        FILES,
                        accepted,
                        (System.nanoTime() - dropped) / 1e9,
                        module.cpu().toMillis() / 1e3,
                        module.peakMebibytes());

                assertThat(Counters.checked(directory.resolve("data")).accepted())
                        .isEqualTo(FILES);
                try (Stream<Path> left = Files.list(module.inbox())) {
                    assertThat(left.map(Path::getFileName).map(Path::toString))
                            .containsExactlyInAnyOrder("done", "failed");
                }
                assertThat(acceptedByReceipts(done)).isEqualTo(new HashSet<>(ids));
                assertThat(module.log()).doesNotContain("OutOfMemoryError", "ERROR", "WARN");
            }
            assertThat(simulator.recorder().calls()).isEmpty();
        }
    }

    /** The ids of the files that have a receipt, after a look into each receipt and at the file beside it. */
    private static Set<String> acceptedByReceipts(DoneFolder done) {
        Set<String> ids = new HashSet<>();
        done.receipts().forEach((name, receipt) -> {
            String id = receipt.get("source").textValue().replaceAll("^file:|\\.txt$", "");
            boolean right = count(receipt, "lines") == 1
                    && count(receipt, "accepted") == 1
                    && done.text(DoneFolder.ofReceipt(name)).equals(id + "\n");
            assertThat(right).as(name + ": " + receipt).isTrue();
            ids.add(id);
        });
        return ids;
    }

    private static int count(JsonNode receipt, String field) {
        return receipt.get(field).intValue();
    }

    private Counters counters() {
        return Counters.of(directory.resolve("data"));
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(LONGEST).pollInterval(Duration.ofMillis(500)).until(condition);
    }
}
