package io.voddelete.support;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTest {
    @Test
    void whatPrintsStaysAsItIs() {
        String text = "a Z 9 ,&${x}%2C é 媒资 \uD83C\uDFA5";
        assertThat(Text.visible(text)).isEqualTo(text);
    }

    @Test
    void whatWasEscapedBeforeStaysAndIsNotCut() {
        String text = "\\u202e a\\b " + "x".repeat(1000);
        assertThat(Text.printable(text)).isSameAs(text);
        assertThat(Text.printable("a\\b\u202ec\n")).isEqualTo("a\\b\\u202ec\\u000a");
    }

    @Test
    void noCharacterIsCutInTwo() {
        assertThat(Text.beginning("ab", 2)).isEqualTo("ab");
        assertThat(Text.beginning("abc", 2)).isEqualTo("ab");
        assertThat(Text.beginning("a\uD83C\uDFA5", 2)).isEqualTo("a");
        assertThat(Text.beginning("a\uD83C\uDFA5b", 3)).isEqualTo("a\uD83C\uDFA5");
    }

    @Test
    void noTextGivesAnEmptyOne() {
        assertThat(Text.visible(null)).isEmpty();
    }

    @ParameterizedTest(name = "U+{0}")
    @CsvSource({
        "0000, \\u0000",
        "0009, \\u0009",
        "000A, \\u000a",
        "000D, \\u000d",
        "001B, \\u001b",
        "005C, \\u005c",
        "007F, \\u007f",
        "0085, \\u0085",
        "200B, \\u200b",
        "202E, \\u202e",
        "2028, \\u2028",
        "2029, \\u2029",
        "D800, \\ud800",
        "DC00, \\udc00",
        "E000, \\ue000",
        "FEFF, \\ufeff",
        "E0041, \\udb40\\udc41",
        "F0000, \\udb80\\udc00"
    })
    void whatDoesNotPrintIsEscapedUnitByUnit(String codePoint, String shown) {
        String hostile = Character.toString(Integer.parseInt(codePoint, 16));
        assertThat(Text.visible("a" + hostile + "b")).isEqualTo("a" + shown + "b");
    }

    @Test
    void resultIsCutAt200CharactersAndNeverInsideAnEscape() {
        assertThat(Text.visible("x".repeat(201))).isEqualTo("x".repeat(200));
        assertThat(Text.visible("x".repeat(194) + "\n")).hasSize(200).endsWith("x\\u000a");
        assertThat(Text.visible("x".repeat(195) + "\n")).isEqualTo("x".repeat(195));
        assertThat(Text.visible("\0".repeat(100))).isEqualTo("\\u0000".repeat(33));
        assertThat(Text.visible("x".repeat(199) + "\uD83C\uDFA5")).isEqualTo("x".repeat(199));
    }
}
