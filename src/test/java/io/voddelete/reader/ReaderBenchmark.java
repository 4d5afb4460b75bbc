package io.voddelete.reader;

import io.voddelete.kit.SampleIds;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Prints how many ids each format gives in a second of processor time, plain and packed, and the bytes allocated an id.
 * Argument: how many ids (1000000). Each format is read three times; the last time counts.
 */
final class ReaderBenchmark {
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final ListRules PATTERN =
            new ListRules(new AssetIdPattern(Pattern.compile("[0-9a-f]{32}")), IdColumns.parse(IdColumns.DEFAULT));

    private ReaderBenchmark() {}

    public static void main(String[] args) throws IOException {
        int ids = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
        for (Map.Entry<String, String> file : files(ids).entrySet()) {
            byte[] content = file.getValue().getBytes(StandardCharsets.UTF_8);
            measure(file.getKey(), content, ids);
            measure(file.getKey() + ".gz", Entries.gzip(content), ids);
        }
    }

    private static Map<String, String> files(int ids) {
        Map<String, String> files = new TreeMap<>();
        files.put("ids.txt", write(ids, "", "%s\n", "", ""));
        files.put("ids.csv", write(ids, "title,asset_id,size\n", "\"a, b\",%s,1\n", "", ""));
        files.put("ids.json", write(ids, "[", "\"%s\"", ",", "]"));
        files.put("objects.json", write(ids, "{\"asset_ids\":[", "{\"title\":\"x\",\"asset_id\":\"%s\"}", ",", "]}"));
        files.put("ids.jsonl", write(ids, "", "\"%s\"\n", "", ""));
        files.put("objects.jsonl", write(ids, "", "{\"title\":\"x\",\"asset_id\":\"%s\"}\n", "", ""));
        return files;
    }

    private static String write(int ids, String begin, String each, String between, String end) {
        return SampleIds.stream(1, ids)
                .map(id -> each.replace("%s", id))
                .collect(Collectors.joining(between, begin, end));
    }

    private static void measure(String name, byte[] content, int ids) throws IOException {
        double seconds = 0;
        long allocated = 0;
        for (int run = 0; run < 3; run++) {
            long start = THREADS.getCurrentThreadCpuTime();
            allocated = THREADS.getCurrentThreadAllocatedBytes();
            int found = 0;
            try (AssetIdReader reader = Format.open(new ByteArrayInputStream(content), name, PATTERN, Long.MAX_VALUE)) {
                while (reader.next() instanceof Entry.Found) {
                    found++;
                }
            }
            if (found != ids) {
                throw new IllegalStateException(name + " gave " + found + " ids");
            }
            allocated = THREADS.getCurrentThreadAllocatedBytes() - allocated;
            seconds = (THREADS.getCurrentThreadCpuTime() - start) / 1e9;
        }
        System.out.printf("%-18s %,11.0f ids/s  %5.0f bytes/id%n", name, ids / seconds, (double) allocated / ids);
    }
}
