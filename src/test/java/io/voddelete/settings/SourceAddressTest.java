package io.voddelete.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceAddressTest {
    @ParameterizedTest
    @CsvSource({
        "ftp:user:pass@host/list?password=pass&delay=5, ftp:…@host/list?password=…&delay=…",
        "https://user:pass@host/list?q=RAW(a&b), https://…@host/list?q=…",
        "file:lists?fileNam=x, file:lists?fileNam=…",
        "nosuch:place, nosuch:place"
    })
    void itIsShownWithoutItsUserAndTheValuesOfItsOptions(String uri, String shown) {
        assertThat(new SourceAddress(uri).shown()).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://host/list?apiKey=s3cr3t-value",
                "ftp://me:s3cr3t-value@host/lists",
                "https://host/list?authUsername=me&authPassword=RAW(s3cr3t-value)",
                "sftp://host/lists?username=me&password=RAW{s3cr3t-value}&delete=true",
                "https://host/list?key=s3cr3t%2Dvalue"
            })
    void noMessageShowsASecretOfTheAddressInWhateverFormItStandsThere(String uri) {
        SourceAddress address = new SourceAddress(uri);

        assertThat(address.hide("cannot call " + uri + " now"))
                .doesNotContain("s3cr3t")
                .startsWith("cannot call ")
                .endsWith(" now");
        assertThat(address.hide("login failed for 's3cr3t-value'")).isEqualTo("login failed for '…'");
    }

    @Test
    void theRestOfAMessageStaysAsItIs() {
        assertThat(new SourceAddress("file:lists").hide("no file at https://host/list: 404"))
                .isEqualTo("no file at https://host/list: 404");
    }
}
