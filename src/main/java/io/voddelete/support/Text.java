package io.voddelete.support;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Foreign text made fit for a log line, an error message or a report. */
public final class Text {
    /** The longest foreign text that is shown, in characters of the result. */
    public static final int LONGEST = 200;

    private Text() {}

    /**
     * Escapes whatever does not print on one line or looks like a plain blank (control characters, direction marks,
     * no-break spaces, lone surrogates, the backslash itself) as {@code \}{@code uXXXX} and cuts the result at {@value #LONGEST} characters.
     *
     * @param text may be null, which gives an empty text
     */
    public static String visible(String text) {
        return visible(text, LONGEST);
    }

    /** The same, cut at so many characters. */
    public static String visible(String text, int longest) {
        if (text == null) {
            return "";
        }
        StringBuilder shown = new StringBuilder(Math.min(text.length(), longest));
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            i += Character.charCount(codePoint);
            String character = Character.toString(codePoint);
            String next = prints(codePoint) ? character : escaped(character);
            if (shown.length() + next.length() > longest) {
                break;
            }
            shown.append(next);
        }
        return shown.toString();
    }

    /**
     * The same of a whole text that may have been escaped before: nothing is cut, and a backslash stays.
     *
     * @param text not null
     */
    static String printable(String text) {
        if (text.codePoints().allMatch(each -> each == '\\' || prints(each))) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(each -> {
            String character = Character.toString(each);
            shown.append(each == '\\' || prints(each) ? character : escaped(character));
        });
        return shown.toString();
    }

    /** Without the blanks at its ends, of any kind: no-break and ideographic spaces and what takes no room too. */
    public static String strip(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isBlank(text.charAt(from))) {
            from++;
        }
        while (from < to && isBlank(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    /** Whether there are blanks only, of any kind. */
    public static boolean isBlank(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isBlank(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBlank(char c) {
        if (c < 0x80) {
            return c <= ' ' && Character.isWhitespace(c);
        }
        return Character.isSpaceChar(c) || Character.getType(c) == Character.FORMAT && !turnsAround(c) || looksBlank(c);
    }

    /** Whether what follows may be shown from right to left: an id behind it is not the one that a reader saw. */
    private static boolean turnsAround(char c) {
        return c == '\u202B' || c == '\u202E' || c == '\u2067';
    }

    /** Letters and marks that show nothing, though Unicode counts them as what prints. */
    private static boolean looksBlank(int codePoint) {
        return switch (codePoint) {
            case 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0 -> true;
            default -> codePoint >= 0x180B && codePoint <= 0x180F || codePoint >= 0xFE00 && codePoint <= 0xFE0F;
        };
    }

    private static String escaped(String character) {
        StringBuilder units = new StringBuilder();
        character.chars().forEach(unit -> units.append(String.format(Locale.ROOT, "\\u%04x", unit)));
        return units.toString();
    }

    private static boolean prints(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> codePoint == ' ';
            default -> codePoint != '\\' && !looksBlank(codePoint);
        };
    }

    /** The bytes that a text takes in UTF-8, as in the name of a file. */
    public static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
