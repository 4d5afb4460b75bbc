package io.voddelete.kit;

import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Asset ids for tests: random ones, and those to which the simulator gives a fate by their first characters. */
public final class SampleIds {
    private SampleIds() {}

    /** Different ids of 32 lower-case hex digits; the same for the same seed. */
    public static List<String> random(long seed, int count) {
        return stream(seed, count).toList();
    }

    /** The same, one after the other. */
    public static Stream<String> stream(long seed, int count) {
        Random random = new Random(seed);
        HexFormat hex = HexFormat.of();
        return IntStream.range(0, count)
                .mapToObj(i -> hex.toHexDigits(random.nextLong() | 1L << 62) + hex.toHexDigits(random.nextLong()));
    }

    /** Ids that the simulator treats alike: 404 never existed, 410 deleted before, 423 busy, 403 refused, 502 a lost answer. */
    public static List<String> fated(int fate, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "%011d%021x".formatted(fate, i))
                .toList();
    }

    /** Whether the simulator treats the id other than a living, idle asset. */
    public static boolean isFated(String id) {
        return id.startsWith("00000000");
    }

    /** Whether an id is one of those that were gone, or never there, before we came. */
    static boolean neverLived(String id) {
        return id.startsWith("00000000404") || id.startsWith("00000000410");
    }
}
