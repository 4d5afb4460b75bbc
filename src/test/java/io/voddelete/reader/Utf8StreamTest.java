package io.voddelete.reader;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8StreamTest {
    @Test
    void everyCharacterPassesAsItIs() throws IOException {
        int[] all = java.util.stream.IntStream.rangeClosed(1, Character.MAX_CODE_POINT)
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .toArray();
        byte[] content = new String(all, 0, all.length).getBytes(UTF_8);
        assertThat(checked(content, 0).readAllBytes()).isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "BF",
                "C080",
                "C1BF",
                "C2",
                "C220",
                "E08080",
                "E09FBF",
                "E0A0",
                "E0A020",
                "EDA080",
                "EDBFBF",
                "F0808080",
                "F08FBFBF",
                "F09080",
                "F4908080",
                "F5808080",
                "FF",
                "FEFF"
            })
    void whatIsNoUtf8IsNamedByLineAndByte(String hex) {
        byte[] broken = HexFormat.of().parseHex(hex);
        byte[] content = ByteBuffer.allocate(6 + broken.length)
                .put("a\r\nb\rc".getBytes(UTF_8))
                .put(broken)
                .array();
        assertThatThrownBy(() -> checked(content, 0).readAllBytes())
                .hasFieldOrPropertyWithValue("reason", "not-utf-8")
                .hasFieldOrPropertyWithValue("remedy", "save it as UTF-8")
                .hasMessageContainingAll("UTF-8", "line 3 (byte 6)");
    }

    @Test
    void whatWasReadBeforeCountsForThePlace() {
        assertThatThrownBy(() -> checked(new byte[] {'a', (byte) 0xFF}, 3).readAllBytes())
                .hasMessageContaining("(byte 4)");
    }

    @Test
    void itAgreesWithTheDecoderOfTheJdkOnRandomBytes() throws IOException {
        Random random = new Random(7);
        for (int i = 0; i < 5_000; i++) {
            byte[] content = new byte[random.nextInt(12)];
            for (int at = 0; at < content.length; at++) {
                // often bytes that begin or go on a character
                content[at] = (byte) (random.nextInt(3) == 0 ? 1 + random.nextInt(0x7F) : 0x80 + random.nextInt(0x80));
            }
            String expected = firstError(content);
            assertThat(outcome(content)).as(HexFormat.of().formatHex(content)).isEqualTo(expected);
        }
    }

    private static String firstError(byte[] content) {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        CoderResult result = UTF_8.newDecoder().decode(bytes, CharBuffer.allocate(64), true);
        return result.isError() ? "byte " + bytes.position() : "good";
    }

    private static String outcome(byte[] content) throws IOException {
        try {
            checked(content, 0).readAllBytes();
            return "good";
        } catch (UnreadableException e) {
            return e.getMessage().replaceFirst(".*(byte \\d+).*", "$1");
        }
    }

    /** Comes byte by byte where it is small, so that every character is cut somewhere. */
    private static InputStream checked(byte[] content, long offset) {
        return new Utf8Stream(
                new ByteArrayInputStream(content) {
                    @Override
                    public synchronized int read(byte[] buffer, int from, int length) {
                        return super.read(buffer, from, content.length < 100 ? Math.min(1, length) : length);
                    }

                    @Override
                    public synchronized byte[] readAllBytes() {
                        throw new AssertionError("not checked");
                    }
                },
                offset);
    }
}
