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
 * The hard end of the stand-alone process: after an error of the JVM, and where a stop takes longer than it may. Nothing is
 * lost by it: whatever was accepted, called and answered is in the store, and the next start goes on. Only
 * Application of the stand-alone form arms it; embedded, the process belongs to the host.
 */
public final class ProcessEnd {
    /** As the JVM itself ends with {@code -XX:+ExitOnOutOfMemoryError}. */
    static final int STATUS = 3;

    private static final int TERMINATED = 143; // 128 + SIGTERM
    private static final Logger LOG = LoggerFactory.getLogger(ProcessEnd.class);

    // made at the start, since at the end there may be no memory
    private static final FileOutputStream OUT = new FileOutputStream(FileDescriptor.err);
    private static final byte[] NO_MEMORY = line("the process ends with status " + STATUS
            + ": OutOfMemoryError. Nothing accepted is lost; start it again (a service manager does), with more heap (-Xmx)"
            + " if it comes again");
    private static final byte[] BROKEN = line("the process ends with status " + STATUS
            + ": an error that only a new start mends. Nothing accepted is lost; start it again (a service manager does), and"
            + " report it with what follows if it comes again");
    private static final byte[] LATE = line("the stop takes too long; the process ends without waiting for the rest."
            + " Nothing accepted is lost; outcomes that were under way are sent again after the next start");

    private static volatile boolean armed;

    private ProcessEnd() {}

    /** From now on a fatal error in any thread ends the process, wherever it is caught or logged. */
    public static void arm() {
        FatalErrors.find(new OutOfMemoryError("none: loads what is needed then, since loading takes memory"));
        armed = true;
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {
            look(thrown);
            LOG.error("the thread {} ended", thread.getName(), thrown);
        });
    }

    /** Ends the process if this is fatal and the process is ours; else returns. */
    public static void look(Throwable thrown) {
        try {
            Throwable fatal = FatalErrors.find(thrown);
            if (fatal != null) {
                by(fatal);
            }
        } catch (OutOfMemoryError e) {
            by(e); // a cause that is made when it is asked for
        }
    }

    /** Ends the process if it is ours; else returns. */
    public static void by(Throwable fatal) {
        if (!armed) {
            return;
        }
        try {
            OUT.write(FatalErrors.isNoMemoryIn(fatal) ? NO_MEMORY : BROKEN);
            // what follows needs memory, and may not come
            PrintStream trace = new PrintStream(OUT, true, StandardCharsets.UTF_8);
            trace.println("thread " + Thread.currentThread().getName());
            fatal.printStackTrace(trace);
        } catch (IOException | RuntimeException | Error e) {
            // the first line is what counts
        } finally {
            Runtime.getRuntime().halt(STATUS);
        }
    }

    /** Once the JVM shuts down it ends after so long, whatever keeps it. */
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
                        // nobody listens
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
