package io.voddelete.reader;

import java.io.InputStream;

/**
 * Passes on bytes as long as they are strict UTF-8 (RFC 3629): no overlong form, no surrogate, nothing above U+10FFFF, no
 * character truncated at the end, and no NUL. At the first invalid character the whole input is refused.
 */
final class Utf8Stream extends CheckedStream {
    private static final int FIRST_CONTINUATION = 0x80;
    private static final int LAST_CONTINUATION = 0xBF;
    /** This many NUL bytes in a row are not a single wrong character. */
    private static final int HOLE = 16;

    private long offset;
    private long character;
    private long lines = 1;
    private boolean afterCarriageReturn;
    private int wanted;
    private int lowest = FIRST_CONTINUATION;
    private int highest = LAST_CONTINUATION;

    /** @param offset the number of bytes read before, for positions in messages */
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

    /** The end of the characters that need no check, which are nearly all: ASCII, and neither line end nor NUL. */
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

    /** After some first bytes, only some values are allowed for the second (RFC 3629, section 4). */
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

    /** Lists do not contain NUL; in an archive, or a file with a part that was never written, ids would be lost. */
    private UnreadableException nul(byte[] buffer, int first, int end) {
        int last = first;
        while (last < end && buffer[last] == 0) {
            last++;
        }
        String place = "line " + lines + " (byte " + offset + ")";
        return last - first >= HOLE
                ? new UnreadableException(
                        "not-text",
                        "it has a hole of NUL bytes from " + place + " on, like a file that was not written completely",
                        "write it again with a name that ends in .tmp, and rename it when it is complete")
                : new UnreadableException(
                        "not-text", "it is not a text: NUL at " + place, "save the list as UTF-8 text or CSV");
    }

    private UnreadableException bad() {
        return new UnreadableException(
                "not-utf-8",
                "it is not UTF-8: invalid character at line " + lines + " (byte " + character + ")",
                "save it as UTF-8");
    }
}
