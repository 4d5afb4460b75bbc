package io.voddelete.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What reading all lines of the audit log has shown.
 *
 * @param files number of files
 * @param lines number of lines read
 * @param bytes number of bytes read
 * @param fault null if every line up to the stored head is as it was written
 * @param notes what is no fault but worth knowing, such as lines beyond the stored head
 */
public record AuditVerification(
        long files, long lines, long bytes, AuditVerification.@Nullable Fault fault, List<String> notes) {
    /** What was done to the files. */
    public enum Kind {
        CHANGED,
        REMOVED,
        SWAPPED,
        ADDED,
        FILE_MISSING,
        CUT_OFF,
        BEYOND_HEAD
    }

    /**
     * The first fault.
     *
     * <p>Of lines in a row that do not fit together it is not always decidable which were changed: of each two neighbours
     * among them at least one was, since the one does not have the hash that the other says. So the fault names all of them.
     *
     * @param file name of the file, without the directory
     * @param line number of the line in the file, from 1; 0 if the whole file is missing
     * @param number number in the chain of the first line that was changed, as far as that is decidable, removed, swapped or
     *     added
     * @param lastNumber number of the last line in a row with it to which the same was done, as far as that is known
     * @param text what is wrong there, as a clause without a full stop
     */
    public record Fault(Kind kind, String file, long line, long number, long lastNumber, String text) {}

    /** Returns whether every line up to the stored head is as it was written. */
    public boolean isVerified() {
        return fault == null;
    }

    /**
     * Reads all files in constant memory, also while the module writes to them.
     *
     * @param stored the head in the store, read before the files
     * @throws IOException if a file cannot be read
     */
    public static AuditVerification verify(Path directory, Head stored) throws IOException {
        return new AuditVerifier(directory, stored).run();
    }
}
