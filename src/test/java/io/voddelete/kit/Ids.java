package io.voddelete.kit;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Claim.Known;
import io.voddelete.reader.Entry;
import io.voddelete.store.Seal;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Asset ids that look like those of VOD and are told apart by a number. */
public final class Ids {
    private static final HexFormat HEX = HexFormat.of();

    private Ids() {}

    /** The id with this number: 32 hexadecimal digits. */
    public static AssetId id(int number) {
        return new AssetId("%032x".formatted(number));
    }

    /** The ids {@code from} to {@code to - 1}, each on the line of its place, counted from 1. */
    public static List<Entry.Found> lines(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(number -> line(number - from + 1L, number))
                .toList();
    }

    public static Entry.Found line(long line, int number) {
        return new Entry.Found(line, id(number));
    }

    /** A line with an id drawn at random. */
    public static Entry.Found random(long line, Random random) {
        return new Entry.Found(
                line, new AssetId(HEX.toHexDigits(random.nextLong()) + HEX.toHexDigits(random.nextLong())));
    }

    /** A claim on the id with this number, of which this is known. */
    public static Claim claim(int number, Known known) {
        return new Claim(number, 1, id(number), 1000L + number, known);
    }

    /** The end of a submission of so many lines that came as no file. */
    public static Seal sealing(long lines) {
        return new Seal(lines, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", null);
    }
}
