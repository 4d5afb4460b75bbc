package io.voddelete.standalone;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.util.function.Function;

/** A request that is arriving or waiting for its response. Confined to the connection's event loop. */
final class PendingRequest {
    /** Overhead of one part of a body until the parts are joined. */
    private static final int BYTES_OF_PART = 256;

    private static final int MOST_SMALL_PARTS = 250;
    private static final int SMALL = 32;

    private final boolean post;
    private final boolean probe;
    final MemoryBudget.Share body;
    /** Bytes of the body received so far. */
    long bytes;

    private long parts;

    boolean complete;
    boolean answered;
    int status;

    /** @param body opens the share of memory for the body of this request */
    PendingRequest(HttpRequest head, Function<PendingRequest, MemoryBudget.Share> body) {
        this.post = head.method().equals(HttpMethod.POST);
        this.probe = head.uri().startsWith("/observe/");
        this.body = body.apply(this);
    }

    /** Called when it was answered; the rest of its body is discarded. */
    void end() {
        answered = true;
        body.giveBack();
    }

    /** Adds a part of the body. */
    void add(int length) {
        bytes += length;
        parts++;
    }

    /** Returns the memory, in bytes, that the incomplete body takes, including the overhead of its parts. */
    long memory() {
        return bytes + parts * BYTES_OF_PART;
    }

    /** Returns whether the body comes in so many small parts that it costs far more than its length. */
    boolean isShredded() {
        return parts > MOST_SMALL_PARTS && bytes < parts * SMALL;
    }

    /** Returns whether a POST succeeded, which requires a valid secret or token. */
    boolean isAccepted() {
        return post && isServed();
    }

    /** Returns whether the request succeeded. A probe does not count, since anybody may send one. */
    boolean isServed() {
        return status >= 200 && status < 300 && !probe;
    }
}
