package io.voddelete.reader;

import io.voddelete.support.Text;

/** What stands behind the content of a cell that is no text: a character that no id holds. */
enum SheetMark {
    /** Behind a number. */
    NUMBER('\uFDD0', "excel-number"),
    /** Behind the address of a formula whose result is no text. */
    FORMULA('\uFDD1', "not-a-string"),
    /** Behind a truth value or an error. */
    OTHER('\uFDD2', "not-a-string");

    private final char character;
    private final String reason;

    SheetMark(char character, String reason) {
        this.character = character;
        this.reason = reason;
    }

    String after(String content) {
        return content + character;
    }

    /** Why a cell with it holds no id, as in {@link Entry.Rejected}. */
    String reason() {
        return reason;
    }

    /** The mark at the end of an escaped text; null if there is none. */
    static SheetMark at(String escaped) {
        for (SheetMark mark : values()) {
            if (escaped.endsWith(mark.escaped())) {
                return mark;
            }
        }
        return null;
    }

    /** An escaped text without marks. */
    static String strip(String escaped) {
        String text = escaped;
        for (SheetMark mark : values()) {
            text = text.replace(mark.escaped(), "");
        }
        return text;
    }

    /** A text that cannot be taken for a marked one. */
    static String unmarked(String text) {
        String plain = text;
        for (SheetMark mark : values()) {
            plain = plain.replace(mark.character, ' ');
        }
        return plain;
    }

    private String escaped() {
        return Text.visible(String.valueOf(character));
    }
}
