package io.voddelete.store.sqlite;

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
 * Takes the write-ahead log over into the database, as SQLite would, and writes down the checksum of each page before: so
 * that the next start can tell every page that is not what was written. A page that the log holds is right by the log.
 * Each time the database is marked as one that is not whole without its log, see {@link LogMark}.
 */
final class Checkpoints implements Maintenance {
    /** 32 MiB of log. */
    private static final int FRAMES = 8_000;
    /** Where a reader keeps the log from being taken over as a whole, it is tried again after so many more. */
    private static final int FRAMES_MORE = 1_000;

    private static final int FRAMES_A_MEBIBYTE = 1024 * 1024 / Sqlite.PAGE_SIZE;

    private static final String NOT_TAKEN = "the log of the store could not be taken over into the database: %s."
            + " Nothing is lost; it grows until that succeeds, which is tried after each change";
    private static final String NOT_COMPLETED =
            "the page sums of the store could not be completed: %s. Nothing is lost;"
                    + " the next start checks what it can without them";

    private final Path database;
    private final PageSums sums;
    private final WriteAheadLog log;
    private final Consumer<String> remarks;
    private final Ownership ours;
    private final LogMark mark;
    /** The database, and the log that every transaction is written to. */
    private List<FileIdentity> opened = List.of();

    private long round;
    private int seen;
    private int recorded;
    private int next = FRAMES;
    /** The size of the log that was said last; the first word is at four times the usual one. */
    private int said = FRAMES * 2;

    private boolean taken;
    private boolean trusted = true;
    private boolean failing;

    private Checkpoints(
            Path database,
            PageSums sums,
            WriteAheadLog log,
            Consumer<String> remarks,
            RandomGenerator random,
            Ownership ours) {
        this.database = database;
        this.sums = sums;
        this.log = log;
        this.remarks = remarks;
        this.ours = ours;
        this.mark = new LogMark(random);
    }

    /**
     * Checks a database that no program has open.
     *
     * @param remarks gets sentences for the operator
     * @param random numbers the rounds of the log
     * @param ours whether this process alone may write it
     * @throws DamagedStoreException if a page or the log is not what was written
     */
    static Checkpoints of(Path database, Consumer<String> remarks, RandomGenerator random, Ownership ours)
            throws IOException {
        // SQLite has its log beside the file that a link leads to
        Path file = Files.exists(database) ? database.toRealPath() : database;
        WriteAheadLog log = new WriteAheadLog(beside(file, "-wal"));
        return new Checkpoints(database, new StoreCheck(file, log, remarks).run(), log, remarks, random, ours);
    }

    static Path beside(Path database, String suffix) {
        return database.resolveSibling(database.getFileName() + suffix);
    }

    @Override
    public void setUp(Connection connection) throws SQLException {
        Sqlite.setUp(connection);
    }

    @Override
    public Optional<String> prepare(Sql sql, Target target) throws SQLException {
        return Sqlite.prepare(sql, target);
    }

    @Override
    public int touch(Sql sql, Instant now) throws SQLException {
        return Sqlite.touch(sql, now);
    }

    @Override
    public void begin(Sql sql) throws SQLException {
        Sqlite.requireOwnTables(sql);
        sql.commit(); // ends the reading
        try {
            forceFolder(log.file()); // the log is there now: a start that finds none after a kill knows that somebody
            // took it away
            sums.complete(false);
            opened = List.of(FileIdentity.at(database), FileIdentity.at(log.file()));
            Sqlite.number(sql, "PRAGMA wal_autocheckpoint = 0");
            mark.continued(sql);
            round = log.salt();
            seen = state(sql).frames();
            takeOver(sql);
            mark.whole(sql);
        } catch (IOException e) {
            throw new SQLException("its files cannot be written or looked at: " + e, e);
        }
        Sqlite.number(sql, "PRAGMA busy_timeout = 0"); // the writer waits by itself, and not for long at the stop
    }

    @Override
    public void say(String remark) {
        remarks.accept(remark);
    }

