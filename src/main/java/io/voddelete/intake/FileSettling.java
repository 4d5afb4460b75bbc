package io.voddelete.intake;

import io.voddelete.support.CallDeferredException;
import io.voddelete.support.FileVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Decides which files are complete: those seen with the same size, modification time and change time for long enough. The
 * age of a file does not count, since a copy may keep the modification time of its original and the clock of a file server
 * may differ. On a file system without change times, size and modification time must suffice.
 */
public final class FileSettling {
    private record Seen(FileVersion stamp, long since, long lookedAt) {}

    private final long minAge;
    private final long forget;
    private final LongSupplier nanoTime;
    private final Map<Path, Seen> seen = new HashMap<>();
    private long tidiedAt;

    /**
     * @param minAge how long a file must have been unchanged
     * @param nanoTime a monotonic clock, such as {@link System#nanoTime}
     */
    public FileSettling(Duration minAge, LongSupplier nanoTime) {
        this.minAge = minAge.toNanos();
        this.forget = 2 * this.minAge + Duration.ofMinutes(1).toNanos();
        this.nanoTime = nanoTime;
        this.tidiedAt = nanoTime.getAsLong();
    }

    /**
     * Checks the file; it is quiet if it has not changed since a check that was long enough ago. A file that cannot be
     * checked, for example because it is gone, is not quiet.
     */
    public synchronized boolean isQuiet(Path path) {
        Path file = path.toAbsolutePath().normalize(); // however it is spelled, it is the same file
        long now = nanoTime.getAsLong();
        tidy(now);
        FileVersion stamp;
        try {
            stamp = FileVersion.of(file);
        } catch (IOException e) {
            return false;
        }
        Seen before = seen.get(file);
        long since = before != null && before.stamp.equals(stamp) ? before.since : now;
        seen.put(file, new Seen(stamp, since, now));
        return now - since >= minAge;
    }

    /** The current monotonic time in nanoseconds. */
    long now() {
        return nanoTime.getAsLong();
    }

    /** @throws CallDeferredException if the file is not quiet */
    void requireQuiet(Path file) {
        if (!isQuiet(file)) {
            throw new CallDeferredException("it is still being written, or gone");
        }
    }

    /** Files that are gone. */
    private void tidy(long now) {
        if (now - tidiedAt > forget) {
            seen.values().removeIf(each -> now - each.lookedAt > forget);
            tidiedAt = now;
        }
    }
}
