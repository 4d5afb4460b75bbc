package io.voddelete.audit;

import io.voddelete.support.PrivateFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Reads the whole lines of a file from a position towards its beginning, in constant memory. */
final class BackwardLines implements AutoCloseable {
    private static final int BLOCK = 64 * 1024;

    private final FileChannel channel;
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK).limit(0);
    private long blockStart;
    private long position;

    /** @param end where to begin: behind a line feed, or beyond the end of the file for its last whole line */
    BackwardLines(Path file, long end) throws IOException {
        channel = PrivateFiles.open(file, StandardOpenOption.READ);
        try {
            position = Math.min(end, channel.size());
            while (position > 0 && !isBehindLine(position)) {
                position--; // an unfinished line
            }
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Returns where the line begins that was read last, and at first where to begin. */
    long position() {
        return position;
    }

    /** Returns whether there is a line before. */
    boolean hasPrevious() {
        return position > 0;
    }

    /** Returns the line before the last one, without its line feed; empty if it is longer than any line of ours. */
    byte[] previous() throws IOException {
        long end = position - 1;
        position = end;
        while (position > 0 && !isBehindLine(position)) {
            position--;
        }
        if (end - position > AuditLine.LONGEST) {
            return new byte[0];
        }
        ByteBuffer line = ByteBuffer.allocate((int) (end - position));
        if (position >= blockStart
                && end <= blockStart + block.limit()) { // mostly, and that needs no call of the system
            block.get((int) (position - blockStart), line.array());
        } else {
            fill(line, position);
        }
        return line.array();
    }

    private boolean isBehindLine(long at) throws IOException {
        long before = at - 1;
        if (before < blockStart || before >= blockStart + block.limit()) {
            blockStart = Math.max(0, at - BLOCK);
            block.clear().limit((int) (at - blockStart));
            fill(block, blockStart);
        }
        return block.get((int) (before - blockStart)) == '\n';
    }

    /** @throws IOException also if the file is shorter now */
    private void fill(ByteBuffer into, long from) throws IOException {
        while (into.hasRemaining()) {
            if (channel.read(into, from + into.position()) < 0) {
                throw new IOException("the file became shorter while it was read");
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
