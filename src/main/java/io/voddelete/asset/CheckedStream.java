package io.voddelete.asset;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Passes on the bytes of another stream, each of them looked at before. */
abstract class CheckedStream extends FilterInputStream {
    CheckedStream(InputStream in) {
        super(in);
    }

    /**
     * Looks at bytes that were read.
     *
     * @param some how many there are from {@code from} on; negative at the end of the input
     * @throws UnreadableException if the input is refused for them
     */
    abstract void check(byte[] buffer, int from, int some) throws UnreadableException;

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public final int read(byte[] buffer, int from, int length) throws IOException {
        int some = in.read(buffer, from, length);
        check(buffer, from, some);
        return some;
    }

    @Override
    public final long skip(long most) {
        return 0; // what is skipped would not be looked at
    }

    @Override
    public final boolean markSupported() {
        return false;
    }
}
