package io.voddelete.reader;

import java.io.IOException;
import java.io.InputStream;

/** Passes on the bytes of another stream after checking them; skipped bytes are checked too. */
abstract class CheckedStream extends BlockStream {
    private final InputStream in;

    CheckedStream(InputStream in) {
        this.in = in;
    }

    /**
     * Checks bytes that were read.
     *
     * @param some their number, beginning at {@code from}; negative at the end of the input
     * @throws UnreadableException if the input is refused because of them
     */
    abstract void check(byte[] buffer, int from, int some) throws UnreadableException;

    @Override
    public final int read(byte[] buffer, int from, int length) throws IOException {
        int some = in.read(buffer, from, length);
        check(buffer, from, some);
        return some;
    }

    @Override
    public final void close() throws IOException {
        in.close();
    }
}
