package io.voddelete.asset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * How the first record of a CSV file splits.
 *
 * @param separator comma, semicolon or tab
 * @param separated whether the separator is there, outside quotes
 * @param named whether a cell says {@code asset_id}, so that the record is a header
 */
record CsvColumns(char separator, boolean separated, boolean named) {
    private static final char[] SEPARATORS = {',', ';', '\t'};
    private static final Pattern NUMBER_COLUMN = Pattern.compile("\\s*#\\s*[,;\\t]");

    /** By the separator that sets a cell {@code asset_id} apart, else by the one that comes first, else by comma. */
    static CsvColumns of(String firstLine) {
        CsvColumns first = null;
        int firstAt = Integer.MAX_VALUE;
        for (char separator : SEPARATORS) {
            int at = outsideQuotes(firstLine, separator);
            boolean named = !named(cells(firstLine, separator)).isEmpty();
            if (first == null || named && !first.named || at < firstAt && !first.named) {
                first = new CsvColumns(separator, at < Integer.MAX_VALUE, named);
                firstAt = at;
            }
        }
        return first;
    }

    /** The places, from 0, of the cells that say {@code asset_id}, however spelt: {@code Asset ID}, {@code assetId}. */
    static List<Integer> named(String... cells) {
        return IntStream.range(0, cells.length)
                .filter(i -> "assetid".equals(ForeignOption.plain(cells[i])))
                .boxed()
                .toList();
    }

    /**
     * Whether a line between two records is blank or a comment.
     *
     * @param begun whether a record came before it; a first line {@code #,asset_id} is a header that counts the rows
     */
    static boolean isPassedOver(String line, boolean begun) {
        String text = line.strip();
        boolean comment = text.startsWith("#");
        boolean header = comment && !begun && NUMBER_COLUMN.matcher(text).lookingAt() && of(text).named;
        return text.isEmpty() || comment && !header;
    }

    static CSVFormat format(char separator) {
        return CSVFormat.Builder.create()
                .setDelimiter(separator)
                .setQuote('"')
                .setIgnoreSurroundingSpaces(true)
                .setIgnoreEmptyLines(false)
                .get();
    }

    private static String[] cells(String line, char separator) {
        try (CSVParser parser = CSVParser.parse(line, format(separator))) {
            Iterator<CSVRecord> records = parser.iterator();
            return records.hasNext() ? records.next().values() : new String[0];
        } catch (IOException | UncheckedIOException e) {
            return new String[0]; // a cell goes on in the next line, or the line is broken, which the reader will tell
        }
    }

    private static int outsideQuotes(String line, char separator) {
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                return i;
            }
        }
        return Integer.MAX_VALUE;
    }
}
