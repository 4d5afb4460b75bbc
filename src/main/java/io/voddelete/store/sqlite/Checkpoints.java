package io.voddelete.store.sqlite;

import io.voddelete.store.ArchiveFiles;
import io.voddelete.store.DamagedStoreException;
import io.voddelete.store.Maintenance;
import io.voddelete.store.Ownership;
import io.voddelete.store.Sql;
import io.voddelete.store.StoreFault;
import io.voddelete.store.Target;
import io.voddelete.support.FatalErrors;
import io.voddelete.support.FileIdentity;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Runs the checkpoints of SQLite, which transfer the write-ahead log to the database, between two marks: meanwhile the database
 * is marked as incomplete without its log, see {@link LogMark}.
 */
final class Checkpoints implements Maintenance {
    /** Frames after which a checkpoint is due: 32 MiB. */
    private static final int FRAMES = 8_000;
    /** If a reader prevents a complete checkpoint, the next one is due after this many more frames. */
    private static final int FRAMES_MORE = 1_000;

    private static final int FRAMES_A_MEBIBYTE = 1024 * 1024 / Sqlite.PAGE_SIZE;

    private static final String NOT_TAKEN = "The log of the store could not be transferred to the database: %s."
            + " Nothing is lost; the log grows until this succeeds, and it is retried after each change";
    private static final String NOT_IN_PLACE = "The store is closed, but %s";

    private final Path database;
    private final WriteAheadLog log;
    private final Path oldSums;
    private final Consumer<String> remarks;
    private final Ownership ours;
    private final LogMark mark;
    private final RandomGenerator random;
    /** The database and its log. */
    private List<FileIdentity> opened = List.of();

    /** The state of the log after the last transaction or checkpoint. */
    private State last = new State(0, 0);

    private int next = FRAMES;
    /** Half the size of the log at which the next message is due; the first one is due at four times the usual size. */
    private int said = FRAMES * 2;

    private boolean failing;

    private Checkpoints(
            Path database,
            WriteAheadLog log,
            Path oldSums,
            Consumer<String> remarks,
            RandomGenerator random,
            Ownership ours) {
        this.database = database;
        this.log = log;
        this.oldSums = oldSums;
        this.remarks = remarks;
        this.ours = ours;
        this.mark = new LogMark(random);
        this.random = random;
    }

    /**
     * Checks a database that no program has open.
     *
     * @param remarks receives messages for the operator
     * @param random numbers the rounds of the log
     * @param ours checks that only this process may write the store
     * @throws DamagedStoreException if the log is damaged, missing or belongs to another store, or the structure of the database
     *     is not sound
     */
    static Checkpoints of(Path database, Consumer<String> remarks, RandomGenerator random, Ownership ours)
            throws IOException {
        // SQLite puts the log next to the file that a link leads to
        Path file = Files.exists(database) ? database.toRealPath() : database;
        WriteAheadLog log = new WriteAheadLog(beside(file, "-wal"));
        new StoreCheck(file, log, remarks).run();
        return new Checkpoints(database, log, StoreCheck.oldSums(file), remarks, random, ours);
    }

    static Path beside(Path database, String suffix) {
        return database.resolveSibling(database.getFileName() + suffix);
    }

    @Override
    public void skipEventNumbers(Sql sql, long number, Instant now) throws SQLException {
        Sqlite.skipEventNumbers(sql, number, now);
    }

    @Override
    public void setUp(Connection connection, boolean readOnly) throws SQLException {
        Sqlite.setUp(connection);
    }

    @Override
    public ArchiveFiles archiveFiles(Path folder) {
        return new SqliteArchives(database, folder, random);
    }

    @Override
    public Optional<String> prepare(Sql sql, Target target) throws SQLException {
        return Sqlite.prepare(sql, target);
    }

