package io.voddelete.protect;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** The stop file as it was last seen, so that a stop outlasts a restart while its folder is out of reach. */
interface StopMemory {
    /**
     * A stop file.
     *
     * @param file its whole path
     * @param since when it was first seen
     * @param folder identifies its folder, so that the empty mount point is not taken for the share; empty if unknown
     */
    record Seen(String file, Instant since, String folder) {}

    /**
     * Returns the stop file of the last look; empty if there was none.
     *
     * @throws IOException if that cannot be read; the message says what to do
     */
    Optional<Seen> load() throws IOException;

    /** Replaces what was seen before. */
    void save(Seen seen) throws IOException;

    /** There is none any more. */
    void forget() throws IOException;
}
