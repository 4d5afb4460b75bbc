package io.voddelete.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamedSecretTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    @Test
    void entriesAreSetApartByCommasAndLinesAndMayHaveNames() {
        assertThat(NamedSecret.parse(" cms:new , cms:old\r\n\nalone\n", "usual"))
                .containsExactly(
                        new NamedSecret("cms", "new"),
                        new NamedSecret("cms", "old"),
                        new NamedSecret("usual", "alone"));
        assertThat(NamedSecret.parse("", "usual")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "good, true",
        "cms:good, true",
        "'a-1:good,good', true",
        "'cms:good,', false",
        "':good', false",
        "'CMS:good', false",
        "'-cms:good', false",
        "'c_s:good', false",
        "'cms:', false",
        "'cms:x:good', false",
        "a2345678901234567890123456789012:good, true",
        "a23456789012345678901234567890123:good, false",
        "' ', false"
    })
    void aListHasNothingButSecretsEachWithANameOrWithout(String list, boolean is) {
        assertThat(NamedSecret.isList(list, "good"::equals)).isEqualTo(is);
    }

    @ParameterizedTest
    @CsvSource({
        TOKEN + ", true",
        "0123456789abcdef0123456789abcde, false",
        "'0123456789abcdef 123456789abcdef', false",
        "0123456789abcdef:123456789abcdef, false",
        "01230123012301230123012301230123, false",
        "0123456789ABCDEF-._~+/0123456789==, true"
    })
    void aTokenIsLongAndOfManyCharacters(String text, boolean is) {
        assertThat(NamedSecret.isToken(text)).isEqualTo(is);
    }

    @Test
    void noTextOfItShowsTheSecret() {
        assertThat(new NamedSecret("cms", TOKEN).toString()).contains("cms").doesNotContain(TOKEN);
    }
}
