package io.voddelete.audit;

import io.voddelete.support.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the chain ends and the next line belongs.
 *
 * @param file null if there is none yet
 * @param size where its last whole line ends, in bytes; what lies behind it is a torn line
 * @param head the last line
 * @param isOlderStore whether lines beyond the stored head took effect in a later state of the store than this one
 * @param begunAnew whether the operator let the log begin anew without its lines so far
 */
record AuditEnd(@Nullable Path file, long size, Head head, boolean isOlderStore, boolean begunAnew) {
    /** A file with this name in the directory is the operator's word that the missing lines will not come back. */
    static final String BEGIN_ANEW = "begin-anew";

    private static final String REMEDY = "Restore the files of the audit log from a copy, or find out who changed them"
            + " (--verify-audit names the first line). To go on without them, move all files out of the directory and create"
            + " an empty file '" + BEGIN_ANEW + "' in it";

    private static final Logger LOG = LoggerFactory.getLogger(AuditEnd.class);

    /**
     * Finds the end, and deletes a word of the operator that is not needed: it would let a later loss of all files pass.
     *
     * @throws AuditException if the head is not there or the lines around it do not fit
     */
    static AuditEnd find(Path directory, Head stored) throws IOException {
        AuditEnd end = look(directory, stored);
        Path word = directory.resolve(BEGIN_ANEW);
        if (!end.begunAnew && Files.deleteIfExists(word)) {
            LOG.warn(
                    "{} is deleted, because no line of the audit log is missing that the store knows. Create it only if the"
                            + " log has to begin anew",
                    Text.visible(word.toString()));
        }
        return end;
    }

    /**
     * Reads the files from the one that holds the stored head, which is the last one or, right after a rotation, the one before.
     */
    private static AuditEnd look(Path directory, Head stored) throws IOException {
        List<Path> files = AuditFiles.in(directory);
        if (files.isEmpty()) {
            boolean isNew = stored.number() == 0;
            if (!isNew && !Files.exists(directory.resolve(BEGIN_ANEW))) {
                throw refused("The audit log in '" + Text.visible(directory.toString())
                        + "' has no file, but the store knows its line " + stored.number());
            }
            return new AuditEnd(null, 0, stored, false, !isNew);
        }
        return new Search(directory, files, stored).run();
    }

    private static AuditException refused(String what) {
        return new AuditException(what, REMEDY);
    }

    /** Follows the chain to its end. */
    private static final class Search {
        private final Path directory;
        private final List<Path> files;
        private final Head stored;
        private @Nullable Head head;
        private boolean found;
        private boolean isOlderStore;

        Search(Path directory, List<Path> files, Head stored) {
            this.directory = directory;
            this.files = files;
            this.stored = stored;
        }

        AuditEnd run() throws IOException {
            Path last = files.get(files.size() - 1);
            long size = Files.size(last);
            try (AuditLines lines = new AuditLines(files.subList(start(), files.size()))) {
                for (AuditLine line = lines.next(); line != null; line = lines.next()) {
                    if (head == null ? line.isWhole() && line.members() != null : line.follows(head)) {
                        take(line);
                    } else if (found && line.file().equals(last) && line.isTorn(lines.next() == null)) {
                        LOG.warn(
                                "The audit log ends in an unfinished line, as after a crash or a full disk: the last {} bytes of"
                                        + " {} are cut off. What they would have allowed did not happen",
                                size - line.start(),
                                Text.visible(last.toString()));
                        size = line.start();
                        break;
                    } else {
                        throw refused(
                                "The audit log is damaged: " + place(line) + " does not continue the line before");
                    }
                }
            }
            if (!found || head == null) {
                throw refused("The audit log is cut off: '" + Text.visible(last.toString()) + "' ends with line "
                        + (head == null ? 0 : head.number()) + ", but the store knows line " + stored.number());
            }
            boolean isEmpty = files.size() == 1 && size == 0;
            return new AuditEnd(last, size, head, isOlderStore, isEmpty && stored.number() > 0);
        }

        private void take(AuditLine line) {
            head = line.asHead();
            if (found) {
                isOlderStore |= line.members() != null && line.members().base() != stored.number();
            } else if (head.number() == stored.number()) {
                if (!head.equals(stored)) {
                    throw refused("The audit log was changed: " + place(line) + " is not the line " + stored.number()
                            + " that the store knows");
                }
                found = true;
            }
        }

        /** The index of the last file that begins at or before the stored head, or right after it. */
        private int start() throws IOException {
            for (int i = files.size() - 1; i >= 0; i--) {
                try (AuditLines lines = new AuditLines(List.of(files.get(i)))) {
                    AuditLine first = lines.next();
                    if (first != null && first.follows(stored)) {
                        head = stored;
                        found = true;
                        return i;
                    }
                    if (first != null
                            && first.members() != null
                            && first.members().number() <= stored.number()) {
                        return i;
                    }
                }
            }
            boolean mayBegin = stored.number() == 0 || Files.exists(directory.resolve(BEGIN_ANEW));
            if (mayBegin && files.size() == 1) { // torn before it had a line
                head = stored;
                found = true;
                return 0;
            }
            throw refused("The audit log in '" + Text.visible(directory.toString()) + "' does not hold line "
                    + Math.max(1, stored.number()) + ": its first file is " + AuditFiles.name(files.get(0)));
        }

        private static String place(AuditLine line) {
            return "line " + line.line() + " of '" + Text.visible(line.file().toString()) + "'";
        }
    }
}
