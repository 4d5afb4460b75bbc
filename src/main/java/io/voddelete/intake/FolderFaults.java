package io.voddelete.intake;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
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

    private record Trouble(Instant saidAt, Duration delay, Instant tryAgain) {}

    private final Logger log;
    private final InstantSource clock;
    private final Map<String, Trouble> troubles = new HashMap<>();
    private Instant minute = Instant.MIN;
    private int lines;
    private int unsaid;

    FolderFaults(Logger log, InstantSource clock) {
        this.log = log;
        this.clock = clock;
    }

    /** Whether this is to be tried now. */
    synchronized boolean isTime(String subject) {
        Trouble trouble = troubles.get(subject);
        if (trouble == null) {
            return true;
        }
        Instant now = clock.instant();
        return !now.isBefore(trouble.tryAgain())
                || trouble.tryAgain().isAfter(now.plus(trouble.delay())); // the clock was set back
    }

    /** How long this was put off the last time; null if there is no trouble with it. */
    synchronized Duration delay(String subject) {
        Trouble trouble = troubles.get(subject);
        return trouble == null ? null : trouble.delay();
    }

    synchronized void ended(String subject) {
        troubles.remove(subject);
    }

    /** Something is wrong that keeps all files back; it is tried again after a while. */
    void say(Level level, String subject, String what, Duration tryAgain) {
        say(level, subject, what, tryAgain, Integer.MAX_VALUE);
    }

    /** Something is wrong with one file, of which there may be very many. */
    void sayOfOne(Level level, String subject, String what, Duration tryAgain) {
        say(level, subject, what, tryAgain, MOST_LINES);
    }

    private synchronized void say(Level level, String subject, String what, Duration tryAgain, int most) {
        Instant now = clock.instant();
        beginMinute(now);
        Trouble before = troubles.get(subject);
        boolean due = before == null || !now.isBefore(before.saidAt().plus(SAY_AGAIN));
        boolean said = due && lines < most;
        if (said) {
            lines++;
            log.atLevel(level).log("inbox {}: {}", subject, what);
        } else if (due) {
            unsaid++;
        }
        Instant saidAt = due ? now : before.saidAt();
        troubles.put(subject, new Trouble(saidAt, tryAgain, now.plus(tryAgain)));
    }

    private void beginMinute(Instant now) {
        if (Duration.between(minute, now).abs().compareTo(SAY_AGAIN) < 0) {
            return;
        }
        if (unsaid > 0) {
            log.warn(
                    "inbox: {} more files were in trouble in the last minutes, each for a reason as those above",
                    unsaid);
        }
        minute = now;
        lines = 0;
        unsaid = 0;
        troubles.values().removeIf(trouble -> now.isAfter(trouble.saidAt().plus(FORGET)));
    }
}
