package io.voddelete.support;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Makes untrusted text safe for a log line, an error message or a report. */
public final class Text {
    /** Maximum length of the result, in characters. */
    public static final int LONGEST = 200;

    private Text() {}

    /**
     * Escapes everything that is not a visible character or a plain space (control characters, direction marks, no-break
     * spaces, lone surrogates, the backslash) as {@code \}{@code uXXXX} and cuts the result at {@value #LONGEST} characters.
     *
     * @param text null becomes an empty text
     */
    public static String visible(@Nullable String text) {
        return visible(text, LONGEST);
    }

    /** Like {@link #visible(String)}, cut at the given number of characters. */
    public static String visible(@Nullable String text, int longest) {
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
     * Escapes like {@link #visible(String)} without cutting, and leaves backslashes alone, since the text may already be escaped.
     *
     * @param text not null
     */
    public static String printable(String text) {
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

    /**
     * Returns the beginning of a text, as it is, without half of a surrogate pair at its end.
     *
     * @param longest maximum number of characters, at least 1
     */
    public static String beginning(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        boolean half = Character.isHighSurrogate(text.charAt(longest - 1));
        return text.substring(0, half ? longest - 1 : longest);
    }

    /** Returns the text with a capital first letter; empty for an empty text. */
    public static String capitalized(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    /** Removes leading and trailing white space of any kind, including no-break, ideographic and zero-width spaces. */
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

    /** Returns whether the text is empty or consists of white space of any kind. */
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

    /** Returns whether the character may reorder the text after it (right to left), so that readers see another id. */
    private static boolean turnsAround(char c) {
        return c == '\u202B' || c == '\u202E' || c == '\u2067';
    }

    /** Letters and marks that are invisible although Unicode counts them as printable. */
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

    /** Returns the length of the text in UTF-8, in bytes; limits of file names count those. */
    public static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
