package io.voddelete.standalone;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The state of one connection: what it waits for, and since when. Thread-safe.
 */
final class OpenConnection {
    /** What the connection waits for. */
    enum Waiting {
        /** The complete head of the first request. */
        FOR_HEAD,
        /** The complete head of a further request. */
        FOR_NEXT_HEAD,
        /** The rest of a request body. */
        FOR_BODY,
        /** The peer to read the response. */
        FOR_READER,
        /** This program to serve the request. */
        FOR_ANSWER,
        /** The end of the delay after a wrong secret or token. */
        FOR_DELAY,
        /** The close; all further input is discarded. */
        FOR_END
    }

    /**
     * Timeouts for the peer.
     *
     * @param request from opening to the complete head, and from the head to the end of the body
     * @param silence between two parts of a body
     * @param reader without the peer reading
     * @param idle from a response to the complete head of the next request
     * @param end until the last response is read and the connection closed
     */
    record Timeouts(Duration request, Duration silence, Duration reader, Duration idle, Duration end) {}

    private final String address;
    private final LongSupplier nanos;
    private final Runnable close;
    private Runnable late;
    private Waiting waiting = Waiting.FOR_HEAD;
    private long since;
    private long heardAt;
    private boolean served;

    /**
     * @param address the peer's address, or the prefix that identifies it
     * @param close closes the connection immediately, discarding pending input and output; thread-safe
     */
    OpenConnection(String address, LongSupplier nanos, Runnable close) {
        this.address = address;
        this.nanos = nanos;
        this.close = close;
        this.late = close;
        this.since = nanos.getAsLong();
        this.heardAt = since;
    }

    String address() {
        return address;
    }

    void close() {
        close.run();
    }

    /**
     * Called once the peer is being read.
     *
     * @param late called instead of {@link #close} if the body of a request times out
     */
    synchronized void begin(Runnable late) {
        this.late = late;
        since = nanos.getAsLong();
    }

    synchronized Waiting waiting() {
        return waiting;
    }

    /** Sets what the connection waits for; restarts the timeout if that changes. */
    synchronized void waits(Waiting whom) {
        if (waiting != whom && waiting != Waiting.FOR_END) {
            waiting = whom;
            since = nanos.getAsLong();
            heardAt = since;
        }
    }

    /** Part of a body arrived. */
    synchronized void heard() {
        heardAt = nanos.getAsLong();
    }

    /** A request succeeded. */
    synchronized void served() {
        served = true;
    }

    synchronized boolean isServed() {
        return served;
    }

    /** Returns whether the connection may be evicted: it waits for its peer, or delays the response to a wrong credential. */
    synchronized boolean isIdle() {
        return waiting != Waiting.FOR_ANSWER;
    }

    /** Returns the time since the current wait began, in nanoseconds. */
    synchronized long waited() {
        return nanos.getAsLong() - since;
    }

    /** Closes the connection, or refuses the request, if a timeout has passed. */
    void look(Timeouts timeouts) {
        Runnable end;
        synchronized (this) {
            end = isOver(timeouts) ? waiting == Waiting.FOR_BODY ? late : close : () -> {};
        }
        end.run();
    }

    private boolean isOver(Timeouts timeouts) {
        return switch (waiting) {
            case FOR_HEAD -> isPast(since, timeouts.request);
            case FOR_NEXT_HEAD -> isPast(since, timeouts.idle);
            case FOR_BODY -> isPast(since, timeouts.request) || isPast(heardAt, timeouts.silence);
            case FOR_READER -> isPast(since, timeouts.reader);
            case FOR_END -> isPast(since, timeouts.end);
            case FOR_ANSWER, FOR_DELAY -> false;
        };
    }

    private boolean isPast(long from, Duration time) {
        return nanos.getAsLong() - from > TimeUnit.MILLISECONDS.toNanos(time.toMillis());
    }
}
