package io.voddelete.reader;

import java.io.InputStream;

/**
 * Passes on bytes as long as they are strict UTF-8 (RFC 3629): no overlong form, no surrogate, nothing above U+10FFFF,
 * no character cut off by the end; and no NUL. At the first character that is none the input is refused, whatever was read before.
 */
final class Utf8Stream extends CheckedStream {
    private static final int FIRST_CONTINUATION = 0x80;
    private static final int LAST_CONTINUATION = 0xBF;
    /** So many NUL bytes in a row are no slip of a program. */
    private static final int HOLE = 16;

    private long offset;
    private long character;
    private long lines = 1;
    private boolean afterCarriageReturn;
    private int wanted;
    private int lowest = FIRST_CONTINUATION;
    private int highest = LAST_CONTINUATION;

    /** @param offset what was read of the content before, for the place in an error */
    Utf8Stream(InputStream in, long offset) {
        super(in);
        this.offset = offset;
    }

    @Override
    void check(byte[] buffer, int from, int some) throws UnreadableException {
        int end = from + some;
        int i = from;
        while (i < end) {
            int plain = wanted > 0 ? i : plainEnd(buffer, i, end);
            if (plain > i) {
                afterCarriageReturn = false;
                offset += plain - i;
                i = plain;
            } else if (buffer[i] == 0 && wanted == 0) {
                throw nul(buffer, i, end);
            } else {
                check(buffer[i++] & 0xFF);
                offset++;
            }
        }
        if (some < 0 && wanted > 0) {
            throw bad();
        }
    }

    /** Where the characters end that need no check, as nearly all are: ASCII, and neither a line end nor NUL. */
    private static int plainEnd(byte[] buffer, int from, int end) {
        int i = from;
        while (i < end && buffer[i] > '\r') {
            i++;
        }
        return i;
    }

    private void check(int b) throws UnreadableException {
        if (wanted > 0) {
            if (b < lowest || b > highest) {
                throw bad();
            }
            wanted--;
            lowest = FIRST_CONTINUATION;
            highest = LAST_CONTINUATION;
        } else if (b < 0x80) {
            if (b == '\r' || b == '\n' && !afterCarriageReturn) {
                lines++;
            }
            afterCarriageReturn = b == '\r';
        } else {
            character = offset;
            afterCarriageReturn = false;
            begin(b);
        }
    }

    /** Of the second byte, only some values are allowed after some first ones (RFC 3629, section 4). */
    private void begin(int b) throws UnreadableException {
        if (b < 0xC2 || b > 0xF4) {
            throw bad();
        }
        wanted = b < 0xE0 ? 1 : b < 0xF0 ? 2 : 3;
        if (b == 0xE0) {
            lowest = 0xA0;
        } else if (b == 0xED) {
            highest = 0x9F;
        } else if (b == 0xF0) {
            lowest = 0x90;
        } else if (b == 0xF4) {
            highest = 0x8F;
        }
    }

    /** No list holds NUL: of a packed archive, or of a file of which a part was never written, ids would be lost. */
    private UnreadableException nul(byte[] buffer, int first, int end) {
        int last = first;
        while (last < end && buffer[last] == 0) {
            last++;
        }
        String place = "line " + lines + ", byte " + offset + " of its content";
        return last - first >= HOLE
                ? new UnreadableException(
                        "not-text",
                        "it has a hole of NUL bytes from " + place + " on, as a file that was never written whole",
                        "write it again, under a name that ends in .tmp, and rename it when it is whole")
                : new UnreadableException(
                        "not-text", "it is no text: " + place + " is NUL", "save the list as UTF-8 text or CSV");
    }

    private UnreadableException bad() {
        return new UnreadableException(
                "not-utf-8",
                "it is not UTF-8: line " + lines + ", byte " + character + " of its content begins no character",
                "save it as UTF-8");
    }
}
