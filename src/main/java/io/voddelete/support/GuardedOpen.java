package io.voddelete.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Opens files in folders to which other users may write. Opening a named pipe blocks until somebody writes to it and cannot
 * be interrupted, so it runs in a separate thread with a timeout; the number of blocked threads is limited.
 */
public final class GuardedOpen {
    /** Timeout. */
    public static final Duration LONGEST = Duration.ofSeconds(10);

    private static final int MOST_STUCK = 50;
    private static final AtomicInteger STUCK = new AtomicInteger();
    /** An idle thread ends soon, so that a host which stops the module finds none of its threads. */
    private static final ExecutorService THREADS = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), GuardedOpen::thread);

    /** An operation that opens a file. */
    @FunctionalInterface
    public interface Way {
        InputStream open() throws IOException;
    }

    private GuardedOpen() {}

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "vod-open");
        thread.setDaemon(true); // a blocked open must not keep the JVM alive
        return thread;
    }

    /**
     * Opens a file for reading without following a symbolic link.
     *
     * @throws IOException also if this takes longer than 10 s
     */
    public static InputStream open(Path file) throws IOException {
        return open(file, LONGEST);
    }

    static InputStream open(Path file, Duration longest) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && isOurs(folder)) {
            return Files.newInputStream(
                    file, LinkOption.NOFOLLOW_LINKS); // nobody else can replace it, so save the thread
        }
        return open(file, longest, () -> Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS));
    }

    /**
     * Opens a file in a separate thread.
     *
     * @param file for messages only
     * @throws IOException also after the timeout
     */
    public static InputStream open(Path file, Duration longest, Way way) throws IOException {
        if (STUCK.get() >= MOST_STUCK) {
            throw new IOException("too many files could not be opened in time; look for named pipes, then restart");
        }
        CompletableFuture<InputStream> opening = CompletableFuture.supplyAsync(() -> opened(way), THREADS);
        try {
            return opening.get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException fault ? fault : new IOException(e.getCause());
        } catch (TimeoutException e) {
            forget(opening);
            throw new IOException("'" + Text.visible(file.toString()) + "' could not be opened within "
                    + longest.toSeconds() + " s; it may be a named pipe, or its file server may not respond");
        } catch (InterruptedException e) {
            forget(opening);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while opening a file");
        }
    }

    /** Returns whether only its owner may write to the inbox. The owner may be another user, for instance if we run as root. */
    private static boolean isOurs(Path inbox) {
        return PrivateFiles.isWrittenByOwnerAlone(inbox) && PrivateFiles.haveOneOwner(inbox, inbox.resolve("done"));
    }

    private static InputStream opened(Way way) {
        try {
            return way.open();
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private static void forget(CompletableFuture<InputStream> opening) {
        STUCK.incrementAndGet();
        opening.whenComplete((in, fault) -> {
            STUCK.decrementAndGet();
            if (in != null) {
                try {
                    in.close();
                } catch (IOException e) {
                    return; // nobody waits for the stream any more
                }
            }
        });
    }
}
