package io.voddelete;

/** A request that is coming in, or waits for its answer. Used by the thread of its connection only. */
final class PendingRequest {
    private final boolean probe;
    MemoryBudget.Share body;
    /** Of the body that have come. */
    long bytes;

    boolean complete;
    boolean answered;
    int status;

    PendingRequest(String uri) {
        this.probe = uri.startsWith("/observe/");
    }

    /** Whether its sender got what he wanted; anybody gets that of a probe. */
    boolean isServed() {
        return status >= 200 && status < 300 && !probe;
    }
}
