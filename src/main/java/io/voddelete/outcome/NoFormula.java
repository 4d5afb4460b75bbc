package io.voddelete.outcome;

import io.voddelete.support.Text;
import java.text.Normalizer;

/**
 * Makes foreign text safe for spreadsheets, which treat a cell that begins with a sign as a formula. Where a cell begins
 * depends on the regional settings: half of Europe splits CSV at semicolons, even inside cells quoted for commas.
 */
final class NoFormula {
    private static final String SIGNS = "=+-@";
    private static final String SEPARATORS = ",;|\t\n\u000B\f\r\u0085\u2028\u2029";
    private static final int MINUS = 0x2212;

    private NoFormula() {}

    /**
     * Puts an apostrophe before each sign, including full-width ones, at the beginning or after a separator, even if blanks,
     * quotes or invisible characters are in between.
     */
    static String in(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 1);
        boolean begins = true;
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            i += Character.charCount(character);
            if (begins && isSign(character)) {
                safe.append('\'');
            }
            safe.appendCodePoint(character);
            begins = SEPARATORS.indexOf(character) >= 0 || begins && isPassedOver(character);
        }
        return safe.toString();
    }

    private static boolean isSign(int character) {
        String plain = Normalizer.normalize(Character.toString(character), Normalizer.Form.NFKC);
        return character == MINUS || plain.length() == 1 && SIGNS.contains(plain);
    }

    private static boolean isPassedOver(int character) {
        return character == '"'
                || Character.isISOControl(character)
                || Character.getType(character) == Character.FORMAT
                || Text.isBlank(Character.toString(character));
    }
}
