package io.voddelete.outcome;

import io.voddelete.support.Text;
import java.text.Normalizer;

/**
 * Foreign text that no spreadsheet computes. A cell that begins with a sign is a formula to it, and where a cell begins
 * depends on its settings: half of Europe splits CSV at semicolons, whatever is quoted for commas.
 */
final class NoFormula {
    private static final String SIGNS = "=+-@";
    private static final String SEPARATORS = ",;|\t\n\u000B\f\r\u0085\u2028\u2029";
    private static final int MINUS = 0x2212;

    private NoFormula() {}

    /**
     * The text with an apostrophe before each sign, full-width ones too, that stands at its beginning or behind a separator,
     * whatever blanks, quotes and invisible characters are between; else unchanged.
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
