package io.voddelete.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.zip.CRC32C;

/**
 * The columns of each asset row that are protected by a checksum: those that decide which asset a DELETE names, and for whom.
 * SQLite has no checksums of its own, so a flipped bit on the disk could turn an accepted id into another one. CRC-32C detects
 * all changes of up to five bits in a row of this length; it does not protect against intentional changes.
 */
public record AssetChecksum(String assetId, long submission, long line, int generation) {
    /** SQLITE_CORRUPT, the code with which SQLite itself reports a damaged database. */
    private static final int DAMAGED = 11;

    /** Returns the checksum to be stored. */
    public int value() {
        byte[] id = assetId.getBytes(StandardCharsets.UTF_8);
        ByteBuffer all = ByteBuffer.allocate(Long.BYTES + Long.BYTES + Integer.BYTES + id.length);
        all.putLong(submission).putLong(line).putInt(generation).put(id).flip();
        CRC32C checksum = new CRC32C();
        checksum.update(all);
        return (int) checksum.getValue();
    }

    /**
     * Compares the checksum with the stored one.
     *
     * @param stored 0 if there is none
     * @throws SQLException with the code for a damaged database if they differ
     */
    void require(long row, int stored) throws SQLException {
        if (stored != value()) {
            throw damaged("the checksum of row " + row + " of asset is wrong: '" + assetId + "', line " + line
                    + " of submission row " + submission + ", generation " + generation);
        }
    }

    /**
     * Compares the checksums of the ids that a submission has on some lines.
     *
     * @param after the lines have greater numbers
     * @param upTo the last of them
     */
    static void requireIntact(Sql sql, long submission, long after, long upTo) throws SQLException {
        sql.list(
                row -> {
                    new AssetChecksum(row.getString(2), submission, row.getLong(3), row.getInt(4))
                            .require(row.getLong(1), row.getInt(5));
                    return 1;
                },
                "SELECT id, asset_id, line, generation, checksum FROM asset WHERE submission = ? AND line > ? AND line <= ?",
                submission,
                after,
                upTo);
    }

    /** Creates the exception for rows that contradict each other. */
    static SQLException damaged(String what) {
        return new SQLException(what, "", DAMAGED);
    }
}
