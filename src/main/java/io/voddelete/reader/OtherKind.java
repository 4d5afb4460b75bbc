package io.voddelete.reader;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Recognizes files that are not lists and were dropped by mistake, by their first bytes. */
final class OtherKind {
    /** The size of the header of a tar archive. */
    static final int LOOKED_AT = 512;

    private static final int TAR_SUM = 148;
    private static final int TAR_SUM_LENGTH = 8;
    private static final int TAR_MAGIC = 257;
    private static final String SAVE = "save the list as UTF-8 text or CSV";
    private static final String UNPACK = "unpack it, or compress the list itself with gzip";

    /** @param start of the content, one character per byte */
    private record Kind(String start, String what, String remedy) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("%PDF-", "a PDF document", SAVE),
            new Kind("{\\rtf", "an RTF document", SAVE),
            new Kind("SQLite format 3\0", "an SQLite database", SAVE),
            new Kind("\u0089PNG\r\n", "an image", SAVE),
            new Kind("\u00FF\u00D8\u00FF", "an image", SAVE),
            new Kind("\u00FD7zXZ\0", "compressed with xz", UNPACK),
            new Kind("(\u00B5/\u00FD", "compressed with zstd", UNPACK),
            new Kind("7z\u00BC\u00AF'\u001C", "a 7z archive", UNPACK),
            new Kind("Rar!\u001A\u0007", "a RAR archive", UNPACK));

    private OtherKind() {}

    /**
     * Refuses content that is known not to be a list.
     *
     * @param start its first {@link #LOOKED_AT} bytes, or all if there are fewer
     */
    static void refuse(byte[] start) throws UnreadableException {
        String text = new String(start, StandardCharsets.ISO_8859_1);
        if (isTar(start, text)) {
            throw refusal("a tar archive", UNPACK);
        }
        if (text.matches("(?s)BZh[1-9]1AY&SY.*")) {
            throw refusal("compressed with bzip2", UNPACK);
        }
        for (Kind kind : KINDS) {
            if (text.startsWith(kind.start)) {
                throw refusal(kind.what, kind.remedy);
            }
        }
        String page = text.strip().toLowerCase(Locale.ROOT);
        if (page.startsWith("<!doctype html") || page.startsWith("<html") || page.startsWith("<table")) {
            throw refusal("an HTML page", "save the list itself; this may be an error page or a login page");
        }
        if (page.startsWith("<?xml")) {
            throw refusal("XML", SAVE);
        }
    }

    /** By its magic number or, in old archives, by the checksum of its header. */
    private static boolean isTar(byte[] start, String text) {
        if (text.startsWith("ustar", TAR_MAGIC)) {
            return true;
        }
        if (start.length < LOOKED_AT || start[0] == 0) {
            return false;
        }
        String sum = text.substring(TAR_SUM, TAR_SUM + TAR_SUM_LENGTH)
                .replace('\0', ' ')
                .strip();
        return sum.matches("[0-7]{1,7}") && Integer.parseInt(sum, 8) == tarSum(start);
    }

    private static int tarSum(byte[] start) {
        int sum = 0;
        for (int i = 0; i < LOOKED_AT; i++) {
            sum += i >= TAR_SUM && i < TAR_SUM + TAR_SUM_LENGTH ? ' ' : start[i] & 0xFF;
        }
        return sum;
    }

    private static UnreadableException refusal(String what, String remedy) {
        return new UnreadableException("not-a-list", "it is " + what, remedy);
    }
}
