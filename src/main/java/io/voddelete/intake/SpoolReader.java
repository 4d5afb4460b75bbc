package io.voddelete.intake;

import io.voddelete.asset.AssetId;
import io.voddelete.reader.AssetIdReader;
import io.voddelete.reader.Entry;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the entries of a {@link EntrySpool}. */
final class SpoolReader implements AssetIdReader {
    private final DataInputStream in;
    private final long lines;

    /** @param lines the number of lines of all its lists */
    SpoolReader(InputStream in, long lines) {
        this.in = new DataInputStream(new BufferedInputStream(in, 64 * 1024));
        this.lines = lines;
    }

    @Override
    public @Nullable Entry next() throws IOException {
        int kind = in.read();
        if (kind < 0) {
            return null;
        }
        long line = in.readLong();
        Entry entry = (kind & EntrySpool.FOUND) != 0
                ? new Entry.Found(line, new AssetId(in.readUTF()))
                : new Entry.Rejected(line, in.readUTF(), in.readUTF());
        return (kind & EntrySpool.WITH_COLUMNS) == 0 ? entry : entry.with(columns());
    }

    private Map<String, String> columns() throws IOException {
        Map<String, String> columns = new TreeMap<>();
        for (int left = in.readUnsignedByte(); left > 0; left--) {
            columns.put(in.readUTF(), in.readUTF());
        }
        return columns;
    }

    @Override
    public long lines() {
        return lines;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
