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
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Opens files that others may exchange, since they may write to the folder. The opening of a pipe waits until somebody
 * writes to it, and nothing ends that: so a thread of its own waits, and not for ever more of them.
 */
public final class GuardedOpen {
    /** How long is waited. */
    public static final Duration LONGEST = Duration.ofSeconds(10);

    private static final int MOST_STUCK = 50;
    private static final AtomicInteger STUCK = new AtomicInteger();
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "vod-open");
        thread.setDaemon(true); // one that waits for ever keeps no JVM from ending
        return thread;
    });

    /** Opens a file in a way of its own. */
    @FunctionalInterface
    public interface Way {
        InputStream open() throws IOException;
    }

    private GuardedOpen() {}

    /**
     * Opens a file for reading; a symbolic link is not followed.
     *
     * @throws IOException also if that takes longer than 10 s
     */
    public static InputStream open(Path file) throws IOException {
        return open(file, LONGEST);
    }

    static InputStream open(Path file, Duration longest) throws IOException {
        if (isOurs(file.toAbsolutePath().getParent())) {
            return Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS); // nobody exchanges it, and a thread costs
        }
        return open(file, longest, () -> Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS));
    }

    /**
     * Opens a file in this way, in a thread of its own.
     *
     * @param file named in messages
     * @throws IOException also if that takes longer
     */
    public static InputStream open(Path file, Duration longest, Way way) throws IOException {
        if (STUCK.get() >= MOST_STUCK) {
            throw new IOException("too many files could not be opened in time; look for pipes, and restart");
        }
        CompletableFuture<InputStream> opening = CompletableFuture.supplyAsync(() -> opened(way), THREADS);
        try {
            return opening.get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException fault ? fault : new IOException(e.getCause());
        } catch (TimeoutException e) {
            forget(opening);
            throw new IOException("'" + Text.visible(file.toString()) + "' could not be opened within "
                    + longest.toSeconds() + " s; is it a pipe, or does its file server not answer?");
        } catch (InterruptedException e) {
            forget(opening);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a file was opened");
        }
    }

    /** Whether nobody else may write to the inbox: it may belong to another user, as where the module runs as root. */
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
                    return; // nobody reads from it
                }
            }
        });
    }
}
