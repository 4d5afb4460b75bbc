package io.voddelete.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Prints how long an append of one call takes and of a hundred, how fast the log is verified, and how long the start and a page
 * take. Arguments: how many MiB (256) and a directory (a temporary one).
 */
final class AuditBenchmark {
    private static final int SINGLE = 2000;

    private AuditBenchmark() {}

    public static void main(String[] args) throws Exception {
        long most = (args.length > 0 ? Long.parseLong(args[0]) : 256) << 20;
        Path parent = args.length > 1 ? Path.of(args[1]) : Path.of(System.getProperty("java.io.tmpdir"));
        Path directory = Files.createTempDirectory(parent, "audit-benchmark");
        Random random = new Random(20);
        Head head = Head.BEGINNING;
        try (AuditLog log = new AuditLog(directory, InstantSource.system())) {
            log.open(head);
            long begun = System.nanoTime();
            for (int i = 0; i < SINGLE; i++) {
                head = log.append(List.of(call(random)));
            }
            print("append of one call", begun, SINGLE);
            begun = System.nanoTime();
            int groups = 0;
            while (size(directory) < most) {
                for (int i = 0; i < 20; i++) {
                    List<AuditEvent> calls = IntStream.range(0, 100)
                            .mapToObj(each -> call(random))
                            .toList();
                    head = log.append(calls);
                    groups++;
                }
            }
            print("append of a hundred calls", begun, groups);
        }
        for (int i = 0; i < 3; i++) {
            long begun = System.nanoTime();
            AuditVerification found = AuditVerification.verify(directory, head);
            double seconds = (System.nanoTime() - begun) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "verified %d lines, %.0f MiB/s, fault %s%n",
                    found.lines(),
                    found.bytes() / seconds / (1 << 20),
                    found.fault());
        }
        long begun = System.nanoTime();
        try (AuditLog log = new AuditLog(directory, InstantSource.system())) {
            log.open(head);
        }
        print("start", begun, 1);
        begun = System.nanoTime();
        new AuditReader(directory).newest(head, AuditQuery.ALL, null, 500);
        print("page of 500 lines", begun, 1);
        begun = System.nanoTime();
        new AuditReader(directory).newest(head, new AuditQuery("approved", null, null, null, null, null), null, 500);
        print("page that nothing fits", begun, 1);
        begun = System.nanoTime();
        int pages = 0;
        AuditQuery asset = new AuditQuery(
                null, null, null, new AuditQuery.Asset("0".repeat(32), Set.of("s-1", "s-2")), null, null);
        for (String next = ""; next != null; pages++) {
            next = new AuditReader(directory)
                    .newest(head, asset, next.isEmpty() ? null : next, 50)
                    .next();
        }
        System.out.printf(Locale.ROOT, "%d pages of an asset that no line names%n", pages);
        print("each of them", begun, pages);
        AuditQuery old = new AuditQuery(null, null, null, null, null, Instant.EPOCH);
        begun = System.nanoTime();
        new AuditReader(directory).newest(head, old, null, 50);
        print("page of what is long ago", begun, 1);
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Collections.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static AuditEvent call(Random random) {
        List<String> ids = IntStream.range(0, 10)
                .mapToObj(i -> String.format("%016x%016x", random.nextLong(), random.nextLong()))
                .toList();
        return new AuditEvent("call", "0988d9ee-0d67-de00-a5c1-263387e67e8e", null, null, ids, Map.of());
    }

    private static long size(Path directory) throws IOException {
        long size = 0;
        for (Path file : AuditFiles.in(directory)) {
            size += Files.size(file);
        }
        return size;
    }

    private static void print(String what, long begun, int times) {
        System.out.printf(Locale.ROOT, "%s: %.3f ms%n", what, (System.nanoTime() - begun) / 1e6 / times);
    }
}
