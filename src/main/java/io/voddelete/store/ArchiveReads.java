package io.voddelete.store;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the lines of submissions from where they are: the store, or an archive file. */
final class ArchiveReads {
    private final @Nullable ArchiveFiles files;

    /** @param files null if nobody said where they are */
    ArchiveReads(@Nullable ArchiveFiles files) {
        this.files = files;
    }

    /** What the store answered, unless the archive has to be asked. */
    private record Here<T>(@Nullable T answer, @Nullable ArchiveFile file) {}

    /**
     * Runs a query about the lines of one submission.
     *
     * @param what completes "the store could not …"
     * @param query must read the tables of lines only
     * @param ofArchive the same, for an archive file
     * @throws ArchiveException if they are in an archive file that is missing or damaged
     */
    <T> T ofSubmission(
            ReadConnection reads,
            String what,
            long submission,
            ArchiveFiles.Query<T> query,
            ArchiveFiles.Query<T> ofArchive) {
        Here<T> here = reads.read(what, sql -> {
            Optional<ArchiveFile> file = ArchiveSql.of(sql, submission);
            return file.isPresent() ? new Here<T>(null, file.get()) : new Here<>(query.run(sql), null);
        });
        if (here.file != null) {
            return read(here.file, ofArchive);
        }
        if (here.answer == null) {
            throw new IllegalStateException("a query had no answer");
        }
        return here.answer;
    }

    /** @throws ArchiveException if the file is missing or damaged */
    <T> T read(ArchiveFile file, ArchiveFiles.Query<T> query) {
        if (files == null) {
            throw new ArchiveException(file.name(), "cannot be read: no folder is set", null);
        }
        return files.read(file, query);
    }
}
