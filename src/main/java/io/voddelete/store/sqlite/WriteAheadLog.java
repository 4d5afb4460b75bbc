package io.voddelete.store.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The write-ahead log of SQLite on the disk: a header, then frames of one page each. Format: sqlite.org/walformat.html. Each
 * frame has a checksum over all frames before it. SQLite itself silently takes the first frame with a wrong checksum for the end
 * of the log.
 */
final class WriteAheadLog {
    /** What follows the last complete transaction. */
    enum End {
        /** Nothing, or the remains of a transaction that was never committed. */
        CLEAN,
        /** The commit of an incomplete transaction, as left by a power loss or by damage. */
        TORN,
        /** More transactions. Each begins only once the previous one is on the disk, so a power loss does not explain this. */
        DAMAGED
    }

    /**
     * The committed part of a log.
     *
     * @param frames number of intact, committed frames
     * @param firstBad number of the first damaged frame, 0 for the header; meaningless for a clean end
     * @param headers the successive versions of the first page in the committed frames
     */
    record Content(int frames, End end, int firstBad, List<DatabaseHeader> headers) {}

    private static final int HEADER = 32;
    private static final int FRAME_HEADER = 24;
    private static final int MAGIC = 0x377f0682;

    private final Path file;

    WriteAheadLog(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    /** Checks every frame. */
    Content check() throws IOException {
        if (!isThere()) {
            return new Content(0, End.CLEAN, 0, List.of());
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new Check(channel, header(channel)).run();
        }
    }

    /** Returns whether the file exists and anything was ever written to it. */
    boolean isThere() throws IOException {
        return Files.exists(file) && Files.size(file) >= HEADER;
    }

    private static ByteBuffer header(FileChannel channel) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        fill(channel, header, 0);
        return header;
    }

    private static void fill(FileChannel channel, ByteBuffer buffer, long position) throws IOException {
        buffer.clear();
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new IOException("it ends in the middle of a frame");
            }
        }
        buffer.flip();
    }

    /** One pass from the beginning to the end. */
    private static final class Check {
        private final FileChannel channel;
        private final ByteBuffer header;
        private final ByteBuffer frame;
        private final ByteOrder order;
        private int sum1;
        private int sum2;

        Check(FileChannel channel, ByteBuffer header) {
            this.channel = channel;
            this.header = header;
            int magic = header.getInt(0);
            this.order = (magic & 1) == 1 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
            int pageSize = header.getInt(8);
            boolean usable = Integer.bitCount(pageSize) == 1 && pageSize >= 512 && pageSize <= 65536;
            // an impossible page size means a damaged header; the usual size still finds the frames
            this.frame = ByteBuffer.allocate(FRAME_HEADER + (usable ? pageSize : Sqlite.PAGE_SIZE));
        }

        Content run() throws IOException {
            add(header, 0, 24);
            int last = (int) ((channel.size() - HEADER) / frame.capacity());
            if ((header.getInt(0) & ~1) != MAGIC || !isSum(header, 24)) {
                // it is on the disk before the first frame is written
                return new Content(0, last > 0 ? End.DAMAGED : End.CLEAN, 0, List.of());
            }
            int committed = 0;
            int good = 0;
            List<DatabaseHeader> headers = new ArrayList<>();
            List<DatabaseHeader> uncommitted = new ArrayList<>();
            for (boolean whole = true; whole && good < last; ) {
                read(good + 1);
                whole = hasSalt() && fits();
                good += whole ? 1 : 0;
                if (whole && frame.getInt(0) == 1) {
                    uncommitted.add(DatabaseHeader.of(frame.slice(FRAME_HEADER, frame.capacity() - FRAME_HEADER)));
                }
                if (whole && isCommit()) {
                    committed = good;
                    headers.addAll(uncommitted);
                    uncommitted.clear();
                }
            }
            End end = good == last ? End.CLEAN : behind(good + 1, last);
            return new Content(committed, end, good + 1, headers);
        }

        /**
         * Looks for frames that fit to the one before them, which the first bad one does not keep from being seen. What an
         * earlier round of the log, or a transaction that was taken back, has left is no part of that chain.
         */
        private End behind(int firstBad, int last) throws IOException {
            read(firstBad);
            End end = isCommit() && hasNearlySalt() ? End.TORN : End.CLEAN;
            for (int number = firstBad + 1; number <= last; number++) {
                boolean commitBefore = isCommit();
                sum1 = frame.getInt(16);
                sum2 = frame.getInt(20);
                read(number);
                if (commitBefore && hasSalt() && fits()) {
                    return End.DAMAGED;
                }
                end = isCommit() && hasSalt() ? End.TORN : end;
            }
            return end;
        }

        private void read(int number) throws IOException {
            fill(channel, frame, HEADER + (number - 1L) * frame.capacity());
        }

        private boolean hasSalt() {
            return frame.getLong(8) == header.getLong(16);
        }

        /** An earlier round has another salt altogether; one that is turned in a bit is of this round. */
        private boolean hasNearlySalt() {
            return Long.bitCount(frame.getLong(8) ^ header.getLong(16)) <= 1;
        }

        private boolean isCommit() {
            return frame.getInt(4) != 0;
        }

        /** Adds the frame to the sums and compares them with its own. */
        private boolean fits() {
            add(frame, 0, 8);
            add(frame, FRAME_HEADER, frame.capacity());
            return isSum(frame, 16);
        }

        private boolean isSum(ByteBuffer buffer, int at) {
            return buffer.getInt(at) == sum1 && buffer.getInt(at + 4) == sum2;
        }

        private void add(ByteBuffer buffer, int from, int to) {
            ByteBuffer words = buffer.duplicate().order(order);
            for (int i = from; i < to; i += 8) {
                sum1 += words.getInt(i) + sum2;
                sum2 += words.getInt(i + 4) + sum1;
            }
        }
    }
}
