package io.voddelete.standalone;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * One connection of the HTTP server, as its limits see it: on whom it waits, and since when. Safe for use by many threads.
 */
final class OpenConnection {
    /** On whom it waits. */
    enum Waiting {
        /** On the whole head of the first request. */
        FOR_HEAD,
        /** On the whole head of another request. */
        FOR_NEXT_HEAD,
        /** On the rest of the body of a request. */
        FOR_BODY,
        /** On the peer, who does not read what is written. */
        FOR_READER,
        /** On this program, which serves a request. */
        FOR_ANSWER,
        /** On the end of the delay of an answer to who showed a wrong secret or token. */
        FOR_DELAY,
        /** On its end: nothing that comes is taken any more. */
        FOR_END
    }

    /**
     * How long a peer is waited for.
     *
     * @param request from a new connection to the whole head, and again from the head to the end of the body
     * @param silence from one part of a body to the next
     * @param reader until a peer reads on
     * @param idle from an answer to the whole head of the next request
     * @param end until the last answer is read and the connection closed
     */
    record Patience(Duration request, Duration silence, Duration reader, Duration idle, Duration end) {}

    private final String address;
    private final LongSupplier nanos;
    private final Runnable close;
    private Runnable late;
    private Waiting waiting = Waiting.FOR_HEAD;
    private long since;
    private long heardAt;
    private boolean served;

    /**
     * @param address of the peer, or the part of it that tells peers apart
     * @param close ends it at once, whatever is still to be read or written; may be called by any thread
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
     * From now on the peer is heard.
     *
     * @param late is called instead of {@link #close} where the body of a request does not come
     */
    synchronized void begin(Runnable late) {
        this.late = late;
        since = nanos.getAsLong();
    }

    synchronized Waiting waiting() {
        return waiting;
    }

    /** From now on, unless it did before. */
    synchronized void waits(Waiting whom) {
        if (waiting != whom && waiting != Waiting.FOR_END) {
            waiting = whom;
            since = nanos.getAsLong();
            heardAt = since;
        }
    }

    /** A part of a body has come. */
    synchronized void heard() {
        heardAt = nanos.getAsLong();
    }

    /** A request was answered as its sender wanted. */
    synchronized void served() {
        served = true;
    }

    synchronized boolean isServed() {
        return served;
    }

    /** Whether its peer keeps it waiting, or is kept waiting for a wrong secret or token: it may be closed for another one. */
    synchronized boolean isIdle() {
        return waiting != Waiting.FOR_ANSWER;
    }

    /** How long it has waited, in nanoseconds. */
    synchronized long waited() {
        return nanos.getAsLong() - since;
    }

    /** Ends the connection, or the request, if the peer has been waited for long enough. */
    void look(Patience patience) {
        Runnable end;
        synchronized (this) {
            end = isOver(patience) ? waiting == Waiting.FOR_BODY ? late : close : () -> {};
        }
        end.run();
    }

    private boolean isOver(Patience patience) {
        return switch (waiting) {
            case FOR_HEAD -> isPast(since, patience.request);
            case FOR_NEXT_HEAD -> isPast(since, patience.idle);
            case FOR_BODY -> isPast(since, patience.request) || isPast(heardAt, patience.silence);
            case FOR_READER -> isPast(since, patience.reader);
            case FOR_END -> isPast(since, patience.end);
            case FOR_ANSWER, FOR_DELAY -> false;
        };
    }

    private boolean isPast(long from, Duration time) {
        return nanos.getAsLong() - from > TimeUnit.MILLISECONDS.toNanos(time.toMillis());
    }
}
