package io.voddelete.reader;

import io.voddelete.support.Text;
import org.jspecify.annotations.Nullable;

/** A mark after the content of a cell that is not text: a character that no id contains. */
enum SheetMark {
    /** After a number. */
    NUMBER('\uFDD0', "excel-number"),
    /** After the address of a formula whose result is not text. */
    FORMULA('\uFDD1', "not-a-string"),
    /** After a Boolean or an error. */
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

    /** Why a cell with it does not contain an id, see {@link Entry.Rejected}. */
    String reason() {
        return reason;
    }

    /** The mark at the end of an escaped text; null if there is none. */
    static @Nullable SheetMark at(String escaped) {
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

    /** The content of a cell without its mark; null for a formula, of which only the address is known. */
    static @Nullable String content(String text) {
        return text.indexOf(FORMULA.character) >= 0 ? null : unmarked(text);
    }

    /** Removes marks from a text. */
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
