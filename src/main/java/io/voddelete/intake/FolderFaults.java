package io.voddelete.intake;

import io.voddelete.support.OncePer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * Problems that keep files in the inbox: each is logged at most once a minute, those of single files together at most {@value
 * #MOST_LINES} times a minute, and each has a time for its next attempt. Thread-safe.
 */
final class FolderFaults {
    /** How many files are named per minute; the others are only counted. */
    static final int MOST_LINES = 20;

    private static final Duration SAY_AGAIN = Duration.ofMinutes(1);
    private static final Duration FORGET = Duration.ofDays(1);

    private record Trouble(long at, Duration delay) {
        boolean isOver(Duration time, long now) {
            return now - at >= time.toNanos();
        }
    }

    private final Logger log;
    private final LongSupplier nanoTime;
    private final Map<String, Trouble> troubles = new HashMap<>();
    private final OncePer outages;
    private final OncePer files;

    FolderFaults(Logger log, LongSupplier nanoTime) {
        this.log = log;
        this.nanoTime = nanoTime;
        this.outages = new OncePer(SAY_AGAIN, nanoTime);
        this.files = new OncePer(SAY_AGAIN, MOST_LINES, this::sumUp, nanoTime);
    }

    /** Whether it is time for the next attempt. */
    synchronized boolean isTime(String subject) {
        Trouble trouble = troubles.get(subject);
        return trouble == null || trouble.isOver(trouble.delay, nanoTime.getAsLong());
    }

    /** The last delay; null if there is no problem with it. */
    synchronized @Nullable Duration delay(String subject) {
        Trouble trouble = troubles.get(subject);
        return trouble == null ? null : trouble.delay();
    }

    synchronized void ended(String subject) {
        troubles.remove(subject);
        outages.forget(subject);
        files.forget(subject);
    }

    /** A problem that affects all files; it is retried after a delay. */
    void say(Level level, String subject, String what, Duration tryAgain) {
        say(outages, level, subject, what, tryAgain);
    }

    /** A problem with one file; there may be very many. */
    void sayOfOne(Level level, String subject, String what, Duration tryAgain) {
        say(files, level, subject, what, tryAgain);
    }

    private synchronized void say(OncePer minute, Level level, String subject, String what, Duration tryAgain) {
        if (minute.isTime(subject)) {
            log.atLevel(level).log("Inbox {}: {}", subject, what);
        }
        troubles.put(subject, new Trouble(nanoTime.getAsLong(), tryAgain));
    }

    private void sumUp(int unsaid) {
        if (unsaid > 0) {
            log.warn("Inbox: {} more files had problems in the last minutes, for reasons like those above", unsaid);
        }
        long now = nanoTime.getAsLong();
        troubles.values().removeIf(trouble -> trouble.isOver(FORGET, now));
    }
}
