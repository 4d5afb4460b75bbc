package io.voddelete.campaign;

import io.voddelete.kit.Findings;
import io.voddelete.kit.Findings.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * A person who creates the stop file in the inbox and deletes it once the module has said in its audit log that it stops,
 * however often it dies meanwhile. As long as it stands no call may begin.
 */
final class Stopper {
    private static final String NOTICED = "\"event\":\"stop-file\"";

    private final Path data;
    private final Path file;
    private final LongSupplier deletes;
    private final Findings findings;
    private boolean isWanted;
    private long createAt;
    private boolean stands;
    private long noticedBefore;
    private long deletesBefore;
    private Long deletesAtStart;
    private boolean isStarting;
    private int survived;

    /**
     * @param data the data directory, which need not exist
     * @param deletes how many DELETE calls VOD has seen so far
     */
    Stopper(Path data, LongSupplier deletes, Findings findings) {
        this.data = data;
        this.file = data.resolve("inbox").resolve("STOP");
        this.deletes = deletes;
        this.findings = findings;
    }

    /** It is created when VOD has seen so many more DELETE calls. */
    void willStop(int calls) {
        isWanted = true;
        createAt = deletes.getAsLong() + calls;
    }

    /** It is created now, whether or not a module runs. */
    void stop() {
        willStop(0);
        create(createAt);
    }

    /** A process begins: it may begin no call while the file stands. */
    void starts() {
        isStarting = true;
    }

    /**
     * Call again and again until {@link #isDone}.
     *
     * @param runs whether a module runs, and does not just start
     */
    void look(boolean runs) {
        long now = deletes.getAsLong();
        if (isStarting) { // by now nothing is under way that the process before has sent
            isStarting = false;
            deletesAtStart = now;
            survived += stands ? 1 : 0;
        }
        if (!stands) {
            if (now >= createAt) {
                create(now);
            }
        } else if (runs && noticed() > noticedBefore) {
            check(now);
            delete();
        }
    }

    private void create(long now) {
        try {
            Files.createDirectories(file.getParent());
            noticedBefore = noticed();
            Files.createFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        stands = true;
        deletesBefore = now;
        deletesAtStart = null;
    }

    private void check(long now) {
        long begun = now - deletesBefore;
        findings.require(
                begun <= Scene.CONCURRENCY, Kind.UNAPPROVED, begun + " calls came while the stop file was there");
        long sinceStart = deletesAtStart == null ? 0 : now - deletesAtStart;
        findings.require(
                sinceStart == 0,
                Kind.UNAPPROVED,
                sinceStart + " calls came of a process that was started while the stop file was there");
    }

    private void delete() {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        stands = false;
        isWanted = false;
    }

    boolean isDone() {
        return !isWanted;
    }

    /** How many starts have met the file. */
    int survived() {
        return survived;
    }

    /** How often the module has said that it stops. */
    private long noticed() {
        Path audit = data.resolve("audit");
        if (!Files.isDirectory(audit)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(audit)) {
            long count = 0;
            for (Path each :
                    files.filter(name -> name.toString().endsWith(".jsonl")).toList()) {
                count += Files.readString(each).split(NOTICED, -1).length - 1;
            }
            return count;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
