package io.voddelete.store;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** The archive files of a database, in one folder. Thread-safe. */
public interface ArchiveFiles {
    /** A query of an archive file, which has the tables of the store. */
    @FunctionalInterface
    interface Query<T> {
        T run(Sql sql) throws SQLException;
    }

    /**
     * A submission that cannot be archived.
     *
     * @param submission its row
     * @param damaged what contradicts itself; empty if an outcome is not reported yet
     */
    record Unfit(long submission, String damaged) {}

    /**
     * What was written.
     *
     * @param sha256 of the file, in lower-case hex
     * @param bytes its size
     * @param submissions the number of submissions in it; 0 if no file was written, because all are unfit
     * @param lines the number of their accepted, duplicate and rejected lines
     * @param unfit the others
     */
    record Written(String sha256, long bytes, long submissions, long lines, List<Unfit> unfit) {}

    /** Returns whether there is anything of this name. */
    boolean exists(String name);

    /** Removes a file that is not known to the store, and what else an interrupted writing has left. */
    void discard(String name) throws IOException;

    /**
     * Writes the lines of settled submissions, as they are in the store at one moment, with all that explains them. When it
     * returns, the file is on the disk under its name, was read again, and its SHA-256 lies in a file beside it.
     *
     * @param number of the archive
     * @param submissions their rows
     * @param between called between two pieces of work; may throw to end the work
     */
    Written write(long number, String name, List<Long> submissions, Runnable between) throws IOException, SQLException;

    /** Returns the tables of the store that have lines of submissions, apart from {@code asset} and {@code earlier}. */
    List<String> lineTables(Sql store) throws SQLException;

    /**
     * Reads an archive file. It is compared with its SHA-256 when it is first read, and whenever it has been touched since.
     *
     * @throws ArchiveException if it is missing or damaged
     */
    <T> T read(ArchiveFile file, Query<T> query);
}
