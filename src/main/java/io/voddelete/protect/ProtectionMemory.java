package io.voddelete.protect;

import io.voddelete.asset.IdSet;
import io.voddelete.support.FileVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was last seen in each file of protected ids, so that a restart does not make a file that has gone look like one that
 * never was.
 */
interface ProtectionMemory {
    /**
     * What a file held when it was last good.
     *
     * @param ids all of them, also those of a content that was being replaced when the module ended
     * @param sha256s of the contents, never empty
     * @param most by which a loss is measured, see {@link #save}
     */
    record Remembered(IdSet ids, Set<String> sha256s, int most) {}

    /**
     * Returns what is remembered of a file; empty if it was never seen.
     *
     * @throws IOException if it cannot be read or was changed; the message says what to do
     */
    Optional<Remembered> load(Path file) throws IOException;

    /**
     * Remembers this content instead of an earlier one.
     *
     * @param version where the content stands; null for a file that is gone, with consent
     * @param most the largest number of ids that the file held since a loss was confirmed; at least 0
     * @throws IOException if it cannot be kept, or is another content by now; the earlier one is remembered then
     */
    void save(Path file, IdFile content, @Nullable FileVersion version, int most) throws IOException;

    /**
     * Forgets all files but these.
     *
     * @return how many were forgotten
     */
    int keepOnly(List<Path> files) throws IOException;
}
