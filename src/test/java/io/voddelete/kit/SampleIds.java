package io.voddelete.kit;

import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Asset ids for tests: random ones, and those that the simulator's built-in rules select by prefix. */
public final class SampleIds {
    private SampleIds() {}

    /** Returns distinct ids of 32 lower-case hex digits; the same seed gives the same ids. */
    public static List<String> random(long seed, int count) {
        return stream(seed, count).toList();
    }

    /** Returns such ids as a stream. */
    public static Stream<String> stream(long seed, int count) {
        Random random = new Random(seed);
        HexFormat hex = HexFormat.of();
        return IntStream.range(0, count)
                .mapToObj(i -> hex.toHexDigits(random.nextLong() | 1L << 62) + hex.toHexDigits(random.nextLong()));
    }

    /** Returns ids for one built-in rule, such as 404 never existed, 410 deleted before, 423 busy, 403 refused, 502 lost response. */
    public static List<String> fated(int fate, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "%011d%021x".formatted(fate, i))
                .toList();
    }

    /** Returns whether a built-in rule of the simulator applies to the id. */
    public static boolean isFated(String id) {
        return id.startsWith("00000000");
    }

    /** Returns whether the id never existed or was deleted before the test. */
    static boolean neverLived(String id) {
        return id.startsWith("00000000404") || id.startsWith("00000000410");
    }
}
