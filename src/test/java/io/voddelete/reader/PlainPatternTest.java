package io.voddelete.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.asset.AssetId;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainPatternTest {
    private static final String CHARACTERS = "09afgzAFGZ_-,.?@[]{}é٣\uFEFF\0\n ";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[0-9a-f]{32}",
                "[0-9a-f]{3}",
                "[A-Za-z0-9_-]{1,64}",
                "[-a]{0,2}",
                "[a-]{2,999}",
                "[_]{1}",
                "[0-9a-fA-F]{2,3}"
            })
    void itSaysWhatTheRegularExpressionSays(String expression) {
        Pattern pattern = Pattern.compile(expression);
        PlainPattern plain = PlainPattern.of(pattern).orElseThrow();
        Random random = new Random(20261201);
        for (int round = 0; round < 20_000; round++) {
            String text = random(random, random.nextInt(5));
            assertSame(plain, pattern, text);
        }
        for (int length : new int[] {31, 32, 33, 63, 64, 65}) {
            assertSame(plain, pattern, "a".repeat(length));
            assertSame(plain, pattern, "a".repeat(length - 1) + "\u0161"); // its lower byte is an a
        }
    }

    private static String random(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(
                    random.nextInt(100) == 0
                            ? (char) random.nextInt(0x10000)
                            : CHARACTERS.charAt(random.nextInt(random.nextBoolean() ? 10 : CHARACTERS.length())));
        }
        return text.toString();
    }

    private static void assertSame(PlainPattern plain, Pattern pattern, String text) {
        assertThat(plain.matches(text))
                .as("%s: '%s'", pattern, text)
                .isEqualTo(AssetId.isSafe(text) && pattern.matcher(text).matches());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[^0-9]{32}",
                "[0-9&&[1-3]]{32}",
                "[\\d]{32}",
                "[0-9a-f]+",
                "[0-9a-f]{32,}",
                "[0-9]{2}[a-f]{2}",
                "(?i)[a-f]{32}",
                ".{32}",
                "[a-f]{2}|[0-9]{32}",
                "a{2}",
                "[!-z]{3}",
                "[z-]{2}{2}"
            })
    void otherShapesAreLeftToTheRegularExpression(String expression) {
        assertThat(PlainPattern.of(Pattern.compile(expression))).isEmpty();
    }

    @Test
    void flagsAreLeftToTheRegularExpression() {
        assertThat(PlainPattern.of(Pattern.compile("[a-f]{2}", Pattern.CASE_INSENSITIVE)))
                .isEmpty();
    }

    @Test
    void eachCharacterIsSafeAloneIfItIsInAText() {
        for (char c = 0; c < Character.MAX_VALUE; c++) {
            assertThat(AssetId.isSafe("a" + c)).isEqualTo(AssetId.isSafe(c));
        }
    }
}
