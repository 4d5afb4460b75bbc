package io.voddelete.kit;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Claim.Known;
import io.voddelete.reader.Entry;
import io.voddelete.store.Seal;
import io.voddelete.store.StoredPlan;
import io.voddelete.store.Submission;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Asset ids in VOD's format, derived from a number. */
public final class Ids {
    private static final HexFormat HEX = HexFormat.of();

    private Ids() {}

    /** Returns the id for this number: 32 hexadecimal digits. */
    public static AssetId id(int number) {
        return new AssetId("%032x".formatted(number));
    }

    /** Returns the ids {@code from} to {@code to - 1}, on lines counted from 1. */
    public static List<Entry.Found> lines(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(number -> line(number - from + 1L, number))
                .toList();
    }

    public static Entry.Found line(long line, int number) {
        return new Entry.Found(line, id(number));
    }

    /** Returns a line with a random id. */
    public static Entry.Found random(long line, Random random) {
        return new Entry.Found(
                line, new AssetId(HEX.toHexDigits(random.nextLong()) + HEX.toHexDigits(random.nextLong())));
    }

    /** Returns a claim on the id for this number. */
    public static Claim claim(int number, Known known) {
        return new Claim(number, 1, id(number), 1000L + number, known);
    }

    /** Returns the seal of a submission with this many lines that did not come from a file. */
    public static Seal sealing(long lines) {
        return new Seal(lines, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", null);
    }

    /** Returns a plan of a held submission that can be approved for seven days. */
    public static StoredPlan plan(Submission held, String sha256, Instant madeAt) {
        return new StoredPlan(held.submissionId(), sha256, "text", "{}", madeAt, madeAt.plus(Duration.ofDays(7)));
    }
}
