package io.voddelete.intake;

import io.voddelete.asset.Notice;
import io.voddelete.reader.AssetIdReader;
import io.voddelete.reader.Entry;
import io.voddelete.reader.ListOptions;
import io.voddelete.reader.UnreadableException;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.FileVersion;
import io.voddelete.support.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The result of the first pass over a file; nothing is accepted before this pass is complete.
 *
 * @param stamp of the file before it was read
 * @param sha256 of the whole content, in lower-case hex
 * @param notices for the sender
 */
record ListSummary(FileVersion stamp, long lines, long found, long rejected, String sha256, List<Notice> notices) {
    /**
     * Reads the whole file.
     *
     * @param stopping ends reading with a {@link CallDeferredException} when it returns true
     * @throws UnreadableFileException if it is not a readable list of asset ids, or contains none
     * @throws IOException if it fails or the file changed meanwhile: a half-written file may be unreadable now and fine later
     */
    static ListSummary of(Path file, ListOptions input, BooleanSupplier stopping) throws IOException {
        FileVersion stamp = FileVersion.of(file);
        try {
            ListOptions.requireOnlyName(stamp);
        } catch (UnreadableException e) {
            throw new UnreadableFileException(stamp, null, e);
        }
        try {
            return of(stamp, input, stopping);
        } catch (UnreadableException e) {
            String sha256 = stamp.size() <= input.maxBytes() ? input.sha256(stamp, stopping) : null;
            if (!stamp.isCurrent()) {
                throw new IOException("it changed while it was read");
            }
            throw new UnreadableFileException(stamp, sha256, e);
        }
    }

    private static ListSummary of(FileVersion stamp, ListOptions input, BooleanSupplier stopping) throws IOException {
        MessageDigest digest = Sha256.digest();
        ListCount count = new ListCount(input.mostRejected());
        try (AssetIdReader reader = input.open(stamp, digest, stopping)) {
            for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
                count.add(entry);
            }
            count.end(reader.lines());
            return new ListSummary(
                    stamp, reader.lines(), count.found(), count.rejected(), Sha256.hex(digest), reader.notices());
        }
    }
}
