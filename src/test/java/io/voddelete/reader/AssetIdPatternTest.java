package io.voddelete.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.voddelete.asset.AssetId;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssetIdPatternTest {
    private static final String HEX = "f488337c31c8e4622f1590735b134c65";
    private static final AssetIdPattern DEFAULT = new AssetIdPattern(Pattern.compile("[0-9a-f]{32}"));
    private static final AssetIdPattern ANYTHING = new AssetIdPattern(Pattern.compile(".*", Pattern.DOTALL));

    @Test
    void shortestAndLongestIdAreTaken() {
        assertThat(new AssetId("a")).hasToString("a");
        assertThat(new AssetId("Z_-9".repeat(16)).value()).hasSize(64);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "a,b",
                "%2C",
                "a&delete_type=origin",
                "${x}",
                "a/b",
                "..",
                "a\0",
                "a\n",
                "é",
                "٣",
                "a\uFEFF"
            })
    void nothingOutsideTheFixedBoundIsTaken(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new AssetId(text)).withMessageContaining("asset id");
        assertThat(ANYTHING.read(7, text))
                .isInstanceOfSatisfying(
                        Entry.Rejected.class,
                        rejected -> assertThat(rejected.reason()).isEqualTo("not-an-asset-id"));
    }

    @Test
    void idOf65CharactersIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new AssetId("a".repeat(65)));
    }

    @Test
    void messageShowsTheRefusedTextOnOneLine() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AssetId("a\r\nb"))
                .withMessageContaining("'a\\u000d\\u000ab'");
    }

    @Test
    void missingIdIsNamed() {
        assertThatNullPointerException().isThrownBy(() -> new AssetId(null)).withMessage("value");
    }

    @Test
    void orderIsThatOfTheText() {
        assertThat(new AssetId("a")).isLessThan(new AssetId("b")).isEqualByComparingTo(new AssetId("a"));
    }

    @Test
    void patternMustMatchTheWholeText() {
        assertThat(DEFAULT.read(3, HEX)).isEqualTo(new Entry.Found(3, new AssetId(HEX)));
        assertThat(DEFAULT.read(3, HEX + "0")).isEqualTo(new Entry.Rejected(3, HEX + "0", "not-an-asset-id"));
        assertThat(DEFAULT.read(3, HEX.substring(1)))
                .isEqualTo(new Entry.Rejected(3, HEX.substring(1), "not-an-asset-id"));
    }

    @Test
    void upperCaseIsRejectedWithAReasonOfItsOwnAndNeverFolded() {
        String upper = "F488337C31C8E4622F1590735B134C65";
        assertThat(DEFAULT.read(1, upper)).isEqualTo(new Entry.Rejected(1, upper, "upper-case"));
        assertThat(DEFAULT.read(1, "F4")).isEqualTo(new Entry.Rejected(1, "F4", "not-an-asset-id"));
    }
}
