package io.voddelete.asset;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Passes on the bytes of another stream, up to a bound beyond which the input is refused as {@code too-large}. */
final class BoundedStream extends FilterInputStream {
    static final String REMEDY = "split it into smaller lists";

    private final long mostBytes;
    private long bytes;

    BoundedStream(InputStream in, long mostBytes) {
        super(in);
        this.mostBytes = mostBytes;
    }

    @Override
    public int read() throws IOException {
        int b = in.read();
        if (b >= 0) {
            count(1);
        }
        return b;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int some = in.read(buffer, offset, length);
        count(Math.max(0, some));
        return some;
    }

    @Override
    public long skip(long most) {
        return 0; // what is skipped would not be counted
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void count(int some) throws UnreadableException {
        bytes += some;
        if (bytes > mostBytes) {
            throw new UnreadableException("too-large", "it is larger than " + mostBytes + " bytes", REMEDY);
        }
    }
}