    @Override
    public void requireInPlace() throws SQLException {
        try {
            ours.require();
            for (FileIdentity file : opened) {
                file.requireInPlace();
            }
        } catch (IOException e) {
            throw new SQLException(e.getMessage(), e);
        }
    }

    @Override
    public void committed(Sql sql) {
        attempt(NOT_TAKEN, () -> {
            mark.whole(sql);
            follow(state(sql));
            if (seen >= next) {
                mark.continued(sql);
                follow(state(sql));
                takeOver(sql);
                sayWhetherItGrows();
                mark.whole(sql);
                follow(state(sql));
            }
        });
    }

    @Override
    public void end(Sql sql) {
        attempt(NOT_TAKEN, () -> mark.whole(sql));
        attempt(NOT_COMPLETED, () -> {
            requireInPlace();
            follow(state(sql));
            record();
            if (trusted) {
                sums.complete(true);
            }
        });
        try {
            if (trusted && !sums.isComplete()) {
                sums.forget(); // else the next start would look for the log that SQLite is about to delete
            }
            sums.close();
        } catch (IOException e) {
            remarks.accept("the page sums of the store could not be closed: " + e.getMessage());
        }
    }

    private void takeOver(Sql sql) throws IOException, SQLException {
        record();
        State after = sql.first(State::of, "PRAGMA wal_checkpoint(PASSIVE)").orElseThrow();
        taken = after.taken() == after.frames() && after.frames() >= 0; // -1: another program takes it over just now
        next = seen + FRAMES_MORE;
    }

    /** A round of the log ends when all of it was taken over and the next transaction begins at its beginning. */
    private void follow(State now) throws IOException, SQLException {
        long salt = taken ? logInPlace().salt() : round;
        boolean byOthers = salt == round ? now.taken() > recorded || now.frames() < seen : seen > recorded;
        if (salt != round) {
            round = salt;
            recorded = 0;
            taken = false;
            next = FRAMES;
            said = FRAMES * 2;
        }
        seen = now.frames();
        if (byOthers) {
            next = 0; // what it took over has marked the database as whole, and more is in the log
        }
        if (trusted && byOthers) {
            trusted = false;
            sums.forget();
            remarks.accept(
                    "another program took the log of the store over into the database, so that its page sums are no"
                            + " longer good. The next start checks the structure of the store instead and makes new ones");
        }
    }

    /** A reader keeps the log from beginning anew for as long as it reads. */
    private void sayWhetherItGrows() {
        if (seen >= said * 2) {
            remarks.accept("the log of the store, " + log.file() + ", has grown to " + seen / FRAMES_A_MEBIBYTE
                    + " MiB and cannot begin anew while another program reads the store, as a backup or an open sqlite3"
                    + " does. Nothing is lost; let that program end before the disk is full");
            said = seen;
        }
    }

    private void record() throws IOException, SQLException {
        if (trusted && seen > recorded) {
            logInPlace().read(recorded + 1, seen, sums::record);
            sums.flush();
        }
        recorded = seen;
    }

    /** The log is read by its path, where another one may lie by now. */
    private WriteAheadLog logInPlace() throws SQLException {
        requireInPlace();
        return log;
    }

    /** Brings the name of a file to the disk. */
    static void forceFolder(Path file) throws IOException {
        try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private static State state(Sql sql) throws SQLException {
        return sql.first(State::of, "PRAGMA wal_checkpoint(NOOP)").orElseThrow();
    }

    private void attempt(String unless, Step step) {
        try {
            step.run();
            failing = false;
        } catch (IOException | SQLException | RuntimeException | Error e) { // the writer is to go on
            if (e instanceof Error error && FatalErrors.find(e) != null) {
                throw error;
            }
            if (!failing && StoreFault.of(e) != StoreFault.LOCKED) { // a lock ends, and it is tried again
                remarks.accept(String.format(Locale.ROOT, unless, e));
            }
            failing = true;
        }
    }

    private interface Step {
        void run() throws IOException, SQLException;
    }

    /** How many frames there are, and how many of them are in the database. */
    private record State(int frames, int taken) {
        static State of(ResultSet row) throws SQLException {
            return new State(row.getInt(2), row.getInt(3));
        }
    }
}