    @Override
    public void begin(Sql sql) throws SQLException {
        Sqlite.requireOwnTables(sql);
        sql.commit(); // ends the read transaction
        try {
            // a version before 3 would take outdated sums for damage
            Files.deleteIfExists(oldSums);
            // from now on the log exists, so a start after a kill that finds none knows that it was removed
            forceFolder(log.file());
            opened = List.of(FileIdentity.at(database), FileIdentity.at(log.file()));
        } catch (IOException e) {
            throw new SQLException("its files cannot be written or read: " + e, e);
        }
        Sqlite.number(sql, "PRAGMA wal_autocheckpoint = 0");
        try {
            takeOver(sql);
        } catch (SQLException e) {
            markAsWhole(sql, e);
            throw e;
        }
        Sqlite.number(sql, "PRAGMA busy_timeout = 0"); // the writer waits by itself, and not for long at the stop
    }

    /** If a start fails, SQLite transfers and deletes the log as the file is closed: the file must not count as continued. */
    private void markAsWhole(Sql sql, SQLException cause) {
        try {
            mark.whole(sql);
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public void say(String remark) {
        remarks.accept(remark);
    }

    @Override
    public void requireInPlace() throws SQLException {
        try {
            // first, since the locks go away with the disk, and what must come back is the database
            for (FileIdentity file : opened) {
                file.requireInPlace();
            }
            ours.require();
        } catch (IOException e) {
            throw new SQLException(e.getMessage(), e);
        }
    }

    @Override
    public void committed(Sql sql) {
        attempt(NOT_TAKEN, () -> {
            mark.whole(sql);
            State now = State.read(sql);
            boolean isTakenByOthers = now.taken > last.taken || now.frames < last.frames;
            last = now;
            // another program's checkpoint has marked the database as complete, although there is more in the log
            if (now.frames >= next || isTakenByOthers) {
                takeOver(sql);
                sayWhetherItGrows();
            }
        });
    }

    @Override
    public void end(Sql sql) {
        attempt(NOT_TAKEN, () -> mark.whole(sql));
        attempt(NOT_IN_PLACE, this::requireInPlace);
    }

    /** A round of the log ends when it has been transferred completely, and the next mark is written at its beginning. */
    private void takeOver(Sql sql) throws SQLException {
        mark.continued(sql);
        Sqlite.number(sql, "PRAGMA wal_checkpoint(PASSIVE)");
        mark.whole(sql);
        last = State.read(sql);
        boolean beganAnew = last.frames < FRAMES;
        next = beganAnew ? FRAMES : last.frames + FRAMES_MORE;
        said = beganAnew ? FRAMES * 2 : said;
    }

    /** While another program reads, the log cannot start over. */
    private void sayWhetherItGrows() {
        if (last.frames >= said * 2) {
            remarks.accept("The log of the store, " + log.file() + ", has grown to " + last.frames / FRAMES_A_MEBIBYTE
                    + " MiB and cannot start over while another program reads the store, such as a backup or an open"
                    + " sqlite3. Nothing is lost; end that program before the disk is full");
            said = last.frames;
        }
    }

    /** Syncs the directory entry of a file to disk. */
    private static void forceFolder(Path file) throws IOException {
        try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private void attempt(String unless, Step step) {
        try {
            step.run();
            failing = false;
        } catch (SQLException | RuntimeException | Error e) { // the writer must continue
            if (e instanceof Error error && FatalErrors.find(e) != null) {
                throw error;
            }
            if (!failing && StoreFault.of(e) != StoreFault.LOCKED) { // a lock ends, and this is retried
                remarks.accept(String.format(Locale.ROOT, unless, e));
            }
            failing = true;
        }
    }

    private interface Step {
        void run() throws SQLException;
    }

    /** The number of frames in the log, and how many of them have been transferred. */
    private record State(int frames, int taken) {
        static State read(Sql sql) throws SQLException {
            return sql.first(State::of, "PRAGMA wal_checkpoint(NOOP)").orElseThrow();
        }

        private static State of(ResultSet row) throws SQLException {
            return new State(row.getInt(2), row.getInt(3));
        }
    }
}
