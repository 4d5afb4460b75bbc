package io.voddelete.store.sqlite;

import io.voddelete.store.DamagedStoreException;
import io.voddelete.store.Sql;
import io.voddelete.store.StoreException;
import io.voddelete.support.Text;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.sqlite.SQLiteConfig;

/**
 * Checks the files of a store that no program has open, before SQLite trusts them: whether they belong together, whether the
 * log is intact, whether the structure of the database is sound, and whether the counters agree with the rows. The checksum of
 * an asset row is checked when the row is used.
 */
final class StoreCheck {
    private static final int MOST_NAMED = 5;
    /** How a rollback journal begins. Format: sqlite.org/fileformat2.html. */
    private static final long JOURNAL = 0xd9d505f920a163d7L;

    private static final int PAGES_BEFORE_AT = 16;
    private static final int JOURNAL_HEADER = 28;
    /** Enough for about a million rows. A start should be fast, and damage in unchecked rows is found when they are used. */
    private static final Duration LONGEST_AFTER_CLEAN_END = Duration.ofSeconds(2);

    private static final Duration LONGEST = Duration.ofSeconds(30);

    private static final String NOTHING_DONE = " Nothing was opened or changed; ids that were accepted are not sent.";
    private static final String WHAT_TO_DO =
            NOTHING_DONE + " Check the disk and memory of the machine, and restore the data directory from a backup.";

    private static final String PENDING_DIFFERS = "SELECT s.submission_id, s.pending, p.ids FROM"
            + " (SELECT submission, count(*) AS ids FROM asset WHERE status = 'PENDING' GROUP BY submission) p"
            + " JOIN submission s ON s.id = p.submission WHERE s.pending <> p.ids LIMIT " + MOST_NAMED;

    private final Path database;
    private final WriteAheadLog log;
    private final Path oldSums;
    private final Consumer<String> remarks;
    private final Duration longest;

    StoreCheck(Path database, WriteAheadLog log, Consumer<String> remarks) {
        this(database, log, remarks, LONGEST);
    }

    /** @param longest time limit of the check after a process that did not end regularly */
    StoreCheck(Path database, WriteAheadLog log, Consumer<String> remarks, Duration longest) {
        this.database = database;
        this.log = log;
        this.oldSums = oldSums(database);
        this.remarks = remarks;
        this.longest = longest;
    }

    /** Returns the file in which versions before 3 kept a checksum of each page. */
    static Path oldSums(Path database) {
        return Checkpoints.beside(database, "-sums");
    }

    /** @throws DamagedStoreException if the store is damaged or incomplete */
    void run() throws IOException {
        requireFiles();
        WriteAheadLog.Content content = log.check();
        judge(content);
        if (!Files.exists(database) || Files.size(database) == 0 || isCreationBrokenOff()) {
            if (content.frames() > 0) {
                throw new DamagedStoreException("the store " + database + " is missing or empty, though " + log.file()
                        + " shows that it had content." + WHAT_TO_DO
                        + " To start with an empty store, delete the files next to it as well");
            }
            return;
        }
        DatabaseHeader header = DatabaseHeader.read(database)
                .orElseThrow(() -> new DamagedStoreException("the store " + database + " is not an SQLite database."
                        + NOTHING_DONE
                        + " Check vod.store.url and vod.data-directory, or restore the file from a backup"));
        requireLog(header);
        List<DatabaseHeader> inLog = content.headers();
        if (!inLog.isEmpty()
                && inLog.stream().noneMatch(header::isOfSameRound)
                && !inLog.get(0).isMarkedAfter(header)) {
            throw foreignLog();
        }
        boolean isClean = content.frames() == 0 && header.isClosed();
        requireSound(isClean ? "quick_check" : "integrity_check", isClean ? LONGEST_AFTER_CLEAN_END : longest, isClean);
    }

    /**
     * Until a new file has its log, SQLite changes it by way of a rollback journal, and makes it empty again if that was broken
     * off. A file with any table is never taken for a new one, whatever lies beside it.
     */
    private boolean isCreationBrokenOff() throws IOException {
        Path journal = Checkpoints.beside(database, "-journal");
        if (!Files.isRegularFile(journal) || Files.size(database) > Sqlite.PAGE_SIZE) {
            return false;
        }
        try (InputStream in = Files.newInputStream(journal)) {
            ByteBuffer begin = ByteBuffer.wrap(in.readNBytes(JOURNAL_HEADER));
            boolean isOfEmptyFile = begin.remaining() == JOURNAL_HEADER
                    && begin.getLong(0) == JOURNAL
                    && begin.getInt(PAGES_BEFORE_AT) == 0;
            return isOfEmptyFile
                    && DatabaseHeader.read(database)
                            .filter(header -> header.hasTables() || header.isMarked())
                            .isEmpty();
        }
    }

