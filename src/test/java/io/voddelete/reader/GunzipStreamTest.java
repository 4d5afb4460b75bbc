package io.voddelete.reader;

import static io.voddelete.reader.Entries.gzip;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterInputStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GunzipStreamTest {
    private static final byte[] CONTENT = "a1\nb2\nc3\n".getBytes(UTF_8);
    private static final byte[] HEADER = {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, 0};

    @Test
    void contentOfAnySizeComesBack() throws IOException {
        for (int size : new int[] {0, 1, 32 * 1024, 300_000}) {
            byte[] content = new byte[size];
            new Random(size).nextBytes(content);
            assertThat(unpack(gzip(content))).isEqualTo(content);
        }
    }

    @Test
    void membersAreReadOneAfterTheOther() throws IOException {
        byte[] many = join(gzip(CONTENT), gzip(new byte[0]), gzip(CONTENT), gzip("d4".getBytes(UTF_8)));
        assertThat(new String(unpack(many), UTF_8)).isEqualTo("a1\nb2\nc3\na1\nb2\nc3\nd4");
    }

    @Test
    void everyPartOfAHeaderIsPassedOver() throws IOException {
        byte[] full = HEADER.clone();
        full[3] = 2 | 4 | 8 | 16;
        byte[] header = join(full, new byte[] {3, 0, 9, 9, 9}, "name\0".getBytes(UTF_8), "comment\0".getBytes(UTF_8));
        CRC32 sum = new CRC32();
        sum.update(header);
        byte[] check = {(byte) sum.getValue(), (byte) (sum.getValue() >> 8)};
        byte[] packed = gzip(CONTENT);
        byte[] body = Arrays.copyOfRange(packed, HEADER.length, packed.length);

        assertThat(unpack(join(header, check, body))).isEqualTo(CONTENT);
        check[0]++;
        broken(join(header, check, body)).hasMessageContainingAll("gzip", "checksum of a header");
    }

    @Test
    void aFileThatEndsTooEarlyIsRefusedWhereverItEnds() {
        byte[] packed = join(gzip(CONTENT), gzip(CONTENT));
        int half = packed.length / 2;
        for (int length = 2; length < packed.length; length++) {
            if (length != half) { // which is a whole file
                broken(Arrays.copyOf(packed, length)).hasMessageContaining("not valid gzip");
            }
        }
        broken(Arrays.copyOf(packed, 15)).hasMessageContainingAll("gzip", "truncated at byte 15");
    }

    @Test
    void aFlippedBitNeverChangesTheContentUnseen() throws IOException {
        byte[] packed = gzip(CONTENT);
        int refused = 0;
        for (int bit = 0; bit < packed.length * 8; bit++) {
            byte[] flipped = packed.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                // time, system and what fills up the last byte say nothing of the content
                assertThat(unpack(flipped)).isEqualTo(CONTENT);
            } catch (UnreadableException e) {
                assertThat(e.reason()).isEqualTo("bad-gzip");
                refused++;
            }
        }
        assertThat(refused).isGreaterThan((packed.length - 8) * 8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\0", "a", "more ids", "\u001F", "\u001F\u008B"})
    void whatFollowsAMemberAndIsNoneIsRefusedAndNotSwallowed(String garbage) {
        broken(join(gzip(CONTENT), garbage.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)));
    }

    @Test
    void aBrokenSecondMemberIsNamed() {
        broken(join(gzip(CONTENT), "junk".getBytes(UTF_8))).hasMessageContainingAll("gzip", "after member 1");
        byte[] second = gzip(CONTENT);
        second[second.length - 8]++;
        broken(join(gzip(CONTENT), second)).hasMessageContainingAll("gzip", "checksum of its content");
    }

    @Test
    void aBombOf10GibibytesIsRefusedSoonAndAtItsRatio() {
        CountedStream bomb = new CountedStream(bomb('\0', 10L << 30));
        assertThatThrownBy(() -> new GunzipStream(bomb, Long.MAX_VALUE).skip(Long.MAX_VALUE))
                .hasFieldOrPropertyWithValue("reason", "too-large")
                .hasMessageContaining("more than 100 times its size");
        assertThat(bomb.bytes).isLessThan(100_000);
    }

    @Test
    void aBombInManyMembersIsRefusedToo() {
        byte[] member = gzip(new byte[1 << 20]);
        byte[] many = new byte[0];
        for (int i = 0; i < 12; i++) {
            many = join(many, member);
        }
        byte[] bomb = many;
        assertThatThrownBy(() -> unpack(bomb)).hasMessageContaining("more than 100 times its size");
    }

    @Test
    void aSmallListMayPackAsWellAsItCan() throws IOException {
        byte[] same = "0123456789abcdef0123456789abcdef\n".repeat(300_000).getBytes(UTF_8); // 9.4 MiB
        assertThat(gzip(same).length).isLessThan(same.length / 200);
        assertThat(unpack(gzip(same))).isEqualTo(same);
    }

    @Test
    void contentBeyondTheBoundIsRefused() throws IOException {
        byte[] packed = gzip(CONTENT);
        assertThat(new GunzipStream(new ByteArrayInputStream(packed), CONTENT.length).readAllBytes())
                .isEqualTo(CONTENT);
        assertThatThrownBy(() -> new GunzipStream(new ByteArrayInputStream(packed), CONTENT.length - 1).readAllBytes())
                .hasMessageContaining("larger than 8 bytes");
    }

    /** A gzip without its end, packed while it is read. */
    static InputStream bomb(char content, long size) {
        return new java.io.SequenceInputStream(
                new ByteArrayInputStream(HEADER),
                new DeflaterInputStream(
                        new Repeated("", content, size, ""), new Deflater(Deflater.BEST_COMPRESSION, true)));
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static AbstractThrowableAssert<?, ?> broken(byte[] packed) {
        return assertThatThrownBy(() -> unpack(packed)).hasFieldOrPropertyWithValue("reason", "bad-gzip");
    }

    private static byte[] unpack(byte[] packed) throws IOException {
        try (InputStream in = new GunzipStream(new ByteArrayInputStream(packed), Long.MAX_VALUE)) {
            return in.readAllBytes();
        }
    }

    private static final class CountedStream extends java.io.FilterInputStream {
        private long bytes;

        CountedStream(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int some = super.read(buffer, offset, length);
            bytes += Math.max(0, some);
            return some;
        }
    }
}
