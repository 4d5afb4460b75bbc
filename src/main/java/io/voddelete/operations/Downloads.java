package io.voddelete.operations;

import io.voddelete.http.HttpProblemException;
import io.voddelete.http.Problem;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The reports that are being sent. Each occupies some megabytes and at times a thread, for as long as its caller takes to read
 * it; so only a few are allowed at a time, and one that is read very slowly gives way to another.
 */
public final class Downloads {
    /** At a time. */
    static final int MOST = 4;

    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final long SLOWEST_BYTES_PER_SECOND = 16 * 1024;

    private final LongSupplier nanos;
    private final List<Download> open = new ArrayList<>();

    /** @param nanos a monotonic clock in nanoseconds; called by many threads */
    public Downloads(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * Begins a download. It ends when it has been read completely, or is closed.
     *
     * @param content created only if the download is allowed
     * @throws HttpProblemException with 503 if there are too many downloads
     */
    synchronized InputStream begin(Supplier<InputStream> content) {
        if (open.size() >= MOST && !makeRoom()) {
            Problem problem =
                    Problem.of(503, "the maximum of " + MOST + " reports are being downloaded", "busy", "try again");
            throw new HttpProblemException(problem, problem.reply().with("Retry-After", "5"));
        }
        Download download = new Download(content.get(), nanos.getAsLong());
        open.add(download);
        return download;
    }

    private boolean makeRoom() {
        long now = nanos.getAsLong();
        Optional<Download> slowest = open.stream().min(Comparator.comparing(each -> each.bytesPerSecond(now)));
        if (slowest.isEmpty() || !slowest.get().isTooSlow(now)) {
            return false;
        }
        slowest.get().brokenOff = true;
        return open.remove(slowest.get());
    }

    private synchronized void ended(Download download) {
        open.remove(download);
    }

    private final class Download extends FilterInputStream {
        private final long since;
        private volatile long bytes;
        private volatile boolean closed;
        private volatile boolean brokenOff;

        private Download(InputStream content, long since) {
            super(content);
            this.since = since;
        }

        private double bytesPerSecond(long now) {
            return bytes / Math.max(1e-3, (now - since) / 1e9);
        }

        private boolean isTooSlow(long now) {
            return now - since > GRACE.toNanos() && bytesPerSecond(now) < SLOWEST_BYTES_PER_SECOND;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        /** Ends early if it was closed, since then nobody is reading any more. */
        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // one thread reads, others only look
        public int read(byte[] into, int from, int length) throws IOException {
            if (brokenOff) {
                throw new TooSlowException();
            }
            int read = closed ? -1 : in.read(into, from, length);
            if (read < 0) {
                ended(this);
            } else {
                bytes += read;
            }
            return read;
        }

        @Override
        public void close() throws IOException {
            closed = true;
            ended(this);
            in.close();
        }
    }

    /** Without a stack trace, so that slow readers do not fill the log. */
    private static final class TooSlowException extends IOException {
        private static final long serialVersionUID = 1L;

        private TooSlowException() {
            super("a download was aborted: it was read at less than " + SLOWEST_BYTES_PER_SECOND
                    + " bytes per second while others were waiting");
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }
}
