package io.voddelete.reader;

import io.voddelete.support.Text;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/**
 * Passes the lines of a CSV file to its parser, one per read and each ended by LF, so that the parser never reads beyond the
 * current record. This gives the line on which a record begins, limits its size, and skips comments and blank lines between
 * records while keeping those inside quotes.
 */
final class CsvLines extends Reader {
    private static final int LONGEST_RECORD = 64 * 1024;

    private final Lines lines;
    private final ListRules rules;
    private final boolean declared;
    /** The line that declares the separator, which recurs in concatenated lists; null if there is none. */
    private @Nullable String declaration;

    private boolean begun;
    private long commented;
    private long recordLine;
    private long recordLength;
    private String line = "";
    private int position;

    /**
     * @param rules distinguish a header that begins with {@code #} from a comment
     * @param declared whether the first line only declares the separator
     */
    CsvLines(InputStream in, ListRules rules, boolean declared) {
        this.lines = new Lines(in, LONGEST_RECORD);
        this.rules = rules;
        this.declared = declared;
    }

    /** Goes to the first line of the next record; false at the end of the input. */
    boolean beginRecord() throws IOException {
        while (lines.next()) {
            String text = lines.text();
            declaration = declared && lines.number() == 1 ? text : declaration;
            boolean passedOver = text.equals(declaration) || CsvHead.isPassedOver(text, begun, rules.columns());
            if (passedOver && !(text.isBlank() && lines.isTooLong())) {
                commented += !Text.isBlank(text) && rules.pattern().isClearlyIn(text) ? 1 : 0;
                continue;
            }
            begun = true;
            recordLine = lines.number();
            recordLength = 0;
            take(text);
            return true;
        }
        return false;
    }

    /** The number of the line on which the record begins. */
    long recordLine() {
        return recordLine;
    }

    /** The number of comments so far that contain what looks like an asset id, such as rows that begin with {@code #}. */
    long commented() {
        return commented;
    }

    /** The number of lines read so far. */
    long number() {
        return lines.number();
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
        if (position > line.length()) {
            if (!lines.next()) {
                return -1;
            }
            take(lines.text());
        }
        if (position == line.length()) {
            buffer[offset] = '\n';
            position++;
            return 1;
        }
        int some = Math.min(length, line.length() - position);
        line.getChars(position, position + some, buffer, offset);
        position += some;
        if (some < length) {
            buffer[offset + some++] = '\n';
            position++;
        }
        return some;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    UnreadableException bad(String what, String remedy) {
        return new UnreadableException(
                "bad-csv", "it is not valid CSV: the record that begins on line " + recordLine + " " + what, remedy);
    }

    private void take(String text) throws UnreadableException {
        line = text;
        position = 0;
        recordLength += text.length() + 1L;
        if (lines.isTooLong() || recordLength > LONGEST_RECORD) {
            throw bad("has more than " + LONGEST_RECORD + " characters", "look for a quote that is not closed");
        }
    }
}
