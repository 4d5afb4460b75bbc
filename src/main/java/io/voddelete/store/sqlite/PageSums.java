package io.voddelete.store.sqlite;

import io.voddelete.support.PrivateFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.BitSet;
import java.util.zip.CRC32C;

/**
 * A checksum of each page of a database, in a file beside it. SQLite has none, so that a bit which a disk turns round may
 * make another asset id of one that was accepted, and nobody would know. Used by one thread at a time.
 */
final class PageSums implements AutoCloseable {
    private static final byte[] MAGIC = {'v', 'o', 'd', 's', 'u', 'm', 's', '1'};
    /** The file begins with: magic, size of a page, whether nothing was changed since, checksum of these. */
    private static final int HEADER = 20;

    private static final int BLOCK = 1 << 20;

    private final FileChannel file;
    private final int pageSize;
    private boolean complete;
    private int[] sums;
    private int count;
    private int dirtyFrom = Integer.MAX_VALUE;
    private int dirtyTo;

    private PageSums(FileChannel file, int pageSize, boolean complete, int[] sums) {
        this.file = file;
        this.pageSize = pageSize;
        this.complete = complete;
        this.sums = sums;
        this.count = sums.length;
    }

    /** Null if there are none that can be read. */
    static PageSums read(Path path) throws IOException {
        if (!Files.exists(path)) {
            return null;
        }
        ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(path));
        boolean usable = content.limit() >= HEADER
                && Arrays.equals(MAGIC, Arrays.copyOf(content.array(), MAGIC.length))
                && sum(content.slice(0, HEADER - 4)) == content.getInt(HEADER - 4);
        if (!usable) {
            return null;
        }
        int[] sums = new int[(content.limit() - HEADER) / 4];
        content.slice(HEADER, sums.length * 4).asIntBuffer().get(sums);
        FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE);
        return new PageSums(file, content.getInt(8), content.getInt(12) == 1, sums);
    }

    /** Empty ones in the place of those that are there. Nobody can read them before {@link #complete} was called. */
    static PageSums create(Path path, int pageSize) throws IOException {
        FileChannel file = PrivateFiles.open(
                path, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
        return new PageSums(file, pageSize, true, new int[0]);
    }

    /** Sums that can no longer be trusted are not read again. */
    void forget() throws IOException {
        file.truncate(0);
        file.force(true);
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** How many pages the database had when they were recorded last. */
    int count() {
        return count;
    }

    int pageSize() {
        return pageSize;
    }

    /** Whether the program that wrote the database came to its end, so that every page is as its sum says. */
    boolean isComplete() {
        return complete;
    }

    /** Says so on the disk. */
    void complete(boolean now) throws IOException {
        if (complete == now) {
            return;
        }
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        header.put(MAGIC).putInt(pageSize).putInt(now ? 1 : 0);
        header.putInt(sum(header.slice(0, HEADER - 4))).flip();
        write(header, 0);
        file.force(false);
        complete = now;
    }

    /** What the page will be in the database. */
    void record(int page, ByteBuffer content) {
        if (page > sums.length) {
            sums = Arrays.copyOf(sums, Math.max(page, sums.length + sums.length / 4 + 1024));
        }
        sums[page - 1] = sum(content);
        count = Math.max(count, page);
        dirtyFrom = Math.min(dirtyFrom, page);
        dirtyTo = Math.max(dirtyTo, page);
    }

    /** Whether this is what was recorded of the page last. */
    boolean isOf(int page, ByteBuffer content) {
        return page <= count && sum(content) == sums[page - 1];
    }

    /** Brings what was recorded to the disk. */
    void flush() throws IOException {
        if (dirtyFrom > dirtyTo) {
            return;
        }
        ByteBuffer changed = ByteBuffer.allocate((dirtyTo - dirtyFrom + 1) * 4);
        changed.asIntBuffer().put(sums, dirtyFrom - 1, dirtyTo - dirtyFrom + 1);
        write(changed, HEADER + (dirtyFrom - 1) * 4L);
        file.force(true);
        dirtyFrom = Integer.MAX_VALUE;
        dirtyTo = 0;
    }

    /** Records all pages of a database as they are. */
    void recordAll(Path database) throws IOException {
        forEachPage(database, this::record);
    }

    /**
     * The pages of a database that are not what was written, or are missing.
     *
     * @param except pages that need not be right
     */
    BitSet compare(Path database, BitSet except) throws IOException {
        BitSet wrong = new BitSet();
        for (int page = 1; page <= count; page++) {
            wrong.set(page, sums[page - 1] != 0); // a page that was never written has no sum
        }
        forEachPage(database, (page, content) -> {
            if (isOf(page, content)) {
                wrong.clear(page);
            }
        });
        wrong.andNot(except);
        return wrong;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private void forEachPage(Path database, WriteAheadLog.Pages pages) throws IOException {
        try (FileChannel channel = FileChannel.open(database, StandardOpenOption.READ)) {
            ByteBuffer block = ByteBuffer.allocate(BLOCK);
            for (int page = 1; channel.position() < channel.size(); ) {
                block.clear();
                while (block.hasRemaining() && channel.read(block) >= 0) {
                    // on until it is full
                }
                for (int at = 0; at + pageSize <= block.position(); at += pageSize) {
                    pages.page(page++, block.slice(at, pageSize));
                }
            }
        }
    }

    private void write(ByteBuffer bytes, long position) throws IOException {
        while (bytes.hasRemaining()) {
            position += file.write(bytes, position);
        }
    }

    private static int sum(ByteBuffer content) {
        CRC32C sum = new CRC32C();
        sum.update(content);
        int value = (int) sum.getValue();
        return value == 0 ? 1 : value; // 0 is for a page that was never written
    }
}
