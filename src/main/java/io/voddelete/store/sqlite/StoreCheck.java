package io.voddelete.store.sqlite;

import io.voddelete.store.DamagedStoreException;
import io.voddelete.store.Sql;
import io.voddelete.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.sqlite.SQLiteConfig;

/** Compares the files of a store that no program has open with what was written into them, before SQLite believes them. */
final class StoreCheck {
    private static final int MOST_NAMED = 5;
    private static final String NOTHING_DONE = " Nothing was opened or changed; ids that were accepted are not sent.";
    private static final String WHAT_TO_DO = NOTHING_DONE
            + " Look after disk and memory of the machine, and bring back the data directory from a backup.";

    private final Path database;
    private final WriteAheadLog log;
    private final Path sumsFile;
    private final Consumer<String> remarks;

    StoreCheck(Path database, WriteAheadLog log, Consumer<String> remarks) {
        this.database = database;
        this.log = log;
        this.sumsFile = Checkpoints.beside(database, "-sums");
        this.remarks = remarks;
    }

    /**
     * The sums to go on with.
     *
     * @throws DamagedStoreException if anything is not what was written
     */
    PageSums run() throws IOException {
        requireFiles();
        WriteAheadLog.Content content = log.check();
        judge(content);
        PageSums sums = PageSums.read(sumsFile);
        if (!Files.exists(database) || Files.size(database) == 0) {
            if (content.frames() > 0 || sums != null && !sums.isEmpty()) {
                throw new DamagedStoreException("the store " + database + " is missing or empty, though "
                        + (content.frames() > 0 ? log.file() : sumsFile) + " says that it held something." + WHAT_TO_DO
                        + " If it is to begin anew, delete what lies beside it, too");
            }
            if (sums != null) {
                sums.close();
            }
            PageSums created = PageSums.create(sumsFile, Sqlite.PAGE_SIZE);
            Checkpoints.forceFolder(sumsFile); // tells a first start that was broken off from a copy without its log
            return created;
        }
        try {
            return compare(sums, content);
        } catch (DamagedStoreException e) {
            if (sums != null) {
                sums.close();
            }
            throw e;
        }
    }

    private PageSums compare(PageSums sums, WriteAheadLog.Content content) throws IOException {
        BitSet right = new BitSet();
        List<DatabaseHeader> inLog = new ArrayList<>();
        if (content.frames() > 0) {
            log.read(1, content.frames(), (page, bytes) -> {
                right.set(page);
                if (page == 1) {
                    inLog.add(DatabaseHeader.of(bytes));
                }
            });
        }
        BitSet wrong = sums == null ? new BitSet() : sums.compare(database, right);
        if (sums != null && sums.isComplete() && !wrong.isEmpty()) {
            throw damaged(sums, wrong);
        }
        DatabaseHeader header = DatabaseHeader.read(database);
        if (header == null) {
            throw new DamagedStoreException("the store " + database + " is not an SQLite database." + NOTHING_DONE
                    + " Check vod.store.url and vod.data-directory, or bring back the file from a backup");
        }
        requireLog(header, sums, wrong);
        if (!inLog.isEmpty() && inLog.stream().noneMatch(header::isOfSameRound)) {
            throw foreignLog();
        }
        if (sums == null) {
            remarks.accept(database + " has no page sums (" + sumsFile.getFileName()
                    + "), so that only its structure can be checked; they are made now"
                    + (header.isMarked()
                            ? ""
                            : ". If it was copied without its log while the module ran, what was accepted or deleted last"
                                    + " is missing: then stop and copy all files"));
            return renew();
        }
        if (wrong.isEmpty()) {
            if (sums.isComplete() && content.frames() > 0 && !log.isOf(content, sums)) {
                throw foreignLog();
            }
            return sums;
        }
        if (content.frames() > 0) {
            throw damaged(sums, wrong);
        }
        sums.close();
        remarks.accept("after the last process was killed, or could not write its page sums, another program changed "
                + wrong.cardinality() + " pages of "
                + database + ", or took its log over and deleted it: pages " + named(wrong)
                + " are not what was written. Only the structure of the store can be checked");
        return renew();
    }

