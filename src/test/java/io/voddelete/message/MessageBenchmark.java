package io.voddelete.message;

import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.apache.camel.ProducerTemplate;

/**
 * Prints how many messages and ids a second the door accepts: single ids with a key by one thread and by several, and batches.
 * Arguments: how many messages (20000) and a directory (a temporary one).
 */
final class MessageBenchmark {
    private static final int BATCH = 500;

    private MessageBenchmark() {}

    public static void main(String[] args) throws Exception {
        int messages = args.length > 0 ? Integer.parseInt(args[0]) : 20_000;
        Path parent = args.length > 1 ? Path.of(args[1]) : Path.of(System.getProperty("java.io.tmpdir"));
        Path directory = Files.createTempDirectory(parent, "message-benchmark");
        List<String> ids = SampleIds.random(1, 4 * messages);
        try (VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults());
                RunningModule module =
                        RunningModule.start(directory, simulator, Map.of("vod.sender.enabled", "false"))) {
            run(module, 1, messages / 10, "warm-up", ids::get);
            run(module, 1, messages / 4, "1 thread, 1 id", i -> ids.get(messages + i));
            run(module, 8, messages, "8 threads, 1 id", i -> ids.get(2 * messages + i));
            int batches = messages / BATCH;
            run(module, 1, batches, "1 thread, batches of " + BATCH, i -> {
                int from = 3 * messages + i * BATCH;
                return ids.subList(from, from + BATCH);
            });
        }
    }

    private static void run(RunningModule module, int threads, int messages, String what, IntFunction<Object> body)
            throws InterruptedException {
        ProducerTemplate template = module.context().createProducerTemplate();
        AtomicInteger next = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(threads);
        long start = System.nanoTime();
        for (int i = 0; i < threads; i++) {
            new Thread(() -> {
                        for (int n = next.getAndIncrement(); n < messages; n = next.getAndIncrement()) {
                            template.requestBodyAndHeader(
                                    "direct:vod-delete", body.apply(n), "VodSubmissionKey", what.hashCode() + ":" + n);
                        }
                        done.countDown();
                    })
                    .start();
        }
        done.await();
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("%s: %d messages in %.1f s, %.0f a second%n", what, messages, seconds, messages / seconds);
    }
}
