package io.voddelete.asset;

import java.util.Locale;

/** Foreign text made fit for a log line, an error message or a report. */
public final class Text {
    /** The longest foreign text that is shown, in characters of the result. */
    public static final int LONGEST = 200;

    private Text() {}

    /**
     * Escapes whatever does not print on one line (control characters, direction marks, lone surrogates, the
     * backslash itself) as {@code \}{@code uXXXX} and cuts the result at {@value #LONGEST} characters.
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
            default -> codePoint != '\\';
        };
    }
}
