package io.voddelete.campaign;

import io.voddelete.kit.Tool;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The tool strace: what a process asks of its operating system, told or disturbed. */
final class Strace {
    /**
     * One call that was told.
     *
     * @param arguments as they are told, strings not yet decoded
     * @param result of a call that has not come to its end, "?"
     * @param begin before everything that began or ended later, in the same count as {@code end}
     */
    record Call(String name, List<String> arguments, String result, long begin, long end) {
        boolean isFinished() {
            return end < Long.MAX_VALUE;
        }

        boolean hasWorked() {
            return !result.startsWith("-1") && !result.startsWith("?");
        }

        /** The file of a descriptor that is the n-th argument. */
        String fileAt(int n) {
            return fileOf(arguments.get(n));
        }

        String textAt(int n) {
            return new String(bytesAt(n), StandardCharsets.UTF_8);
        }

        /** What a string argument holds. */
        byte[] bytesAt(int n) {
            String told = arguments.get(n);
            if (!told.startsWith("\"") || !told.endsWith("\"")) {
                throw new AssertionError("not told as a whole: " + name + " " + told);
            }
            return decoded(told.substring(1, told.length() - 1));
        }
    }

    private static final Pattern BEGUN = Pattern.compile("(\\d+) +(\\w+)\\((.*) <unfinished \\.\\.\\.>(?:\\) += \\?)?");
    private static final Pattern RESUMED = Pattern.compile("(\\d+) +<\\.\\.\\. (\\w+) resumed>(.*)\\) += (.+)");
    private static final Pattern WHOLE = Pattern.compile("(\\d+) +(\\w+)\\((.*)\\) += (.+)");
    private static final String CHANGES = "openat,creat,write,writev,pwrite64,pwritev,pwritev2,truncate,ftruncate,"
            + "fallocate,copy_file_range,sendfile,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,mkdir,rmdir,"
            + "link,linkat,symlink";

    private Strace() {}

    /** Whether it is there and may look into other processes. */
    static boolean isUsable() {
        try {
            return Tool.run("strace", "-D", "-f", "--seccomp-bpf", "-o", "/dev/null", "true")
                    .succeeded();
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** The command that tells everything that changes files; the process remains a child of who starts it. */
    static List<String> telling(Path log) {
        return following(log, "--seccomp-bpf", "-xx", "-s", "16777216", "-e", "trace=" + CHANGES);
    }

    /**
     * The command that disturbs calls.
     *
     * @param file the only one, in the working directory, or null for any
     * @param deed as {@code error=EIO:when=3}
     */
    static List<String> disturbing(Path log, Path directory, String file, String call, String deed) {
        // slower without --seccomp-bpf, but with it no signal comes
        List<String> command = following(log, "-s", "0");
        if (file != null) { // as a name, and as what a descriptor is of, strace takes it for two
            command.addAll(List.of("-P", file, "-P", directory.resolve(file).toString()));
        }
        command.addAll(List.of("-e", "trace=" + call, "-e", "inject=" + call + ":" + deed));
        return command;
    }

    private static List<String> following(Path log, String... more) {
        List<String> command = new ArrayList<>(List.of("strace", "-D", "-f", "-y", "-o", log.toString()));
        command.addAll(List.of(more));
        return command;
    }

    /** Whether a call was disturbed indeed: not every thread makes as many. */
    static boolean hasDisturbed(Path log) throws IOException {
        String told = Files.readString(log, StandardCharsets.ISO_8859_1);
        return told.contains("(INJECTED") || told.contains("+++ killed by SIGKILL");
    }

    /** All that was told of a process that is gone, in the order in which it came to its end. */
    static List<Call> told(Path log, long pid) {
        Pattern gone = Pattern.compile("(?m)^" + pid + " +\\+\\+\\+ ");
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> gone.matcher(tail(log)).find());
        List<Call> calls = new ArrayList<>();
        Map<String, Call> begun = new HashMap<>();
        long[] number = new long[1];
        try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
            lines.forEach(line -> {
                long now = number[0]++;
                Matcher matcher;
                if ((matcher = BEGUN.matcher(line)).matches()) {
                    begun.put(matcher.group(1), call(matcher.group(2), matcher.group(3), "?", now, Long.MAX_VALUE));
                } else if ((matcher = RESUMED.matcher(line)).matches()) {
                    Call before = begun.remove(matcher.group(1));
                    String result = result(matcher.group(4));
                    calls.add(new Call(before.name, before.arguments, result, before.begin, end(result, now)));
                } else if ((matcher = WHOLE.matcher(line)).matches()) {
                    String result = result(matcher.group(4));
                    calls.add(call(matcher.group(2), matcher.group(3), result, now, end(result, now)));
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        calls.addAll(begun.values());
        calls.sort(Comparator.comparingLong(Call::end)); // which keeps the order of equals
        return calls;
    }

    private static Call call(String name, String arguments, String result, long begin, long end) {
        return new Call(name, List.of(arguments.split(", ")), result, begin, end);
    }

    /** Of a process that is being killed strace may read a number that no call gives: its result is not known. */
    private static String result(String told) {
        return told.startsWith("-1 (errno ") ? "?" : told;
    }

    /** Of what a kill broke off nobody knows how far it came. */
    private static long end(String result, long now) {
        return result.startsWith("?") ? Long.MAX_VALUE : now;
    }

    private static String tail(Path log) throws IOException {
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            file.seek(Math.max(0, file.length() - 8192));
            byte[] last = new byte[8192];
            int length = Math.max(0, file.read(last));
            return new String(last, 0, length, StandardCharsets.ISO_8859_1);
        }
    }

    /** The file of a descriptor, as {@code 7<\x2f\x61>}; empty where it is none. */
    static String fileOf(String descriptor) {
        int from = descriptor.indexOf('<');
        return from < 0
                ? ""
                : new String(
                        decoded(descriptor.substring(from + 1, descriptor.lastIndexOf('>'))), StandardCharsets.UTF_8);
    }

    private static byte[] decoded(String hex) {
        if (!hex.startsWith("\\x")) {
            return hex.getBytes(StandardCharsets.ISO_8859_1);
        }
        return HexFormat.of().parseHex(hex.replace("\\x", ""));
    }
}
