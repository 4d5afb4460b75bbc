package io.voddelete.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.kit.Ids;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class AssetChecksumTest {
    private static final String ID = Ids.id(7).value();
    private static final AssetChecksum CHECKSUM = new AssetChecksum(ID, 3, 12, 1);

    /** Stores outlive programs. By another implementation of CRC-32C, over submission, line, generation and id, big-endian. */
    @Test
    void theChecksumIsTheSameInEachVersion() {
        assertThat(CHECKSUM.value()).isEqualTo(1359461779);
    }

    @Test
    void eachFlippedBitGivesAnotherOne() {
        for (int bit = 0; bit < ID.length() * 8; bit++) {
            byte[] flipped = ID.getBytes(StandardCharsets.US_ASCII);
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertDiffers(new AssetChecksum(new String(flipped, StandardCharsets.ISO_8859_1), 3, 12, 1));
        }
        for (int bit = 0; bit < 64; bit++) {
            assertDiffers(new AssetChecksum(ID, 3 ^ 1L << bit, 12, 1));
            assertDiffers(new AssetChecksum(ID, 3, 12 ^ 1L << bit, 1));
        }
        for (int bit = 0; bit < 32; bit++) {
            assertDiffers(new AssetChecksum(ID, 3, 12, 1 ^ 1 << bit));
        }
    }

    private static void assertDiffers(AssetChecksum other) {
        assertThat(other.value()).as("%s", other).isNotEqualTo(CHECKSUM.value());
        assertThatThrownBy(() -> other.require(1, CHECKSUM.value()))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(StoreFault.of(e)).isEqualTo(StoreFault.DAMAGED));
    }
}
