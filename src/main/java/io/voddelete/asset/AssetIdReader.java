package io.voddelete.asset;

import java.io.Closeable;
import java.io.IOException;

/** Reads the entries of one submission, one after the other, in bounded memory. One reader a format. */
public interface AssetIdReader extends Closeable {
    /** The next entry, or null at the end. */
    Entry next() throws IOException;

    /** The number of lines read so far, blank ones and comments among them. */
    long lines();
}
