package io.voddelete.campaign;

import static net.bytebuddy.matcher.ElementMatchers.isDeclaredBy;
import static net.bytebuddy.matcher.ElementMatchers.named;

import io.voddelete.support.ClockJumps;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import net.bytebuddy.asm.MemberSubstitution;

/**
 * The clock by which it is decided whether a plan has expired, at an approval and in the background. It is ahead of all others
 * while a file is there: nobody can wait for the shortest time that may be set at each of some hundred steps.
 */
public final class ExpiryClock {
    /** How long a plan can be approved. No run comes near to it by itself. */
    static final Duration VALID = Duration.ofMinutes(20);

    private static final Duration AHEAD = VALID.plusSeconds(1);
    private static final String RELEASES = "io/voddelete/store/JdbcReleases";
    private static final String TASKS = "io/voddelete/release/ReleaseTasks";
    private static final String OURS = ExpiryClock.class.getName().replace('.', '/');
    private static final String FILE = "campaign.expired";
    private static final Path IS_AHEAD = System.getProperty(FILE) == null ? null : Path.of(System.getProperty(FILE));

    private ExpiryClock() {}

    /** The JVM option that has the clock ahead while this file is there. */
    static String option(Path file) {
        return "-D" + FILE + "=" + file;
    }

    static Map<String, byte[]> rewritten() throws IOException {
        try {
            return Map.of(
                    RELEASES,
                    rewritten(
                            RELEASES,
                            MemberSubstitution.relaxed()
                                    .method(isDeclaredBy(InstantSource.class).and(named("instant")))
                                    .replaceWith(ExpiryClock.class.getMethod("instant", InstantSource.class))),
                    TASKS,
                    rewritten(
                            TASKS,
                            MemberSubstitution.relaxed()
                                    .method(isDeclaredBy(ClockJumps.Look.class).and(named("now")))
                                    .replaceWith(ExpiryClock.class.getMethod("now", ClockJumps.Look.class))));
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] rewritten(String name, MemberSubstitution calls) throws IOException {
        byte[] code = Program.rewritten(name, calls);
        if (!new String(code, StandardCharsets.ISO_8859_1).contains(OURS)) {
            throw new AssertionError(name + " looks at no clock any more; name the class that does");
        }
        return code;
    }

    public static Instant instant(InstantSource clock) {
        return orAhead(clock.instant());
    }

    public static Instant now(ClockJumps.Look look) {
        return orAhead(look.now());
    }

    private static Instant orAhead(Instant now) {
        return IS_AHEAD != null && Files.exists(IS_AHEAD) ? now.plus(AHEAD) : now;
    }
}
