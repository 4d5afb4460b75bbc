package io.voddelete.intake;

import io.voddelete.support.OncePer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * What keeps files in the inbox: each trouble is said at most once a minute, those of single files together at most {@value
 * #MOST_LINES} times a minute, and what it is about is tried again later. Safe for use by many threads.
 */
final class FolderFaults {
    /** How many files are named in a minute; of the others their number is said. */
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

    /** Whether this is to be tried now. */
    synchronized boolean isTime(String subject) {
        Trouble trouble = troubles.get(subject);
        return trouble == null || trouble.isOver(trouble.delay, nanoTime.getAsLong());
    }

    /** How long this was put off the last time; null if there is no trouble with it. */
    synchronized Duration delay(String subject) {
        Trouble trouble = troubles.get(subject);
        return trouble == null ? null : trouble.delay();
    }

    synchronized void ended(String subject) {
        troubles.remove(subject);
        outages.forget(subject);
        files.forget(subject);
    }

    /** Something is wrong that keeps all files back; it is tried again after a while. */
    void say(Level level, String subject, String what, Duration tryAgain) {
        say(outages, level, subject, what, tryAgain);
    }

    /** Something is wrong with one file, of which there may be very many. */
    void sayOfOne(Level level, String subject, String what, Duration tryAgain) {
        say(files, level, subject, what, tryAgain);
    }

    private synchronized void say(OncePer minute, Level level, String subject, String what, Duration tryAgain) {
        if (minute.isTime(subject)) {
            log.atLevel(level).log("inbox {}: {}", subject, what);
        }
        troubles.put(subject, new Trouble(nanoTime.getAsLong(), tryAgain));
    }

    private void sumUp(int unsaid) {
        if (unsaid > 0) {
            log.warn(
                    "inbox: {} more files were in trouble in the last minutes, each for a reason as those above",
                    unsaid);
        }
        long now = nanoTime.getAsLong();
        troubles.values().removeIf(trouble -> trouble.isOver(FORGET, now));
    }
}
