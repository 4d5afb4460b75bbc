package io.voddelete.reader;

import java.io.IOException;
import java.io.InputStream;

/** Passes on the bytes of another stream, each of them looked at before; what is skipped is looked at too. */
abstract class CheckedStream extends BlockStream {
    private final InputStream in;

    CheckedStream(InputStream in) {
        this.in = in;
    }

    /**
     * Looks at bytes that were read.
     *
     * @param some how many there are from {@code from} on; negative at the end of the input
     * @throws UnreadableException if the input is refused for them
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
