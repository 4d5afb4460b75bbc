package io.voddelete.reader;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decompresses gzip (RFC 1952), all members up to the end of the input. Unlike {@link java.util.zip.GZIPInputStream} it
 * refuses trailing data that is not another member, since ids could be lost there, and decompression bombs.
 */
final class GunzipStream extends BlockStream {
    /** The first two bytes of every member. */
    static final byte[] MAGIC = {0x1F, (byte) 0x8B};

    /** A small list with repetitions may compress better than {@link #MOST_RATIO}. */
    static final long ANY_RATIO = 10L * 1024 * 1024;

    static final int MOST_RATIO = 100;

    private static final int DEFLATE = 8;
    private static final int HEADER_CHECK = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xE0;

    private final InputStream in;
    private final long mostBytes;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 check = new CRC32();
    private final byte[] buffer = new byte[32 * 1024];
    private int position;
    private int limit;
    private long taken;
    private long unpacked;
    private long inMember;
    private boolean open;
    private int members;

    /**
     * @param in begins with {@link #MAGIC}; closed with this stream
     * @param mostBytes the maximum uncompressed size
     */
    GunzipStream(InputStream in, long mostBytes) {
        this.in = in;
        this.mostBytes = mostBytes;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (open || openMember()) {
            int some = inflate(to, offset, length);
            if (some > 0) {
                check.update(to, offset, some);
                inMember += some;
                unpacked += some;
                checkSize();
                return some;
            }
            if (inflater.finished()) {
                position = limit - inflater.getRemaining();
                closeMember();
            } else if (inflater.needsDictionary()) {
                throw bad("its packed data is damaged");
            } else if (inflater.needsInput()) {
                if (!fill()) {
                    throw cutOff();
                }
                inflater.setInput(buffer, position, limit - position);
                position = limit;
            }
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }

    private int inflate(byte[] to, int offset, int length) throws UnreadableException {
        try {
            return inflater.inflate(to, offset, length);
        } catch (DataFormatException e) {
            throw bad("its packed data is damaged");
        }
    }

    private void checkSize() throws UnreadableException {
        if (unpacked > mostBytes) {
            throw new UnreadableException(
                    "too-large", "it is larger than " + mostBytes + " bytes uncompressed", BoundedStream.REMEDY);
        }
        long packed = taken - inflater.getRemaining();
        if (unpacked > ANY_RATIO && unpacked > MOST_RATIO * packed) {
            throw new UnreadableException(
                    "too-large",
                    "it decompresses to more than " + MOST_RATIO + " times its size, unlike any list of different ids",
                    "send it uncompressed if it is intended");
        }
    }

    /** Reads the header of the next member; false at the end of the input. */
    private boolean openMember() throws IOException {
        if (position == limit && !fill()) {
            return false;
        }
        check.reset();
        if (header() != (MAGIC[0] & 0xFF) || header() != (MAGIC[1] & 0xFF)) {
            throw bad("data after member " + members + " is not gzip");
        }
        if (header() != DEFLATE) {
            throw bad("a header has an unknown method");
        }
        int flags = header();
        if ((flags & RESERVED) != 0) {
            throw bad("a header has unknown flags");
        }
        skipHeader(6);
        if ((flags & EXTRA) != 0) {
            skipHeader(header() | header() << 8);
        }
        if ((flags & NAME) != 0) {
            skipHeaderText();
        }
        if ((flags & COMMENT) != 0) {
            skipHeaderText();
        }
        if ((flags & HEADER_CHECK) != 0) {
            long sum = check.getValue() & 0xFFFF;
            if (little(2) != sum) {
                throw bad("the checksum of a header is wrong");
            }
        }
        inflater.reset();
        inflater.setInput(buffer, position, limit - position);
        position = limit;
        check.reset();
        inMember = 0;
        open = true;
        members++;
        return true;
    }

    private void closeMember() throws IOException {
        if (little(4) != check.getValue() || little(4) != (inMember & 0xFFFFFFFFL)) {
            throw bad("the checksum of its content is wrong");
        }
        open = false;
    }

    private long little(int bytes) throws IOException {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (long) need() << 8 * i;
        }
        return value;
    }

    private void skipHeader(int bytes) throws IOException {
        for (int i = 0; i < bytes; i++) {
            header();
        }
    }

    private void skipHeaderText() throws IOException {
        int next;
        do {
            next = header();
        } while (next != 0);
    }

    private int header() throws IOException {
        int b = need();
        check.update(b);
        return b;
    }

    private int need() throws IOException {
        if (position == limit && !fill()) {
            throw cutOff();
        }
        return buffer[position++] & 0xFF;
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(buffer));
        taken += limit;
        return limit > 0;
    }

    private UnreadableException cutOff() {
        return bad("it is truncated at byte " + taken);
    }

    private UnreadableException bad(String what) {
        return new UnreadableException(
                "bad-gzip", "it is not valid gzip: " + what, "compress it again, or send it uncompressed");
    }
}
