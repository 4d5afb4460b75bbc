package io.voddelete.intake;

import io.voddelete.asset.Notice;
import io.voddelete.reader.AssetIdReader;
import io.voddelete.reader.Entry;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A reader of which some entries were taken already: it gives them first. Closing it is left to who opened the reader. */
record ReadAhead(Iterator<Entry> first, AssetIdReader rest) implements AssetIdReader {
    ReadAhead(List<Entry> first, AssetIdReader rest) {
        this(first.iterator(), rest);
    }

    @Override
    public @Nullable Entry next() throws IOException {
        return first.hasNext() ? first.next() : rest.next();
    }

    @Override
    public long lines() {
        return rest.lines();
    }

    @Override
    public List<Notice> notices() {
        return rest.notices();
    }

    @Override
    public void close() {}
}
