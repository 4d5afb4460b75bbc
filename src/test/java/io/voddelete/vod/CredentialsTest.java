package io.voddelete.vod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {
    @Test
    void redactsEveryPartOfItselfInForeignText() {
        Credentials credentials = new Credentials("AKAKAKAK", "sk-sk-sk", "token/token");

        assertThat(credentials.redact("ak AKAKAKAK not exist|x-security-token:token/token|sk-sk-sk"))
                .isEqualTo("ak *** not exist|x-security-token:***|***");
        assertThat(new Credentials("AKAKAKAK", "sk-sk-sk", null).redact("nothing of it"))
                .isEqualTo("nothing of it");
    }

    private static final String ACCESS_KEY = "HPUAAKEXAMPLE0000001";
    private static final String SECRET_KEY = "hw0SKexampleSecretKey00000000000000000001";
    private static final String TOKEN = "gQpjbi1ub3J0aC00EXAMPLE+/token==";

    @Test
    void textHidesEverySecret() {
        assertThat(new Credentials(ACCESS_KEY, SECRET_KEY, TOKEN))
                .hasToString("Credentials[accessKey=HPUA***0001, secretKey=***, sessionToken=***]");
    }

    @Test
    void textTellsThatThereIsNoToken() {
        assertThat(new Credentials(ACCESS_KEY, SECRET_KEY))
                .hasToString("Credentials[accessKey=HPUA***0001, secretKey=***, sessionToken=none]");
    }

    @Test
    void textShowsNothingOfAShortAccessKey() {
        assertThat(new Credentials("short-key", SECRET_KEY).toString()).contains("accessKey=***,");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", " leading", "trailing ", "line\nbreak", "carriage\rreturn", "nul\0", "é", "\u007f"})
    void refusesWhatNoKeyContainsAndDoesNotQuoteIt(String wrong) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Credentials(wrong, SECRET_KEY))
                .withMessageStartingWith("accessKey must not be empty")
                .withMessageNotContaining("leading");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Credentials(ACCESS_KEY, wrong))
                .withMessageStartingWith("secretKey");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Credentials(ACCESS_KEY, SECRET_KEY, wrong))
                .withMessageStartingWith("sessionToken");
    }

    @Test
    void namesAMissingKey() {
        assertThatNullPointerException()
                .isThrownBy(() -> new Credentials(null, SECRET_KEY))
                .withMessage("accessKey");
        assertThatNullPointerException()
                .isThrownBy(() -> new Credentials(ACCESS_KEY, null))
                .withMessage("secretKey");
    }

    @Test
    void aFingerprintTellsCredentialsFromOthersAndHoldsNoPartOfThem() {
        Credentials credentials = new Credentials(ACCESS_KEY, SECRET_KEY, TOKEN);
        String fingerprint = credentials.fingerprint(new Random(1));

        assertThat(credentials.matches(fingerprint)).isTrue();
        assertThat(new Credentials(ACCESS_KEY, SECRET_KEY).matches(fingerprint)).isFalse();
        assertThat(new Credentials(ACCESS_KEY + "x", SECRET_KEY, TOKEN).matches(fingerprint))
                .isFalse();
        assertThat(new Credentials(ACCESS_KEY, SECRET_KEY + "x", TOKEN).matches(fingerprint))
                .isFalse();
        assertThat(new Credentials(ACCESS_KEY, SECRET_KEY, TOKEN + "x").matches(fingerprint))
                .isFalse();
        assertThat(credentials.fingerprint(new Random(2))).as("salted").isNotEqualTo(fingerprint);
        assertThat(fingerprint).matches("[0-9a-f]{64}:[0-9a-f]{64}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", "0:0", "zz:00", "00", "00:", "00:00:00"})
    void noOtherTextIsAFingerprint(String text) {
        assertThat(new Credentials(ACCESS_KEY, SECRET_KEY).matches(text)).isFalse();
    }
}
