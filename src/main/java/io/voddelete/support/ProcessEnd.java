package io.voddelete.support;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Halts the stand-alone process after a fatal JVM error, or when a stop takes too long. Nothing is lost: everything
 * accepted, called and answered is in the store, and the next start continues. Does nothing unless armed, and only the
 * stand-alone program arms it: an embedding process belongs to its host.
 */
public final class ProcessEnd {
    /** The exit status the JVM uses for {@code -XX:+ExitOnOutOfMemoryError}. */
    static final int STATUS = 3;

    private static final int TERMINATED = 143; // 128 + SIGTERM
    private static final Logger LOG = LoggerFactory.getLogger(ProcessEnd.class);

    // prepared in advance, since there may be no memory left later
    private static final FileOutputStream OUT = new FileOutputStream(FileDescriptor.err);
    private static final byte[] NO_MEMORY = line("OutOfMemoryError: the process exits with status " + STATUS
            + ". Nothing accepted is lost. Restart it (a service manager does); if this happens again, give it more heap"
            + " (-Xmx)");
    private static final byte[] BROKEN = line("Fatal JVM error: the process exits with status " + STATUS
            + ". Nothing accepted is lost. Restart it (a service manager does); if this happens again, report it with the"
            + " lines below");
    private static final byte[] LATE = line("The stop takes too long; the process exits now."
            + " Nothing accepted is lost; outcomes being sent are sent again after the next start");

    private static volatile boolean armed;

    private ProcessEnd() {}

    /** From now on a fatal error in any thread ends the process, wherever it is caught or logged. */
    public static void arm() {
        FatalErrors.find(new OutOfMemoryError("loads the classes now, since loading takes memory"));
        armed = true;
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {
            look(thrown);
            LOG.error("Thread {} died", thread.getName(), thrown);
        });
    }

    /** Ends the process if this error is fatal and {@link #arm} was called; otherwise returns. */
    public static void look(Throwable thrown) {
        try {
            Throwable fatal = FatalErrors.find(thrown);
            if (fatal != null) {
                by(fatal);
            }
        } catch (OutOfMemoryError e) {
            by(e); // from a cause that is created on access
        }
    }

    /** Ends the process if {@link #arm} was called; otherwise returns. */
    public static void by(Throwable fatal) {
        if (!armed) {
            return;
        }
        try {
            OUT.write(FatalErrors.isNoMemoryIn(fatal) ? NO_MEMORY : BROKEN);
            // the rest needs memory and may fail
            PrintStream trace = new PrintStream(OUT, true, StandardCharsets.UTF_8);
            trace.println("thread " + Thread.currentThread().getName());
            fatal.printStackTrace(trace);
        } catch (IOException | RuntimeException | Error e) {
            // the first line is the one that counts
        } finally {
            Runtime.getRuntime().halt(STATUS);
        }
    }

    /** Ends the process, for a reason that is no error of the JVM, if {@link #arm} was called; otherwise returns. */
    public static void because(String text) {
        if (!armed) {
            return;
        }
        try {
            OUT.write(line(text));
        } catch (IOException e) {
            // stderr is closed
        } finally {
            Runtime.getRuntime().halt(STATUS);
        }
    }

    /** Halts the process this long after the JVM begins to shut down, whatever still runs. */
    public static void within(Duration most) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> endAfter(most), "vod-stop"));
    }

    private static void endAfter(Duration most) {
        long end = System.nanoTime() + most.toNanos();
        Thread timer = new Thread(
                () -> {
                    for (long left = most.toNanos(); left > 0; left = end - System.nanoTime()) {
                        LockSupport.parkNanos(left);
                    }
                    try {
                        OUT.write(LATE);
                    } catch (IOException e) {
                        // stderr is closed
                    } finally {
                        Runtime.getRuntime().halt(TERMINATED);
                    }
                },
                "vod-stop-timer");
        timer.setDaemon(true);
        timer.start();
    }

    private static byte[] line(String text) {
        return ("ERROR ProcessEnd: " + text + System.lineSeparator()).getBytes(StandardCharsets.UTF_8);
    }
}
