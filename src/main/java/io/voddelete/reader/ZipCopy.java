package io.voddelete.reader;

import io.voddelete.support.Text;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A copy of a zip archive in a temporary file, since its parts are not read in order. The stream is read completely, every
 * part is decompressed once and checked, and nothing may precede or follow the archive. Not thread-safe.
 */
final class ZipCopy implements Closeable {
    private static final int MOST_PARTS = 10_000;
    private static final int END = 22;
    private static final int END_MARK = 0x06054b50;
    private static final int END_64_LOCATOR = 20;
    private static final int END_64_LOCATOR_MARK = 0x07064b50;
    private static final int END_64 = 56;
    private static final long IN_END_64 = 0xFFFFFFFFL;

    private final InputStream in;
    private final Path file;

    private ZipCopy(InputStream in, Path file) {
        this.in = in;
        this.file = file;
    }

    /**
     * Copies and checks the archive.
     *
     * @param in closed with the copy, or if this fails
     * @param maxBytes the maximum uncompressed size of all parts
     * @param mostHeap the maximum heap size of its shared strings
     * @throws UnreadableException if it is broken, too large, or not a workbook
     */
    static ZipCopy of(InputStream in, long maxBytes, long mostHeap) throws IOException {
        ZipCopy copy = new ZipCopy(in, Files.createTempFile("vod-list-", ".zip"));
        try {
            Files.copy(in, copy.file, StandardCopyOption.REPLACE_EXISTING);
            copy.checkEnd();
            copy.checkParts(maxBytes, mostHeap);
            return copy;
        } catch (IOException | RuntimeException e) {
            Format.close(copy, e);
            throw e;
        }
    }

    File file() {
        return file.toFile();
    }

    /** Throws the exception of the stream if reading is to stop; the stream itself is already at its end. */
    void goOnUnlessStopping() throws IOException {
        in.read(new byte[1], 0, 1);
    }

    /** Deletes the file once it has been opened, so that no crash leaves it behind; does nothing if the system forbids it. */
    void unlink() {
        file.toFile().delete();
    }

    @Override
    public void close() throws IOException {
        try {
            in.close();
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** In a file with two archives, a reader sees only the last one. */
    private void checkEnd() throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            long at = channel.size() - END;
            ByteBuffer end = at < 0 ? null : read(channel, at, END);
            if (end == null || end.getInt(0) != END_MARK || end.getShort(20) != 0) {
                throw bad("it is truncated, or something follows it");
            }
            long length = end.getInt(12) & 0xFFFFFFFFL;
            long from = end.getInt(16) & 0xFFFFFFFFL;
            ByteBuffer locator = at < END_64_LOCATOR ? null : read(channel, at - END_64_LOCATOR, END_64_LOCATOR);
            if (locator != null && locator.getInt(0) == END_64_LOCATOR_MARK) {
                at = locator.getLong(8);
                if (at < 0 || at > channel.size() - END - END_64_LOCATOR - END_64) {
                    throw bad("its end is damaged");
                }
                ByteBuffer end64 = read(channel, at, END_64);
                length = length == IN_END_64 ? end64.getLong(40) : length;
                from = from == IN_END_64 ? end64.getLong(48) : from;
            }
            if (from + length != at) {
                throw bad("something precedes it, or its end is damaged");
            }
        }
    }

    private static ByteBuffer read(SeekableByteChannel channel, long at, int bytes) throws IOException {
        ByteBuffer read = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        channel.position(at);
        int taken = 0;
        while (read.hasRemaining() && taken >= 0) {
            taken = channel.read(read);
        }
        return read.flip();
    }

    private void checkParts(long maxBytes, long mostHeap) throws IOException {
        Set<String> names = new HashSet<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            refuseOtherKinds(zip);
            PartScan scan = new PartScan(maxBytes, mostHeap);
            for (Enumeration<? extends ZipEntry> parts = zip.entries(); parts.hasMoreElements(); ) {
                ZipEntry part = parts.nextElement();
                if (!names.add(part.getName().toLowerCase(Locale.ROOT)) || names.size() > MOST_PARTS) {
                    throw bad("its part '" + Text.visible(part.getName()) + "' occurs twice, or it has more than "
                            + MOST_PARTS + " parts");
                }
                check(zip, part, scan);
            }
        } catch (java.util.zip.ZipException | IllegalArgumentException e) {
            throw bad(Text.visible(e.getMessage()));
        } catch (java.io.EOFException e) {
            throw bad("it ends in the middle of a part");
        }
    }

    private void check(ZipFile zip, ZipEntry part, PartScan scan) throws IOException {
        CRC32 sum = new CRC32();
        byte[] buffer = new byte[64 * 1024];
        scan.begin(part.getName());
        try (InputStream content = zip.getInputStream(part)) {
            for (int some = content.read(buffer); some >= 0; some = content.read(buffer)) {
                goOnUnlessStopping();
                sum.update(buffer, 0, some);
                scan.take(buffer, some);
            }
        }
        if (part.getCrc() != sum.getValue()) {
            throw bad("the checksum of its part '" + Text.visible(part.getName()) + "' is wrong");
        }
    }

    private static void refuseOtherKinds(ZipFile zip) throws UnreadableException {
        if (zip.getEntry("mimetype") != null && zip.getEntry("content.xml") != null) {
            throw new UnreadableException(
                    "no-asset-ids",
                    "it is a document of LibreOffice or OpenOffice (.ods)",
                    "save it as CSV or as .xlsx");
        }
        if (zip.getEntry("xl/workbook.bin") != null) {
            throw new UnreadableException(
                    "no-asset-ids", "it is a binary workbook (.xlsb)", "save it as CSV or as .xlsx");
        }
        if (zip.getEntry("[Content_Types].xml") == null || zip.getEntry("word/document.xml") != null) {
            throw new UnreadableException(
                    "no-asset-ids",
                    "it is a ZIP archive but not an Excel workbook",
                    "unpack it and drop the lists separately");
        }
    }

    static UnreadableException bad(String what) {
        return new UnreadableException(
                "bad-xlsx", "it is not a valid workbook: " + what, "save it again, or save it as CSV");
    }
}