    private void requireFiles() {
        for (Path file : List.of(database, log.file(), sumsFile)) {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw new StoreException("the store cannot be opened: " + file + " is a directory, or no file", null);
            }
        }
    }

    /** A process that was killed leaves its log; one that ended has marked the database as whole. */
    private void requireLog(DatabaseHeader header, PageSums sums, BitSet wrong) throws IOException {
        boolean isMissed = header.isContinued() && !log.isThere();
        boolean isMissedUnmarked = !header.isMarked() && !Files.exists(log.file()) && isOfLog(header, sums, wrong);
        if (isMissed || isMissedUnmarked) {
            throw new DamagedStoreException("the store " + database + " is not whole: its log, " + log.file()
                    + ", is missing or empty. What was accepted, called and deleted last is in it; without it ids could"
                    + " be lost or deleted again." + NOTHING_DONE
                    + " Bring the log back; to copy a store, stop the module and copy all files that begin with "
                    + database.getFileName() + ", or use .backup of sqlite3. If you know that nothing is missing,"
                    + goOnWithoutLog(header));
        }
    }

    private String goOnWithoutLog(DatabaseHeader header) {
        if (!header.hasTables()) {
            return " delete these files: the store begins anew then";
        }
        return header.isMarked()
                ? " take the mark away: sqlite3 " + database + " \"PRAGMA application_id = 0\""
                : " delete " + sumsFile;
    }

    /** Of a version that made no marks: it has nothing at all, or is exactly as at the last checkpoint. */
    private boolean isOfLog(DatabaseHeader header, PageSums sums, BitSet wrong) throws IOException {
        if (!header.hasTables()) {
            return sums != null || !Files.exists(sumsFile); // else a first start was broken off
        }
        return sums != null
                && !sums.isComplete()
                && wrong.isEmpty() // who takes a log over changes pages, or adds some
                && Files.size(database) <= (long) sums.count() * sums.pageSize();
    }

    private DamagedStoreException foreignLog() {
        return new DamagedStoreException("the log " + log.file() + " does not belong to the store " + database
                + "; it is of another store, or of a newer or older copy. Taken together they would be neither."
                + NOTHING_DONE + " Put back files that belong together: all that begin with "
                + database.getFileName() + ", or a copy made with .backup of sqlite3 without -wal, -shm and -sums. If"
                + " nothing in the log is needed, move it away, with "
                + Checkpoints.beside(database, "-shm").getFileName());
    }

    private void judge(WriteAheadLog.Content content) {
        String where = "the log of the store is not whole: frame " + content.firstBad()
                + (content.firstBad() == 0 ? " (its header)" : "") + " of " + log.file();
        switch (content.end()) {
            case CLEAN -> {}
            case TORN ->
                remarks.accept(where + ", in its last transaction, which counts as never committed."
                        + " A power loss or a full disk in the middle of it leaves that, and nobody was told of it; if there"
                        + " was neither, a disk or memory is failing and what it held is lost: look after them");
            case DAMAGED ->
                throw new DamagedStoreException(where + ", and more was written after it, so that no power loss"
                        + " explains it; SQLite would drop what follows." + WHAT_TO_DO);
        }
    }

    private DamagedStoreException damaged(PageSums sums, BitSet wrong) {
        int first = wrong.nextSetBit(0);
        return new DamagedStoreException("the store " + database + " is damaged: " + wrong.cardinality()
                + " of its pages are not what was written: " + named(wrong) + ", the first at byte "
                + (first - 1L) * sums.pageSize() + " (" + owner(first)
                + "). It may also be a copy that does not belong to "
                + sumsFile.getFileName() + ", or another program has changed it." + WHAT_TO_DO
                + " If you know why it differs, delete " + sumsFile
                + ": then the next start takes the database as it is, if its structure is sound");
    }

    private static String named(BitSet pages) {
        String named =
                pages.stream().limit(MOST_NAMED).mapToObj(String::valueOf).collect(Collectors.joining(", "));
        return pages.cardinality() > MOST_NAMED ? named + " ..." : named;
    }

    /** The table or index that a page belongs to, as far as a damaged database still says so. */
    private String owner(int page) {
        try (Connection connection = open()) {
            return new Sql(connection)
                    .first(row -> row.getString(1), "SELECT name FROM dbstat WHERE pageno = ?", page)
                    .map(name -> "of " + name)
                    .orElse("in no table");
        } catch (SQLException e) {
            return "nobody can say of which table";
        }
    }

    /** New sums of a database whose structure is sound. */
    private PageSums renew() throws IOException {
        List<String> faults = new ArrayList<>();
        int pageSize = 0;
        try (Connection connection = open()) {
            Sql sql = new Sql(connection);
            faults.addAll(sql.list(row -> row.getString(1), "PRAGMA integrity_check(" + MOST_NAMED + ")"));
            pageSize = Sqlite.number(sql, "PRAGMA page_size");
        } catch (SQLException e) {
            faults.add(e.getMessage());
        }
        if (!faults.equals(List.of("ok"))) {
            throw new DamagedStoreException(
                    "the store " + database + " is damaged: " + String.join("; ", faults) + "." + WHAT_TO_DO);
        }
        PageSums sums = PageSums.create(sumsFile, pageSize);
        sums.recordAll(database);
        sums.flush();
        return sums;
    }

    /** For reading only, so that closing it takes nothing over from the log. */
    private Connection open() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        return config.createConnection(Sqlite.PREFIX + database);
    }
}
