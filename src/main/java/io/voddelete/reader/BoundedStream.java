package io.voddelete.reader;

import java.io.InputStream;

/** Passes on the bytes of another stream up to a limit, beyond which the input is refused as {@code too-large}. */
final class BoundedStream extends CheckedStream {
    static final String REMEDY = "split it into smaller lists";

    private final long mostBytes;
    private long bytes;

    BoundedStream(InputStream in, long mostBytes) {
        super(in);
        this.mostBytes = mostBytes;
    }

    @Override
    void check(byte[] buffer, int from, int some) throws UnreadableException {
        bytes += Math.max(0, some);
        if (bytes > mostBytes) {
            throw new UnreadableException("too-large", "it is larger than " + mostBytes + " bytes", REMEDY);
        }
    }
}
