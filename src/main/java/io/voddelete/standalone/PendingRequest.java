package io.voddelete.standalone;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;

/** A request that is coming in, or waits for its answer. Used by the thread of its connection only. */
final class PendingRequest {
    /** What a part of a body takes beside its bytes, until all are put together. */
    private static final int BYTES_OF_PART = 256;

    private static final int MOST_SMALL_PARTS = 250;
    private static final int SMALL = 32;

    private final boolean post;
    private final boolean probe;
    MemoryBudget.Share body;
    /** Of the body that have come. */
    long bytes;

    private long parts;

    boolean complete;
    boolean answered;
    int status;

    PendingRequest(HttpRequest head) {
        this.post = head.method().equals(HttpMethod.POST);
        this.probe = head.uri().startsWith("/observe/");
    }

    /** It was answered: what still comes of its body is not kept. */
    void end() {
        answered = true;
        body.giveBack();
    }

    /** Another part of the body has come. */
    void add(int length) {
        bytes += length;
        parts++;
    }

    /** The bytes that the body takes as long as it is not complete. */
    long memory() {
        return bytes + parts * BYTES_OF_PART;
    }

    /** Whether it costs far more to read than a body of its length should. */
    boolean isShredded() {
        return parts > MOST_SMALL_PARTS && bytes < parts * SMALL;
    }

    /** Whether its sender has changed something, for which a secret or a token is needed. */
    boolean isAccepted() {
        return post && isServed();
    }

    /** Whether its sender got what he wanted; anybody gets that of a probe. */
    boolean isServed() {
        return status >= 200 && status < 300 && !probe;
    }
}
