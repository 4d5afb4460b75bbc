package io.voddelete.store.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The header in the first page of a database. Format: sqlite.org/fileformat2.html. The module stores a {@link LogMark} in the
 * application id.
 *
 * @param mark the number of the round of the log, the schema version, and whether the file is continued in its log; 0 if there
 *     is none
 * @param schemaVersion {@code .backup} changes it, so that its copy of a continued file does not count as continued
 * @param hasTables whether the database has any table
 * @param rest checksum of what a new mark leaves as it was: sizes, versions and the free list, and so the state of the tables
 */
record DatabaseHeader(int mark, int schemaVersion, boolean hasTables, long rest) {
    private static final byte[] FORMAT = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int SCHEMA_VERSION_AT = 40;
    private static final int APPLICATION_ID_AT = 68;
    /** What each change of the page changes as well: a counter, the same once more, and the version of SQLite. */
    private static final int COUNTER_AT = 24;

    private static final int COUNTED_AT = 92;
    private static final int TREE_AT = 100;
    private static final int LENGTH = TREE_AT + 8;
    private static final byte LEAF = 13;

    private static final int VERSION_BITS = 8;
    private static final int ROUND_AT = VERSION_BITS + 1;
    /** Round numbers are less than this. */
    static final int ROUNDS = 1 << 21;

    /** Reads the header of a file; empty if the file is not a database. */
    static Optional<DatabaseHeader> read(Path database) throws IOException {
        try (InputStream in = Files.newInputStream(database)) {
            byte[] begin = in.readNBytes(LENGTH);
            boolean usable = begin.length == LENGTH && Arrays.equals(FORMAT, Arrays.copyOf(begin, FORMAT.length));
            return usable ? Optional.of(of(ByteBuffer.wrap(begin))) : Optional.empty();
        }
    }

    /** @param page the first page */
    static DatabaseHeader of(ByteBuffer page) {
        boolean isEmpty = page.get(TREE_AT) == LEAF && page.getShort(TREE_AT + 3) == 0;
        return new DatabaseHeader(page.getInt(APPLICATION_ID_AT), page.getInt(SCHEMA_VERSION_AT), !isEmpty, rest(page));
    }

    private static long rest(ByteBuffer page) {
        byte[] begin = new byte[LENGTH];
        page.get(0, begin);
        ByteBuffer.wrap(begin)
                .putInt(APPLICATION_ID_AT, 0)
                .putInt(COUNTER_AT, 0)
                .putLong(COUNTED_AT, 0);
        CRC32 sum = new CRC32();
        sum.update(begin);
        return sum.getValue();
    }

    /** Returns the mark of a file that is continued in its log. */
    static int continued(int round, int schemaVersion) {
        return round << ROUND_AT | (schemaVersion & (1 << VERSION_BITS) - 1) << 1 | 1;
    }

    /** Returns the mark, in the same round, of a file together with its log. */
    static int whole(int continued) {
        return continued & ~1;
    }

    /** Returns whether it was written by a version of this module that makes marks. */
    boolean isMarked() {
        return mark != 0;
    }

    /** Returns whether the file is incomplete without its log. */
    boolean isContinued() {
        return mark != whole(mark) && mark == continued(mark >> ROUND_AT, schemaVersion);
    }

    /** Returns whether its last process ended regularly, and the file is not a copy made by {@code .backup}. */
    boolean isClosed() {
        return isMarked() && mark == whole(continued(mark >> ROUND_AT, schemaVersion));
    }

    boolean isOfSameRound(DatabaseHeader other) {
        return mark >> ROUND_AT == other.mark >> ROUND_AT;
    }

    /**
     * Returns whether all that was done to this header after the other one was to mark the file as continued: the first change
     * in a log that is new, which is not in the file yet if the process was killed before the checkpoint.
     */
    boolean isMarkedAfter(DatabaseHeader before) {
        return isContinued() && rest == before.rest;
    }
}