    private void requireFiles() {
        for (Path file : List.of(database, log.file())) {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw new StoreException("the store cannot be opened: " + file + " is a directory, or no file", null);
            }
        }
    }

    /** A killed process leaves its log; one that ended has marked the database as complete. */
    private void requireLog(DatabaseHeader header) throws IOException {
        boolean isMissed = header.isContinued() && !log.isThere();
        boolean isMissedUnmarked = !header.isMarked() && !Files.exists(log.file()) && isKilledBySums();
        if (isMissed || isMissedUnmarked) {
            throw new DamagedStoreException("the store " + database + " is incomplete: its log, " + log.file()
                    + ", is missing or empty. The log contains what was accepted, called and deleted last; without it ids"
                    + " could be lost or deleted again." + NOTHING_DONE
                    + " Restore the log; to copy a store, stop the module and copy all files that begin with "
                    + database.getFileName() + ", or use .backup of sqlite3. If you know that nothing is missing,"
                    + goOnWithoutLog(header));
        }
        if (!header.isMarked() && header.hasTables() && !log.isThere()) {
            remarks.accept(database
                    + " does not show whether it is complete. If it was copied without its log while the module"
                    + " ran, what was accepted or deleted last is missing: then stop and copy all files");
        }
    }

    private String goOnWithoutLog(DatabaseHeader header) {
        if (!header.hasTables()) {
            return " delete these files to start with an empty store";
        }
        return header.isMarked()
                ? " remove the mark: sqlite3 " + database + " \"PRAGMA application_id = 0\""
                : " delete " + oldSums;
    }

    /** The page sums of a version without marks show whether its process ended regularly. */
    private boolean isKilledBySums() throws IOException {
        if (!Files.isRegularFile(oldSums)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(oldSums)) {
            byte[] begin = in.readNBytes(16); // magic, page size, whether the process ended regularly
            return begin.length == 16 && ByteBuffer.wrap(begin).getInt(12) == 0;
        }
    }

    private DamagedStoreException foreignLog() {
        return new DamagedStoreException("the log " + log.file() + " does not belong to the store " + database
                + " but to another store, or to a newer or older copy. Together they would be neither."
                + NOTHING_DONE + " Restore files that belong together: all that begin with "
                + database.getFileName() + ", or a copy made with .backup of sqlite3 without -wal and -shm. If"
                + " nothing in the log is needed, move it away together with "
                + Checkpoints.beside(database, "-shm").getFileName());
    }

    private void judge(WriteAheadLog.Content content) {
        String where = "the log of the store is damaged: frame " + content.firstBad()
                + (content.firstBad() == 0 ? " (its header)" : "") + " of " + log.file();
        switch (content.end()) {
            case CLEAN -> {}
            case TORN ->
                remarks.accept(Text.capitalized(where) + ", in its last transaction, which counts as never committed."
                        + " A power loss or a full disk during a transaction leaves this, and its success was never reported;"
                        + " if there was neither, a disk or memory is failing and its content is lost: check them");
            case DAMAGED ->
                throw new DamagedStoreException(where + ", and more was written after it, which a power loss does not"
                        + " explain; SQLite would drop everything after it." + WHAT_TO_DO);
        }
    }

    /**
     * @param check the pragma
     * @param most time limit
     * @param mayBeCut whether reaching the limit is not worth a message
     */
    private void requireSound(String check, Duration most, boolean mayBeCut) {
        List<String> faults = new ArrayList<>();
        try (Connection connection = open()) {
            Sql sql = new Sql(connection);
            if (Sqlite.hasKnownTables(sql)) {
                faults.addAll(sql.list(
                        row -> "submission " + row.getString(1) + " counts " + row.getString(2)
                                + " pending ids and has " + row.getString(3),
                        PENDING_DIFFERS));
            }
            Deadline deadline = Deadline.set(connection, most);
            try {
                List<String> found = sql.list(row -> row.getString(1), "PRAGMA " + check + "(" + MOST_NAMED + ")");
                found.stream().filter(line -> !line.equals("ok")).forEach(faults::add);
            } catch (SQLException e) {
                if (!deadline.isOver()) {
                    throw e;
                }
                if (!mayBeCut) {
                    remarks.accept(
                            "The structure of " + database + " was checked for " + most.toSeconds()
                                    + " seconds only, and no fault was found in that time. The rows are checked when they are used");
                }
            }
        } catch (SQLException e) {
            faults.add(e.getMessage());
        }
        if (!faults.isEmpty()) {
            throw new DamagedStoreException(
                    "the store " + database + " is damaged: " + String.join("; ", faults) + "." + WHAT_TO_DO);
        }
    }

    /** Opens it read-only, so that closing it transfers nothing from the log. */
    private Connection open() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setCacheSize(-Sqlite.CHECK_CACHE_KIBIBYTES);
        return config.createConnection(Sqlite.PREFIX + database);
    }
}
