package io.voddelete.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TakeListProcessorTest {
    /** A character of two halves stands at each place where a page may end. */
    @Test
    void aFileInAnotherEncodingThatTheAddressNamesIsReadAsUtf8() throws Exception {
        String text = "é,\uD83D\uDE00".repeat(20_001);
        for (String charset : List.of("UTF-16LE", "UTF-8", "GB18030")) {
            byte[] content = text.getBytes(Charset.forName(charset));
            try (InputStream in = TakeListProcessor.utf8(new ByteArrayInputStream(content), charset)) {
                assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo(text);
            }
        }
        byte[] latin = "é\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(TakeListProcessor.utf8(new ByteArrayInputStream(latin), null).readAllBytes())
                .isEqualTo(latin);
    }
}
