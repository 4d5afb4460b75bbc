package io.voddelete.flow;

import io.voddelete.kit.RunningModule;
import io.voddelete.kit.StatusCaller;
import io.voddelete.simulator.VodSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A module that holds lists of more than so many ids, and what lies in its folders. */
final class HeldLists {
    private HeldLists() {}

    /** @param changes key and value of each further setting, in turn */
    static Map<String, String> settings(int limit, String... changes) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "vod.approval.required",
                "over-limit",
                "vod.limit.submission",
                String.valueOf(limit),
                "vod.status.enabled",
                "true",
                "vod.status.token",
                StatusCaller.TOKEN));
        for (int i = 0; i < changes.length; i += 2) {
            settings.put(changes[i], changes[i + 1]);
        }
        return settings;
    }

    /** Returns the plans in {@code held/}. */
    static List<Path> plans(RunningModule module) throws IOException {
        Path held = module.inbox().resolve("held");
        return !Files.isDirectory(held)
                ? List.of()
                : names(held).stream()
                        .filter(name -> name.endsWith(".plan.txt"))
                        .map(held::resolve)
                        .toList();
    }

    static Path awaitPlan(RunningModule module) throws IOException {
        await(() -> !plans(module).isEmpty());
        return plans(module).get(0);
    }

    /** Waits for a while in which no DELETE call comes. */
    static void assertQuiet(VodSimulator simulator) {
        Awaitility.await()
                .during(Duration.ofMillis(700))
                .atMost(Duration.ofSeconds(5))
                .until(() -> simulator.recorder().deleteCalls().isEmpty());
    }

    static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(condition);
    }
}
