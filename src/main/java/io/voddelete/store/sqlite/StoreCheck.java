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
 * Looks at the files of a store that no program has open, before SQLite believes them: whether they belong together, whether
 * the log is what was written, whether the structure of the database is sound and the counters agree with the rows. What a
 * row says of an asset id is checked when the row is used.
 */
final class StoreCheck {
    private static final int MOST_NAMED = 5;
    /** About a million rows and more: a start is to be fast, and what is not looked at is found when it is used. */
    private static final Duration LONGEST_AFTER_CLEAN_END = Duration.ofSeconds(2);

    private static final Duration LONGEST = Duration.ofSeconds(30);

    private static final String NOTHING_DONE = " Nothing was opened or changed; ids that were accepted are not sent.";
    private static final String WHAT_TO_DO = NOTHING_DONE
            + " Look after disk and memory of the machine, and bring back the data directory from a backup.";

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

    /** @param longest how long the check after an end that was not regular may take */
    StoreCheck(Path database, WriteAheadLog log, Consumer<String> remarks, Duration longest) {
        this.database = database;
        this.log = log;
        this.oldSums = oldSums(database);
        this.remarks = remarks;
        this.longest = longest;
    }

    /** Where versions before 3 kept a checksum of each page. */
    static Path oldSums(Path database) {
        return Checkpoints.beside(database, "-sums");
    }

    /** @throws DamagedStoreException if anything is not what was written */
    void run() throws IOException {
        requireFiles();
        WriteAheadLog.Content content = log.check();
        judge(content);
        if (!Files.exists(database) || Files.size(database) == 0) {
            if (content.frames() > 0) {
                throw new DamagedStoreException("the store " + database + " is missing or empty, though " + log.file()
                        + " says that it held something." + WHAT_TO_DO
                        + " If it is to begin anew, delete what lies beside it, too");
            }
            return;
        }
        DatabaseHeader header = DatabaseHeader.read(database)
                .orElseThrow(() -> new DamagedStoreException("the store " + database + " is not an SQLite database."
                        + NOTHING_DONE
                        + " Check vod.store.url and vod.data-directory, or restore the file from a backup"));
        requireLog(header);
        if (!content.headers().isEmpty() && content.headers().stream().noneMatch(header::isOfSameRound)) {
            throw foreignLog();
        }
        boolean isClean = content.frames() == 0 && header.isClosed();
        requireSound(isClean ? "quick_check" : "integrity_check", isClean ? LONGEST_AFTER_CLEAN_END : longest, isClean);
    }

    private void requireFiles() {
        for (Path file : List.of(database, log.file())) {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw new StoreException("the store cannot be opened: " + file + " is a directory, or no file", null);
            }
        }
    }

    /** A process that was killed leaves its log; one that ended has marked the database as whole. */
    private void requireLog(DatabaseHeader header) throws IOException {
        boolean isMissed = header.isContinued() && !log.isThere();
        boolean isMissedUnmarked = !header.isMarked() && !Files.exists(log.file()) && isKilledBySums();
        if (isMissed || isMissedUnmarked) {
            throw new DamagedStoreException("the store " + database + " is not whole: its log, " + log.file()
                    + ", is missing or empty. What was accepted, called and deleted last is in it; without it ids could"
                    + " be lost or deleted again." + NOTHING_DONE
                    + " Bring the log back; to copy a store, stop the module and copy all files that begin with "
                    + database.getFileName() + ", or use .backup of sqlite3. If you know that nothing is missing,"
                    + goOnWithoutLog(header));
        }
        if (!header.isMarked() && header.hasTables() && !log.isThere()) {
            remarks.accept(
                    database + " does not say whether it is whole. If it was copied without its log while the module"
                            + " ran, what was accepted or deleted last is missing: then stop and copy all files");
        }
    }

    private String goOnWithoutLog(DatabaseHeader header) {
        if (!header.hasTables()) {
            return " delete these files: the store begins anew then";
        }
        return header.isMarked()
                ? " take the mark away: sqlite3 " + database + " \"PRAGMA application_id = 0\""
                : " delete " + oldSums;
    }

    /** The page sums of a version that made no marks say whether its process came to its end. */
    private boolean isKilledBySums() throws IOException {
        if (!Files.isRegularFile(oldSums)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(oldSums)) {
            byte[] begin = in.readNBytes(16); // magic, size of a page, whether it came to its end
            return begin.length == 16 && ByteBuffer.wrap(begin).getInt(12) == 0;
        }
    }

    private DamagedStoreException foreignLog() {
        return new DamagedStoreException("the log " + log.file() + " does not belong to the store " + database
                + "; it is of another store, or of a newer or older copy. Taken together they would be neither."
                + NOTHING_DONE + " Put back files that belong together: all that begin with "
                + database.getFileName() + ", or a copy made with .backup of sqlite3 without -wal and -shm. If"
                + " nothing in the log is needed, move it away, with "
                + Checkpoints.beside(database, "-shm").getFileName());
    }

    private void judge(WriteAheadLog.Content content) {
        String where = "the log of the store is not whole: frame " + content.firstBad()
                + (content.firstBad() == 0 ? " (its header)" : "") + " of " + log.file();
        switch (content.end()) {
            case CLEAN -> {}
            case TORN ->
                remarks.accept(Text.capitalized(where) + ", in its last transaction, which counts as never committed."
                        + " A power loss or a full disk in the middle of it leaves that, and nobody was told of it; if there"
                        + " was neither, a disk or memory is failing and what it held is lost: look after them");
            case DAMAGED ->
                throw new DamagedStoreException(where + ", and more was written after it, so that no power loss"
                        + " explains it; SQLite would drop what follows." + WHAT_TO_DO);
        }
    }

    /**
     * @param check a pragma
     * @param most how long it may take
     * @param mayBeCut whether nothing is to be said where that is not enough
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

    /** For reading only, so that closing it takes nothing over from the log. */
    private Connection open() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setCacheSize(-Sqlite.CHECK_CACHE_KIBIBYTES);
        return config.createConnection(Sqlite.PREFIX + database);
    }
}
