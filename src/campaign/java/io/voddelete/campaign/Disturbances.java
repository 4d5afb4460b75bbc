package io.voddelete.campaign;

import io.voddelete.kit.Findings.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What strace does to the calls of a module that make something last: it is killed inside of one, or one fails. */
final class Disturbances {
    /**
     * One kind.
     *
     * @param file the only one, or null for any
     * @param most it is done at most at the n-th call of a thread: there are more in each run
     */
    private record Disturbance(String file, String call, String deed, int most) {}

    private static final String LOG = "data/vod-delete.db-wal";
    private static final String DATABASE = "data/vod-delete.db";
    private static final String SUCCESSES = "data/outcome/success.jsonl";
    private static final String REJECTED = "data/outcome/rejected.jsonl";
    private static final String DONE = "data/inbox/done";
    private static final String KILL = "signal=KILL";
    private static final String FAIL = "error=EIO";
    private static final String FULL = "error=ENOSPC";

    private static final List<Disturbance> ALL = List.of(
            new Disturbance(LOG, "pwrite64", KILL, 200),
            new Disturbance(LOG, "pwrite64", FULL, 200),
            new Disturbance(LOG, "pwrite64", FAIL, 200),
            new Disturbance(LOG, "fsync", KILL, 15),
            new Disturbance(LOG, "fsync", FAIL, 15),
            new Disturbance(DATABASE, "pwrite64", KILL, 40),
            new Disturbance(DATABASE, "pwrite64", FAIL, 40),
            new Disturbance(DATABASE, "fsync", KILL, 2),
            new Disturbance(DATABASE, "fsync", FAIL, 2),
            new Disturbance(SUCCESSES, "write", KILL, 100),
            new Disturbance(SUCCESSES, "write", FULL, 100),
            new Disturbance(SUCCESSES, "fdatasync", KILL, 2),
            new Disturbance(SUCCESSES, "fdatasync", FAIL, 2),
            new Disturbance(REJECTED, "write", FULL, 1),
            new Disturbance(null, "rename", KILL, 2),
            new Disturbance(null, "rename", FAIL, 2),
            new Disturbance(DONE, "fsync", KILL, 1),
            new Disturbance(DONE, "fsync", FAIL, 1));

    private static final int TIMES_EACH = 3;

    private final Map<Disturbance, AtomicInteger> done = new ConcurrentHashMap<>();
    private final AtomicInteger runs = new AtomicInteger();

    /** How many runs there are to be. */
    static int count() {
        return TIMES_EACH * ALL.size();
    }

    /** The command that starts the n-th run, in a directory of its own. */
    static List<String> command(int number, Path directory, Random random) {
        Disturbance one = kind(number);
        String deed = one.deed + ":when=" + (1 + random.nextInt(one.most));
        return Strace.disturbing(told(directory), directory, one.file, one.call, deed);
    }

    /** Notes whether the n-th run was disturbed indeed. */
    void note(int number, Path directory) throws IOException {
        runs.incrementAndGet();
        int times = Strace.hasDisturbed(told(directory)) ? 1 : 0;
        done.computeIfAbsent(kind(number), each -> new AtomicInteger()).addAndGet(times);
    }

    /** Each kind took place. */
    void tell(Tally tally) {
        done.forEach((kind, times) ->
                tally.findings.require(times.get() > 0, Kind.DEMAND, "strace never came to it: " + kind));
        int all = done.values().stream().mapToInt(AtomicInteger::get).sum();
        tally.remark("strace killed or let calls fail in %d of its %d runs".formatted(all, runs.get()));
    }

    private static Disturbance kind(int number) {
        return ALL.get(number % ALL.size());
    }

    private static Path told(Path directory) {
        return directory.resolve("disturbed.txt");
    }
}
