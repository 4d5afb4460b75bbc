package io.voddelete.reader;

import io.voddelete.support.Text;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Checks the bytes of the parts of a workbook before they are parsed as XML, and refuses anything that takes more memory than
 * a workbook should: oversized texts, rows and shared strings, columns beyond the limit of a spreadsheet, and DTDs.
 */
final class PartScan {
    private static final int LONGEST_TEXT = 1024 * 1024;
    private static final int LONGEST_ROW = 8 * 1024 * 1024;
    private static final int LONGEST_CELL_TAG = 256;
    private static final Pattern NO_COLUMN = Pattern.compile("\\sr\\s*=\\s*[\"']\\$?[A-Za-z]{4}");
    /** The heap overhead of a string beyond its characters. */
    private static final int STRING = 48;

    private static final String REMEDY = "save it as CSV";

    private final long maxBytes;
    private final long mostHeap;
    private final byte[] tag = new byte[LONGEST_CELL_TAG];
    private String part = "";
    private boolean begun;
    private boolean xml;
    private boolean inTag;
    private int tagLength;
    private long bytes;
    private long inPart;
    private long lastTag;
    private long lastRow;
    private long sharedStrings;

    /**
     * @param maxBytes the maximum size of all parts
     * @param mostHeap the maximum heap size of the shared strings
     */
    PartScan(long maxBytes, long mostHeap) {
        this.maxBytes = maxBytes;
        this.mostHeap = mostHeap;
    }

    void begin(String name) {
        part = Text.visible(name);
        begun = false;
        inTag = false;
        inPart = 0;
        lastTag = 0;
        lastRow = 0;
        sharedStrings = 0;
    }

    void take(byte[] buffer, int some) throws UnreadableException {
        bytes += some;
        if (bytes > maxBytes) {
            throw new UnreadableException(
                    "too-large", "it is larger than " + maxBytes + " bytes uncompressed", BoundedStream.REMEDY);
        }
        for (int i = 0; i < some; i++) {
            inPart++;
            if (!begun) {
                xml = buffer[i] == '<';
                begun = buffer[i] > ' '; // a byte order mark stands before
            }
            if (begun && xml) {
                take(buffer[i]);
            }
        }
    }

    private void take(byte b) throws UnreadableException {
        if (b == 0) {
            throw ZipCopy.bad("its part '" + part + "' is not UTF-8");
        }
        if (b == '<') {
            lastTag = inPart;
            inTag = true;
            tagLength = 0;
        } else if (inPart - lastTag > LONGEST_TEXT) {
            throw tooLarge("a text");
        } else if (inTag && b == '>') {
            end();
            inTag = false;
        } else if (inTag) {
            if (tagLength == 0 && b == '!') {
                throw ZipCopy.bad(
                        "its part '" + part + "' has a DTD, a comment or CDATA, which no spreadsheet program writes");
            }
            if (tagLength < tag.length) {
                tag[tagLength] = b;
            }
            tagLength++;
        }
        if (inPart - lastRow > LONGEST_ROW && lastRow > 0) {
            throw tooLarge("a row or a shared string");
        }
    }

    private void end() throws UnreadableException {
        String text = new String(tag, 0, Math.min(tagLength, tag.length), StandardCharsets.ISO_8859_1);
        int nameEnd = 0;
        while (nameEnd < text.length() && text.charAt(nameEnd) > ' ' && (nameEnd == 0 || text.charAt(nameEnd) != '/')) {
            nameEnd++;
        }
        String name = text.substring(text.lastIndexOf(':', nameEnd) + 1, nameEnd);
        switch (name) {
            case "row" -> lastRow = inPart;
            case "si" -> {
                lastRow = inPart;
                sharedStrings++;
                if (inPart + STRING * sharedStrings > mostHeap) {
                    throw new UnreadableException(
                            "too-large",
                            "its shared strings, more than " + sharedStrings
                                    + ", would take more than a sixth of the memory",
                            REMEDY + ", or start with a larger -Xmx");
                }
            }
            case "/sheetData", "/sst" -> lastRow = 0;
            case "c" -> {
                if (tagLength > tag.length || NO_COLUMN.matcher(text).find()) {
                    throw ZipCopy.bad("its part '" + part + "' has a cell beyond the last column of a spreadsheet");
                }
            }
            default -> {
                return;
            }
        }
    }

    private UnreadableException tooLarge(String what) {
        return new UnreadableException(
                "too-large", "its part '" + part + "' has " + what + " larger than a spreadsheet allows", REMEDY);
    }
}
