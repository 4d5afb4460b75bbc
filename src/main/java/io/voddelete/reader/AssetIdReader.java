package io.voddelete.reader;

import io.voddelete.asset.Notice;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the entries of one submission, one by one, in bounded memory. There is one reader per format; {@link Format#open}
 * returns the right one.
 */
public interface AssetIdReader extends Closeable {
    /**
     * The next entry, or null at the end.
     *
     * @throws UnreadableException if the input turns out not to be a list of asset ids: then earlier entries do not count
     */
    @Nullable
    Entry next() throws IOException;

    /** The number of lines read so far, including blank lines and comments; for JSON, the number of elements. */
    long lines();

    /** Notices for the sender of the list; complete once {@link #next} has returned null. */
    default List<Notice> notices() {
        return List.of();
    }
}
