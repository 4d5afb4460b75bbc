package io.voddelete.store.sqlite;

import io.voddelete.asset.Claim;
import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import io.voddelete.kit.Ids;
import io.voddelete.kit.SettableClock;
import io.voddelete.kit.StoreFile;
import io.voddelete.reader.Entry;
import io.voddelete.store.Archives.Made;
import io.voddelete.store.Outbox.Side;
import io.voddelete.store.Submission;
import io.voddelete.store.VisibleSubmissions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Prints what archiving does: the size of the store before and after, how long it takes, how fast new ids and known ones are
 * accepted before and after, and how long queries take. Arguments: how many ids (1000000) and a directory (a temporary one).
 */
final class ArchiveBenchmark {
    private static final int LIST = 100_000;
    private static final int CHUNK = 20_000;
    private static final Duration LEASE = Duration.ofMinutes(1);

    private ArchiveBenchmark() {}

    public static void main(String[] args) throws Exception {
        int ids = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
        Path parent = args.length > 1 ? Path.of(args[1]) : Path.of(System.getProperty("java.io.tmpdir"));
        Path directory = Files.createTempDirectory(parent, "archive-benchmark");
        SettableClock clock = new SettableClock(Instant.parse("2026-01-10T12:00:00Z"));
        Random random = new Random(7);
        try {
            try (ArchivedStore store = new ArchivedStore(directory, clock, Duration.ofDays(30))) {
                measure("accepted", () -> accept(store, "old", old(ids)));
                measure("settled and reported", () -> settle(store));
                measure("new, before", () -> accept(store, "before", random(random, LIST * 3)));
                settle(store);
                measure("known, before", () -> accept(store, "known-before", old(LIST * 2)));
            }
            sizes(directory);
            clock.advance(Duration.ofDays(70));
            try (ArchivedStore store = new ArchivedStore(directory, clock, Duration.ofDays(30))) {
                AtomicLong longest = new AtomicLong();
                AtomicLong last = new AtomicLong(System.nanoTime());
                measure("archived", () -> {
                    long lines = 0;
                    for (List<Made> made = next(store, last, longest);
                            !made.isEmpty();
                            made = next(store, last, longest)) {
                        lines += made.get(0).lines();
                    }
                    return (int) lines;
                });
                System.out.printf("longest piece of work: %.0f ms%n", longest.get() / 1e6);
                sizes(directory);
                measure("new, after", () -> accept(store, "after", random(random, LIST * 3)));
                query(store);
                measure("known, after", () -> accept(store, "known-after", old(LIST * 2)));
            }
            sizes(directory);
            measure("vacuumed", () -> {
                new StoreFile(directory.resolve("vod-delete.db")).change("VACUUM");
                return 1;
            });
            sizes(directory);
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static List<Made> next(ArchivedStore store, AtomicLong last, AtomicLong longest) {
        last.set(System.nanoTime());
        return store.archive(() -> {
            long now = System.nanoTime();
            longest.accumulateAndGet(now - last.getAndSet(now), Math::max);
        });
    }

    /** Ids as random as those of VOD, the same each time. */
    private static List<Entry.Found> old(int ids) {
        Random random = new Random(1);
        return random(random, ids);
    }

    private static List<Entry.Found> random(Random random, int ids) {
        return IntStream.range(0, ids)
                .mapToObj(i -> Ids.random(i % LIST + 1L, random))
                .toList();
    }

    private static int accept(ArchivedStore store, String name, List<Entry.Found> ids) {
        for (int from = 0; from < ids.size(); from += LIST) {
            Submission one = store.store.submissions().open(name + from, "file:" + name + from);
            List<Entry.Found> list = ids.subList(from, Math.min(from + LIST, ids.size()));
            for (int chunk = 0; chunk < list.size(); chunk += CHUNK) {
                store.store.submissions().accept(one, list.subList(chunk, Math.min(chunk + CHUNK, list.size())));
            }
            store.store.submissions().seal(one, Ids.sealing(list.size()));
        }
        return ids.size();
    }

    private static int settle(ArchivedStore store) {
        int settled = 0;
        for (List<Claim> claims = claim(store); !claims.isEmpty(); claims = claim(store)) {
            store.store
                    .claims()
                    .settle(claims.stream()
                            .<Result>map(claim -> new Result.Settled(claim, Status.DELETED, null, 1, null, null))
                            .toList());
            settled += claims.size();
            store.store
                    .outbox()
                    .markReported(Side.SUCCESS, store.store.outbox().unreported(Side.SUCCESS, false, CHUNK));
        }
        return settled;
    }

    private static List<Claim> claim(ArchivedStore store) {
        return store.store.claims().claim(inFlight -> CHUNK, LEASE);
    }

    private static void query(ArchivedStore store) {
        List<Long> micros = new ArrayList<>();
        List<Entry.Found> some = old(200);
        for (Entry.Found found : some) {
            long start = System.nanoTime();
            store.store.queries().asset(found.assetId(), VisibleSubmissions.ALL).orElseThrow();
            micros.add((System.nanoTime() - start) / 1000);
        }
        micros.sort(null);
        System.out.printf(
                "query of an archived id: ms p50 %.1f, most %.1f (the first compares the file)%n",
                micros.get(100) / 1e3, micros.get(199) / 1e3);
        Submission one = store.store.sealedSubmissions().findByKey("old0").orElseThrow();
        long start = System.nanoTime();
        int lines = 0;
        for (long after = 0; ; after += 500) {
            int page = store.store.sealedSubmissions().lines(one, after, 500).size();
            lines += page;
            if (page < 500) {
                break;
            }
        }
        System.out.printf("report of %d archived lines: %.2f s%n", lines, (System.nanoTime() - start) / 1e9);
    }

    private static void sizes(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                if (Files.size(file) > 100_000) {
                    System.out.printf("  %s %.1f MB%n", directory.relativize(file), Files.size(file) / 1e6);
                }
            }
        }
        System.out.println("  free pages of the store: "
                + new StoreFile(directory.resolve("vod-delete.db")).rows("PRAGMA freelist_count"));
    }

    private static void measure(String what, Callable<Integer> work) throws Exception {
        long start = System.nanoTime();
        int done = work.call();
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("%-24s %9d in %7.2f s = %,9.0f/s%n", what, done, seconds, done / seconds);
    }
}
