package io.voddelete.reader;

import io.voddelete.asset.Notice;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * Reads the entries of one submission, one after the other, in bounded memory. One reader a format; {@link Format#open}
 * finds the right one.
 */
public interface AssetIdReader extends Closeable {
    /**
     * The next entry, or null at the end.
     *
     * @throws UnreadableException if the input is no list of asset ids after all: then no entry before counts
     */
    Entry next() throws IOException;

    /** The number of lines read so far, blank ones and comments among them; of JSON the number of elements. */
    long lines();

    /** What the sender of the list should know; complete when {@link #next} has given null. */
    default List<Notice> notices() {
        return List.of();
    }
}
