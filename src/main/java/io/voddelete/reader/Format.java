package io.voddelete.reader;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The formats of a list of asset ids, each either plain or compressed with gzip. */
public enum Format {
    /** One id per line. */
    TXT,
    /** A table separated by comma, semicolon, tab, or the character that its first line declares. */
    CSV,
    /** An array of ids, or an object with the array {@code asset_ids}, or a response of VOD that lists assets. */
    JSON,
    /** One JSON value per line. */
    JSONL;

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final byte[] UTF_16_BIG = {(byte) 0xFE, (byte) 0xFF};
    private static final byte[] UTF_16_LITTLE = {(byte) 0xFF, (byte) 0xFE};
    private static final byte[] ZIP = {'P', 'K', 3, 4};
    private static final byte[] OLE = {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0};
    /** Appears in the output of this Windows tool in every language, on a line of its own like the checksum. */
    private static final String CHECKSUM_TOOL = "CertUtil: -hashfile";

    private static final int SNIFFED = 64 * 1024;
    private static final int LOOKED_AT = 64;

    /**
     * Opens a list of asset ids in the format indicated by its name and content, and decompresses gzip. When the reader
     * reaches its end, the whole input has been read.
     *
     * @param in closed with the reader, or if this fails
     * @param name such as {@code ids.csv} or {@code ids.csv.gz}, in any case; with another extension, or if it does not fit,
     *     the content decides
     * @param maxBytes the maximum size of the input, both compressed and uncompressed
     * @throws UnreadableException if the input is not a list of asset ids; the reader throws it too
     */
    public static AssetIdReader open(InputStream in, String name, ListRules rules, long maxBytes) throws IOException {
        return open(in, named(name), rules, maxBytes);
    }

    /**
     * Opens input without a name.
     *
     * @param hint the declared format, or null
     */
    static AssetIdReader open(InputStream in, @Nullable Format hint, ListRules rules, long maxBytes)
            throws IOException {
        try {
            InputStream content = unpacked(new BoundedStream(in, maxBytes), maxBytes);
            byte[] first = peek(content, LOOKED_AT);
            if (startsWith(first, ZIP)) {
                return XlsxReader.open(content, rules, maxBytes);
            }
            refuseOtherKinds(first);
            OtherKind.refuse(peek(content, OtherKind.LOOKED_AT));
            boolean mark = startsWith(peek(content, BYTE_ORDER_MARK.length), BYTE_ORDER_MARK);
            content.skipNBytes(mark ? BYTE_ORDER_MARK.length : 0);
            InputStream text = new BufferedInputStream(new Utf8Stream(content, mark ? BYTE_ORDER_MARK.length : 0));
            String start = new String(peek(text, SNIFFED), StandardCharsets.UTF_8);
            refuseChecksum(start);
            return Sniffer.format(hint, start, rules).read(text, rules);
        } catch (IOException | RuntimeException | Error e) {
            close(in, e);
            throw e;
        }
    }

    /** The format indicated by a file name, or null. */
    static @Nullable Format named(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
        return switch (plain.substring(Math.max(0, plain.lastIndexOf('.')))) {
            case ".txt" -> TXT;
            case ".csv" -> CSV;
            case ".json" -> JSON;
            case ".jsonl", ".ndjson" -> JSONL;
            default -> null;
        };
    }

    /** A reader of this format for UTF-8 text without byte order mark. */
    AssetIdReader read(InputStream text, ListRules rules) throws IOException {
        return switch (this) {
            case TXT -> new TextReader(text, rules);
            case CSV -> new CsvReader(text, rules);
            case JSON -> new JsonReader(text, rules);
            case JSONL -> new JsonLinesReader(text, rules);
        };
    }

    private static InputStream unpacked(InputStream in, long maxBytes) throws IOException {
        InputStream packed = new BufferedInputStream(in);
        return startsWith(peek(packed, GunzipStream.MAGIC.length), GunzipStream.MAGIC)
                ? new BufferedInputStream(new GunzipStream(packed, maxBytes))
                : packed;
    }

    /** Names common mistakes, which the other checks would only report as broken. */
    private static void refuseOtherKinds(byte[] start) throws UnreadableException {
        if (startsWith(start, OLE)) {
            throw new UnreadableException(
                    "no-asset-ids",
                    "it looks like a workbook with a password, or an Excel 97-2003 workbook (.xls)",
                    "save it as CSV, or as .xlsx without a password");
        }
        if (startsWith(start, UTF_16_BIG)
                || startsWith(start, UTF_16_LITTLE)
                || isInterleaved(start, 0)
                || isInterleaved(start, 1)) {
            throw new UnreadableException("not-utf-8", "it looks like UTF-16", "save it as UTF-8");
        }
    }

    /** Other tools print the file name on the line of the checksum, so that it does not look like an asset id. */
    private static void refuseChecksum(String start) throws UnreadableException {
        if (start.lines().anyMatch(line -> line.startsWith(CHECKSUM_TOOL))) {
            throw new UnreadableException(
                    "no-asset-ids",
                    "it is the output of " + CHECKSUM_TOOL + ": a checksum that looks like an asset id",
                    "send the list itself");
        }
    }

    /** Whether every second byte, and no other, is NUL. */
    private static boolean isInterleaved(byte[] start, int nul) {
        for (int i = 0; i < start.length; i++) {
            if ((start[i] == 0) != (i % 2 == nul)) {
                return false;
            }
        }
        return start.length >= 4;
    }

    private static boolean startsWith(byte[] content, byte[] start) {
        return content.length >= start.length && Arrays.equals(content, 0, start.length, start, 0, start.length);
    }

    /** Peeks at the first bytes of a stream that supports reset, or at all if there are fewer. */
    static byte[] peek(InputStream in, int bytes) throws IOException {
        in.mark(bytes + 1);
        byte[] start = in.readNBytes(bytes);
        in.reset();
        return start;
    }

    /** Closes a resource after a failure. */
    static void close(Closeable in, Throwable failure) {
        try {
            in.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
