package io.voddelete.asset;

import java.util.Objects;

/**
 * Something the sender of a list should know although the list was accepted.
 *
 * @param code a machine word: {@code partial-list} (the list says that it is not all of it), {@code sheet} (the one
 *     that was read of a workbook) or
 *     {@code more-notices} (how many were left out)
 * @param text one line for people, with foreign text escaped
 */
public record Notice(String code, String text) {
    private static final String PARTIAL_LIST = "partial-list";

    public Notice {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(text, "text");
    }

    static Notice partialList(String text) {
        return new Notice(PARTIAL_LIST, text);
    }

    /** The same about one of several lists. */
    public Notice of(String list) {
        return new Notice(code, list + ": " + text);
    }

    /** Whether somebody should look at it: ids that were meant may be missing. */
    public boolean warns() {
        return code.equals(PARTIAL_LIST);
    }
}
