package io.voddelete.store.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * What the first page of a database says. Format: sqlite.org/fileformat2.html. The module keeps a {@link LogMark} in its
 * application id.
 *
 * @param mark a number of the round of the log, then the schema version and whether it is continued; 0 if there is none
 * @param schemaVersion changed by {@code .backup}: what it reads during a checkpoint is continued, but not in that file
 * @param hasTables whether there is any
 */
record DatabaseHeader(int mark, int schemaVersion, boolean hasTables) {
    private static final byte[] FORMAT = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int SCHEMA_VERSION_AT = 40;
    private static final int APPLICATION_ID_AT = 68;
    private static final int TREE_AT = 100;
    private static final int LENGTH = TREE_AT + 8;
    private static final byte LEAF = 13;

    private static final int VERSION_BITS = 8;
    private static final int ROUND_AT = VERSION_BITS + 1;
    /** The rounds are numbered from 1 to this minus one. */
    static final int ROUNDS = 1 << 21;

    /** Reads the header of a file; empty if the file is not a database. */
    static Optional<DatabaseHeader> read(Path database) throws IOException {
        try (InputStream in = Files.newInputStream(database)) {
            byte[] begin = in.readNBytes(LENGTH);
            boolean usable = begin.length == LENGTH && Arrays.equals(FORMAT, Arrays.copyOf(begin, FORMAT.length));
            return usable ? Optional.of(of(ByteBuffer.wrap(begin))) : Optional.empty();
        }
    }

    /** Of the first page. */
    static DatabaseHeader of(ByteBuffer page) {
        boolean isEmpty = page.get(TREE_AT) == LEAF && page.getShort(TREE_AT + 3) == 0;
        return new DatabaseHeader(page.getInt(APPLICATION_ID_AT), page.getInt(SCHEMA_VERSION_AT), !isEmpty);
    }

    /** The mark of a file that a log continues. */
    static int continued(int round, int schemaVersion) {
        return round << ROUND_AT | (schemaVersion & (1 << VERSION_BITS) - 1) << 1 | 1;
    }

    /** The mark of the same round for file and log together. */
    static int whole(int continued) {
        return continued & ~1;
    }

    /** Whether it was written by a version of this module that makes marks. */
    boolean isMarked() {
        return mark != 0;
    }

    /** Whether the file misses what is in its log. */
    boolean isContinued() {
        return mark != whole(mark) && mark == continued(mark >> ROUND_AT, schemaVersion);
    }

    /** Whether its last process ended regularly, and the file is not a copy that {@code .backup} made of it meanwhile. */
    boolean isClosed() {
        return isMarked() && mark == whole(continued(mark >> ROUND_AT, schemaVersion));
    }

    boolean isOfSameRound(DatabaseHeader other) {
        return mark >> ROUND_AT == other.mark >> ROUND_AT;
    }
}
