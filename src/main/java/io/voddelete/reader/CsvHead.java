package io.voddelete.reader;

import io.voddelete.support.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * The properties of a table, as seen in the lines up to the first asset id.
 *
 * @param separator between cells
 * @param declared whether the first line is {@code sep=x}, as written by Excel, which is not data
 * @param named whether a line has a cell that {@linkplain IdColumns names the ids}
 * @param apart whether that line, or the line of the first id, has a separator
 * @param separated whether there is no id and the first line of text has a separator
 */
record CsvHead(char separator, boolean declared, boolean named, boolean apart, boolean separated) {
    private static final char[] SEPARATORS = {',', ';', '\t'};
    private static final Pattern DECLARED = Pattern.compile("(?i)\"?sep=(.)\"?[ ]*(\\R|$)", Pattern.DOTALL);
    private static final Pattern NO_SEPARATOR = Pattern.compile("[A-Za-z0-9_\"\\r\\n-]");
    private static final Pattern NUMBER_COLUMN = Pattern.compile("\\s*#\\s*[,;\\t]");

    /** @param start the first characters of the content, without byte order mark */
    static CsvHead of(String start, ListRules rules) {
        Matcher declared = DECLARED.matcher(start);
        if (declared.lookingAt() && !NO_SEPARATOR.matcher(declared.group(1)).matches()) {
            return new CsvHead(declared.group(1).charAt(0), true, false, true, true);
        }
        List<String> lines = start.lines()
                .filter(line -> !isPassedOver(line, false, rules.columns()))
                .toList();
        char fallback = 0;
        boolean apart = false;
        boolean separated = separated(lines);
        for (String line : lines) {
            for (char separator : SEPARATORS) {
                if (names(line, separator, rules.columns())) {
                    return new CsvHead(separator, false, true, has(line, separator), separated);
                }
            }
            fallback = fallback == 0 ? first(line) : fallback;
            if (rules.pattern().isIn(line)) {
                separated = false;
                fallback = first(line) == 0 ? fallback : first(line); // what separates data counts more than a title
                char own = first(Text.strip(line)); // blanks around an id set nothing apart
                apart = own != 0 && holdsAnId(line, own, rules.pattern());
                break;
            }
        }
        return new CsvHead(fallback == 0 ? SEPARATORS[0] : fallback, false, false, apart, separated);
    }

    /**
     * Whether a line between two records is blank or a comment.
     *
     * @param begun whether a record came before it; a first line {@code #,asset_id} is a header that counts the rows
     */
    static boolean isPassedOver(String line, boolean begun, IdColumns columns) {
        String text = Text.strip(line);
        if (!text.startsWith("#")) {
            return text.isEmpty();
        }
        boolean header = !begun
                && NUMBER_COLUMN.matcher(text).lookingAt()
                && (names(text, ',', columns) || names(text, ';', columns) || names(text, '\t', columns));
        return !header;
    }

    /** The quote character; none if tabs separate the cells. */
    CSVFormat format() {
        return format(separator);
    }

    private static CSVFormat format(char separator) {
        return CSVFormat.Builder.create()
                .setDelimiter(separator)
                .setQuote(separator == '\t' ? null : '"')
                .setIgnoreSurroundingSpaces(true)
                .setIgnoreEmptyLines(false)
                .get();
    }

    /** Removes enclosing quotes from a cell of a tab-separated file, where quotes are ordinary characters. */
    static String unquoted(String cell) {
        boolean enclosed = cell.length() > 1 && cell.startsWith("\"") && cell.indexOf('"', 1) == cell.length() - 1;
        return enclosed ? cell.substring(1, cell.length() - 1) : cell;
    }

    private static boolean names(String line, char separator, IdColumns columns) {
        return columns.mayBeIn(line) && !columns.named(cells(line, separator)).isEmpty();
    }

    private static boolean holdsAnId(String line, char separator, AssetIdPattern pattern) {
        return cells(line, separator).stream().anyMatch(cell -> pattern.matches(Text.strip(cell)));
    }

    private static boolean separated(List<String> lines) {
        return !lines.isEmpty() && first(lines.get(0)) != 0;
    }

    private static List<String> cells(String line, char separator) {
        try (CSVParser parser = CSVParser.parse(line, format(separator))) {
            Iterator<CSVRecord> records = parser.iterator();
            return records.hasNext()
                    ? Arrays.stream(records.next().values())
                            .map(CsvHead::unquoted)
                            .toList()
                    : List.of();
        } catch (IOException | UncheckedIOException e) {
            return List.of(); // a cell goes on in the next line, or the line is broken, which the reader will tell
        }
    }

    /** The separator that comes first; 0 if there is none. */
    private static char first(String line) {
        char first = 0;
        int firstAt = Integer.MAX_VALUE;
        for (char separator : SEPARATORS) {
            int at = outsideQuotes(line, separator);
            if (at < firstAt) {
                first = separator;
                firstAt = at;
            }
        }
        return first;
    }

    private static boolean has(String line, char separator) {
        return outsideQuotes(line, separator) < Integer.MAX_VALUE;
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
        int at = quoted && separator == '\t' ? line.indexOf(separator) : -1; // the quote that does not end is a letter
        return at < 0 ? Integer.MAX_VALUE : at;
    }
}
