package io.voddelete.reader;

import java.io.IOException;
import java.util.List;

/**
 * Input that is not a readable list of asset ids, so nothing of it is accepted. The same input always fails in the same way.
 * The message says what is wrong and where; foreign text in it is escaped.
 */
public final class UnreadableException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String reason;
    private final String remedy;
    private final transient List<Entry.Rejected> lines;
    private final long lineCount;

    /**
     * @param reason see {@link #reason()}
     * @param message what is wrong and where, with foreign text escaped
     * @param remedy see {@link #remedy()}
     */
    public UnreadableException(String reason, String message, String remedy) {
        this(reason, message, remedy, List.of(), 0);
    }

    /**
     * A list that is refused because of its lines.
     *
     * @param lines see {@link #lines()}
     * @param lineCount see {@link #lineCount()}
     */
    public UnreadableException(
            String reason, String message, String remedy, List<Entry.Rejected> lines, long lineCount) {
        super(message);
        this.reason = reason;
        this.remedy = remedy;
        this.lines = List.copyOf(lines);
        this.lineCount = lineCount;
    }

    /**
     * For programs: {@code not-a-list} (another kind of file), {@code not-text} (NUL bytes), {@code no-id-column},
     * {@code two-id-columns}, {@code header-differs}, {@code ids-in-quotes}, {@code header-in-quotes}, {@code rows-in-quotes}, {@code not-utf-8}, {@code bad-gzip},
     * {@code bad-json}, {@code bad-csv}, {@code bad-xlsx},
     * {@code unclear-workbook} (several sheets, or hidden ones or rows, hold ids, or a formula has no text), {@code too-large}, {@code several-links} (hard links),
     * {@code unknown-option}, {@code unsupported-body} (of rows: a value that is no text), {@code too-many-rejected} or {@code no-asset-ids}.
     */
    public String reason() {
        return reason;
    }

    /** The first of the lines because of which the list is refused, so that they can be corrected; usually none. */
    public List<Entry.Rejected> lines() {
        return lines;
    }

    /** The number of such lines that were read; there may be more if the list was not read completely. */
    public long lineCount() {
        return lineCount;
    }

    /** What to do, such as {@code save it as UTF-8}. */
    public String remedy() {
        return remedy;
    }
}
