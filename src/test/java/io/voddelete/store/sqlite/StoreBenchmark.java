package io.voddelete.store.sqlite;

import io.voddelete.asset.AssetInfo;
import io.voddelete.asset.Batch;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Outcome;
import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import io.voddelete.kit.Ids;
import io.voddelete.store.AssetStore;
import io.voddelete.store.CallGuard;
import io.voddelete.store.DayLimit;
import io.voddelete.store.Outbox.Side;
import io.voddelete.store.Requested;
import io.voddelete.store.Submission;
import io.voddelete.store.Target;
import io.voddelete.support.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Prints how many ids a second the store accepts, with how many lists of one id beside them, drains (claim, begin-call and settle by several threads, ten ids a
 * call) and reports, and how many bytes an id takes. Arguments: how many ids (1000000), how many threads (8) and a directory (a temporary one).
 */
final class StoreBenchmark {
    private static final int CHUNK = 20_000;
    private static final int MOST_DRAINED = 200_000;
    private static final int CALLERS = 50;
    private static final Duration LEASE = Duration.ofMinutes(1);

    /** Of a usual length. */
    private static final AssetInfo INFO =
            new AssetInfo("Season 2, episode 17, rough cut", "PUBLISHED", Instant.parse("2026-11-24T10:00:00Z"));

    private static final String REQUEST_ID = "0123456789abcdef0123456789abcdef";

    private StoreBenchmark() {}

    public static void main(String[] args) throws Exception {
        int ids = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
        int threads = args.length > 1 ? Integer.parseInt(args[1]) : 8;
        Path parent = args.length > 2 ? Path.of(args[2]) : Path.of(System.getProperty("java.io.tmpdir"));
        Path directory = Files.createTempDirectory(parent, "store-benchmark");
        Target target = new Target("https://vod.example.com", "project");
        try (AssetStore store = Sqlite.open(
                "jdbc:sqlite:" + directory.resolve("vod-delete.db"),
                target,
                TimeSource.system(),
                new Random(),
                System.out::println)) {
            measure("accepted", () -> accept(store, ids));
            measure("accepted again, all duplicates", () -> accept(store, Math.min(ids, MOST_DRAINED)));
            figures(store);
            besideBulk(store, 0);
            besideBulk(store, ids);
            measure("drained by " + threads + " threads", () -> drain(store, threads));
            figures(store);
            measure("reported", () -> report(store));
            size(directory, store);
            System.out.println(store.queries().totals());
        } finally {
            delete(directory);
        }
    }

    /** What a scrape of the metrics asks the store for. */
    private static void figures(AssetStore store) {
        List<Long> micros = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            long start = System.nanoTime();
            store.figures().read();
            micros.add((System.nanoTime() - start) / 1000);
        }
        micros.sort(null);
        System.out.printf(
                "figures, %s: ms p50 %.1f, most %.1f%n",
                store.queries().totals(), micros.get(25) / 1e3, micros.get(49) / 1e3);
    }

    /** After a checkpoint: the log beside the database is not counted. */
    private static void size(Path directory, AssetStore store) throws IOException {
        long bytes = Files.size(directory.resolve("vod-delete.db"));
        long ids = store.queries().totals().accepted();
        System.out.printf("store: %,d bytes = %.1f an id%n", bytes, (double) bytes / ids);
    }

    private static void measure(String what, Callable<Integer> work) throws Exception {
        long start = System.nanoTime();
        int done = work.call();
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("%-32s %9d ids in %6.2f s = %,9.0f ids/s%n", what, done, seconds, done / seconds);
    }

    /** Lists of one id by as many callers as a busy webhook has, while a long list is accepted; for ten seconds if none is. */
    private static void besideBulk(AssetStore store, int ids) throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try {
            List<Future<List<Long>>> micros = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                Random random = new Random();
                micros.add(callers.submit(() -> submitOneByOne(store, random, ended)));
            }
            long start = System.nanoTime();
            if (ids == 0) {
                callers.awaitTermination(10, TimeUnit.SECONDS);
            } else {
                accept(store, ids, new Random());
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            ended.set(true);
            List<Long> sorted = new ArrayList<>();
            for (Future<List<Long>> some : micros) {
                sorted.addAll(some.get());
            }
            sorted.sort(null);
            System.out.printf(
                    "lists of one id beside %9d ids in %6.2f s = %,9.0f lists/s, ms p50 %.1f, p99 %.1f, most %.1f%n",
                    ids,
                    seconds,
                    sorted.size() / seconds,
                    sorted.get(sorted.size() / 2) / 1e3,
                    sorted.get(sorted.size() * 99 / 100) / 1e3,
                    sorted.get(sorted.size() - 1) / 1e3);
        } finally {
            callers.shutdown();
        }
    }

    private static List<Long> submitOneByOne(AssetStore store, Random random, AtomicBoolean ended) {
        List<Long> micros = new ArrayList<>();
        while (!ended.get()) {
            String key = new UUID(random.nextLong(), random.nextLong()).toString();
            long start = System.nanoTime();
            store.submissions()
                    .submit(
                            key,
                            key,
                            key,
                            Requested.NONE,
                            List.of(Ids.random(1, random)),
                            Ids.sealing(1),
                            DayLimit.NONE);
            micros.add((System.nanoTime() - start) / 1000);
        }
        return micros;
    }

    private static int accept(AssetStore store, int ids) {
        return accept(store, ids, new Random(1));
    }

    /** Ids in random order, as in a real list. */
    private static int accept(AssetStore store, int ids, Random random) {
        Submission submission = store.submissions().open("run " + System.nanoTime(), "file:benchmark.txt");
        for (int from = 0; from < ids; from += CHUNK) {
            store.submissions()
                    .accept(
                            submission,
                            IntStream.range(from, Math.min(from + CHUNK, ids))
                                    .mapToObj(number -> Ids.random(number + 1L, random))
                                    .toList());
        }
        store.submissions().seal(submission, Ids.sealing(ids));
        return ids;
    }

    private static int drain(AssetStore store, int threads) throws Exception {
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Integer>> drained = new ArrayList<>();
            for (int worker = 0; worker < threads; worker++) {
                drained.add(workers.submit(() -> drainSome(store, MOST_DRAINED / threads)));
            }
            int sum = 0;
            for (Future<Integer> some : drained) {
                sum += some.get();
            }
            return sum;
        } finally {
            workers.shutdown();
        }
    }

    private static int drainSome(AssetStore store, int most) {
        int settled = 0;
        while (settled < most) {
            List<Claim> claims = store.claims().claim(inFlight -> Batch.LARGEST, LEASE).stream()
                    .map(claim -> claim.with(claim.known().withInfo(INFO)))
                    .toList();
            if (claims.isEmpty()) {
                break;
            }
            store.claims().beginCall("call", new Batch(claims), LEASE, CallGuard.NONE);
            settled += store.claims()
                    .settle(
                            claims.stream()
                                    .<Result>map(
                                            claim -> new Result.Settled(claim, Status.DELETED, null, 1, null, null))
                                    .toList(),
                            REQUEST_ID);
        }
        return settled;
    }

    private static int report(AssetStore store) {
        int reported = 0;
        for (List<Outcome> some = store.outbox().unreported(Side.SUCCESS, false, 500);
                !some.isEmpty();
                some = store.outbox().unreported(Side.SUCCESS, false, 500)) {
            store.outbox().markReported(Side.SUCCESS, some);
            reported += some.size();
        }
        return reported;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
