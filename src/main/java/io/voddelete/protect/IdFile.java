package io.voddelete.protect;

import io.voddelete.asset.IdSet;
import io.voddelete.reader.AssetIdReader;
import io.voddelete.reader.Entry;
import io.voddelete.reader.ListOptions;
import io.voddelete.reader.UnreadableException;
import io.voddelete.support.FileVersion;
import io.voddelete.support.Sha256;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.function.BooleanSupplier;

/**
 * The content of a file of protected ids.
 *
 * @param sha256 of the bytes of the file, in lower-case hex
 */
record IdFile(IdSet ids, String sha256) {
    static final IdFile ABSENT = new IdFile(IdSet.EMPTY, Sha256.hex(new byte[0]));

    /**
     * Reads a file whole, by the rules for lists: one id a line, blank lines, comments and a byte order mark are skipped.
     * Nothing is passed over: a line that is no id may be one that somebody meant to protect.
     *
     * @throws IOException if it cannot be read, changes meanwhile, or holds anything else; the message says what and where
     */
    static IdFile read(FileVersion file, ListOptions options, BooleanSupplier stopping) throws IOException {
        MessageDigest digest = Sha256.digest();
        IdSet.Builder ids = new IdSet.Builder();
        try (AssetIdReader reader = options.open(file, digest, stopping)) {
            for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
                if (entry instanceof Entry.Found found) {
                    ids.add(found.assetId());
                } else if (entry instanceof Entry.Rejected rejected) {
                    throw new UnreadableException(
                            rejected.reason(),
                            "line " + rejected.line() + " is no asset id: '" + rejected.text() + "'",
                            "correct the line, or put # before it");
                }
            }
        }
        if (!file.isCurrent()) {
            throw new IOException("it changed while it was read");
        }
        return new IdFile(ids.build(), Sha256.hex(digest));
    }
}
