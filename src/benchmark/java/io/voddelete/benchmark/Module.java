package io.voddelete.benchmark;

import io.voddelete.kit.ModuleProcess;
import io.voddelete.kit.PostgresServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The packaged jar in a folder of its own. */
final class Module implements AutoCloseable {
    /** More than any benchmark takes. */
    private static final Duration PATIENCE = Duration.ofMinutes(60);

    private final Path folder;
    private final ModuleProcess process;

    private Module(Path folder, ModuleProcess process) {
        this.folder = folder;
        this.process = process;
    }

    /**
     * Starts it with the options of the start script.
     *
     * @param heap such as {@code 128m}
     * @param changes key and value of each setting, in turn
     */
    static Module start(Path folder, URI endpoint, String heap, String... changes) throws IOException {
        Map<String, String> settings = new HashMap<>(ModuleProcess.settingsFor(endpoint));
        settings.put("vod.intake.file.min-age", "1ms");
        for (int i = 0; i < changes.length; i += 2) {
            settings.put(changes[i], changes[i + 1]);
        }
        Files.createDirectories(folder);
        return new Module(
                folder,
                ModuleProcess.start(
                        folder,
                        settings,
                        "-Xmx" + heap,
                        "-XX:-UsePerfData",
                        "-Xms32m",
                        "-XX:MaxNewSize=16m",
                        "-XX:MinHeapFreeRatio=10",
                        "-XX:MaxHeapFreeRatio=20"));
    }

    /** Changes for {@link #start} by which the store is in a schema of this database. */
    static String[] inDatabase(PostgresServer server, String schema) {
        return new String[] {"vod.store.url", server.url(), "vod.store.user", "postgres", "vod.store.schema", schema};
    }

    ModuleProcess process() {
        return process;
    }

    /** Waits until it takes in files. */
    Module awaitStart() {
        await(() -> process.log().contains("vod-delete-routes")
                && Files.isDirectory(process.inbox().resolve("done")));
        return this;
    }

    /** Moves a file into the inbox. */
    void take(Path list) throws IOException {
        Files.move(list, process.inbox().resolve(list.getFileName()));
    }

    /** Returns when {@code outcome/success.jsonl} has so many lines. */
    void awaitSuccesses(int lines) throws IOException {
        Path file = folder.resolve("data").resolve("outcome").resolve("success.jsonl");
        await(() -> Files.exists(file));
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            int seen = 0;
            while (seen < lines) {
                int read = in.read(buffer);
                if (read < 0) {
                    pause();
                }
                for (int i = 0; i < read; i++) {
                    seen += buffer[i] == '\n' ? 1 : 0;
                }
            }
        }
    }

    /** Returns when so many receipts lie in {@code done/}. */
    void awaitReceipts(int count) {
        await(() -> {
            try (Stream<Path> files = Files.list(process.inbox().resolve("done"))) {
                return files.filter(each -> each.toString().endsWith(".receipt.json"))
                                .count()
                        >= count;
            } catch (IOException e) {
                return false;
            }
        });
    }

    /** Looks again and again. */
    void await(BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() - begin > PATIENCE.toNanos()) {
                throw new AssertionError("it did not come to that: " + process.log());
            }
            pause();
        }
    }

    private static void pause() {
        LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }

    /** Ends it as SIGTERM does. */
    void stop() {
        process.terminate();
        process.awaitExit(60);
    }

    @Override
    public void close() {
        process.close();
    }
}
