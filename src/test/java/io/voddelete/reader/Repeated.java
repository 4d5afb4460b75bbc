package io.voddelete.reader;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.InputStream;
import java.util.Arrays;

/** A begin, one byte as often as it is wanted, and an end; made while it is read. */
final class Repeated extends InputStream {
    private final byte[] begin;
    private final byte repeated;
    private final long times;
    private final byte[] end;
    private long position;

    Repeated(String begin, char repeated, long times, String end) {
        this.begin = begin.getBytes(UTF_8);
        this.repeated = (byte) repeated;
        this.times = times;
        this.end = end.getBytes(UTF_8);
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int most) {
        long after = begin.length + times;
        int some;
        if (position < begin.length) {
            some = Math.min(most, begin.length - (int) position);
            System.arraycopy(begin, (int) position, buffer, offset, some);
        } else if (position < after) {
            some = (int) Math.min(most, after - position);
            Arrays.fill(buffer, offset, offset + some, repeated);
        } else {
            some = (int) Math.min(most, after + end.length - position);
            System.arraycopy(end, (int) (position - after), buffer, offset, some);
        }
        position += some;
        return some == 0 && most > 0 ? -1 : some;
    }
}
