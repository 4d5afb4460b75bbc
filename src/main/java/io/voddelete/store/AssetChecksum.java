package io.voddelete.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.zip.CRC32C;

/**
 * What each row of an asset id carries a checksum over: which asset a DELETE names, and for whom. SQLite has no checksums,
 * so that a bit which a disk flips could make another asset id of one that was accepted. CRC-32C finds every change of up
 * to five bits in a row of this length and is done by one instruction of the processor; it is no protection against
 * somebody who changes a row on purpose.
 */
public record AssetChecksum(String assetId, long submission, long line, int generation) {
    /** SQLITE_CORRUPT: what SQLite says itself of a database that is not what was written. */
    private static final int DAMAGED = 11;

    /** The checksum, as it is stored. */
    public int value() {
        byte[] id = assetId.getBytes(StandardCharsets.UTF_8);
        ByteBuffer all = ByteBuffer.allocate(Long.BYTES + Long.BYTES + Integer.BYTES + id.length);
        all.putLong(submission).putLong(line).putInt(generation).put(id).flip();
        CRC32C checksum = new CRC32C();
        checksum.update(all);
        return (int) checksum.getValue();
    }

    /**
     * Compares it with the one that was stored; 0 if there is none.
     *
     * @throws SQLException for a damaged database, if the row is not what was written
     */
    void require(long row, int stored) throws SQLException {
        if (stored != value()) {
            throw damaged("the checksum of row " + row + " of asset is wrong: '" + assetId + "', line " + line
                    + " of submission row " + submission + ", generation " + generation);
        }
    }

    /** What is found does not fit together. */
    static SQLException damaged(String what) {
        return new SQLException(what, "", DAMAGED);
    }
}
