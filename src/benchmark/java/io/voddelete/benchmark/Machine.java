package io.voddelete.benchmark;

import io.voddelete.kit.SampleIds;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Locale;

/** What the machine is, and numbers about its processes and files. */
final class Machine {
    private Machine() {}

    static long mebibytes() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getTotalMemorySize()
                / (1 << 20);
    }

    /** Figures of a machine that does other things as well mean little. */
    static String load() {
        return String.format(
                Locale.ROOT,
                "load %.1f before it began",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    static double seconds(long nanos) {
        return nanos / 1e9;
    }

    static double median(List<Double> numbers) {
        List<Double> sorted = numbers.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    /** The bytes of all files below a folder. */
    static long bytes(Path folder) throws IOException {
        long[] sum = new long[1];
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                sum[0] += attributes.size();
                return FileVisitResult.CONTINUE;
            }
        });
        return sum[0];
    }

    static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path each, IOException failed) throws IOException {
                Files.delete(each);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Writes a list of random ids, the same for the same seed. */
    static Path list(Path file, long seed, int ids) throws IOException {
        return Files.write(file, (Iterable<String>) SampleIds.stream(seed, ids)::iterator);
    }
}
