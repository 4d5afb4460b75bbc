package io.voddelete.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The kinds of faults of a store, in words and with a remedy. */
public enum StoreFault {
    LOCKED(
            "another program holds a lock on the store",
            "close that program, or let it finish; on Linux 'fuser -v' with the name of a file shows which one it is, and pg_locks in"
                    + " PostgreSQL"),
    FULL("the disk of the store is full", "make room; check the disk and the data directory"),
    READ_ONLY(
            "the store is read-only",
            "check the owner and permissions of the file and its folder, and how its disk is mounted"),
    IO("the disk of the store cannot be read or written", "check the disk and the data directory"),
    UNREACHABLE(
            "the database of the store cannot be reached",
            "check that it runs, the network and vod.store.url; ids that were accepted wait for it"),
    TAKEN_OVER(
            "another process has taken over the store",
            "restart this one; if it happens again, check the network between it and the database (nodes.md, \"When a node fails\")"),
    BEHIND(
            "the database has lost transactions that it had committed",
            "find out whether a standby took over that was behind, or a backup was restored; then restart, and submit again what"
                    + " was accepted in that time (nodes.md, \"When the database fails over\")"),
    ELSEWHERE(
            "another node is reading the same list", "wait until that node has read it, or send it to that node again"),
    UNKNOWN("it is unknown whether the store has it", "look it up before it is submitted or ordered again"),
    DAMAGED(
            "the store is damaged",
            "stop the module, check the disk and memory of the machine, and restore a backup (operations.md, \"Backup and restore\")"),
    OTHER(null, "check the disk and the data directory");

    /** The primary code is the last byte of SQLite's extended ones. */
    private static final int PRIMARY = 0xff;

    /** The SQL states of our own exceptions. */
    public static final String TAKEN_OVER_STATE = "VOD01";

    public static final String BEHIND_STATE = "VOD02";
    public static final String UNKNOWN_STATE = "VOD03";
    static final String ELSEWHERE_STATE = "VOD04";

    private final @Nullable String words;
    private final String remedy;

    StoreFault(@Nullable String words, String remedy) {
        this.words = words;
        this.remedy = remedy;
    }

    /** Returns the kind of fault that an exception reports. */
    public static StoreFault of(Throwable cause) {
        if (!(cause instanceof SQLException fault)) {
            return OTHER;
        }
        if (fault instanceof SQLTransientConnectionException) {
            return UNREACHABLE; // of a pool, without a state
        }
        if (fault.getErrorCode() == 0 && fault.getSQLState() != null) {
            return ofState(fault.getSQLState());
        }
        return switch (fault.getErrorCode() & PRIMARY) {
            case 5, 6 -> LOCKED; // SQLITE_BUSY, SQLITE_LOCKED
            case 8 -> READ_ONLY;
            case 10 -> IO;
            case 11, 26 -> DAMAGED; // SQLITE_CORRUPT, SQLITE_NOTADB
            case 13 -> FULL;
            default -> OTHER;
        };
    }

    /** PostgreSQL has states, see Appendix A of its documentation; SQLite has none. */
    private static StoreFault ofState(String state) {
        return switch (state) {
            case "40001", "40P01", "55P03" -> LOCKED; // serialization failure, deadlock, lock_timeout
            case "53100" -> FULL;
            case "53300", "25006", "25P03" -> UNREACHABLE; // too many connections; a standby; idle in transaction
            case "58030" -> IO;
            case "XX001", "XX002" -> DAMAGED;
            case TAKEN_OVER_STATE -> TAKEN_OVER;
            case BEHIND_STATE -> BEHIND;
            case UNKNOWN_STATE -> UNKNOWN;
            case ELSEWHERE_STATE -> ELSEWHERE;
            default -> state.startsWith("08") || state.startsWith("57P0") ? UNREACHABLE : OTHER;
        };
    }

    /** Whether the same may succeed in a moment. */
    public boolean mayEnd() {
        return this == LOCKED || this == UNREACHABLE;
    }

    /** Whether nothing can be written any more until this process is restarted. */
    public boolean isFinal() {
        return this == TAKEN_OVER || this == BEHIND;
    }

    /** Returns a text for callers, without a path; empty for {@link #OTHER}. */
    Optional<String> words() {
        return Optional.ofNullable(words);
    }

    public String remedy() {
        return remedy;
    }

    /** Returns what happened, with the file and the message of SQLite. */
    public String text(Throwable cause, String database) {
        String file = database.isEmpty() ? "" : ", " + database;
        return words == null ? String.valueOf(cause.getMessage()) : words + file + " (" + cause.getMessage() + ")";
    }

    /** Returns the file that a connection has open. */
    static String database(Connection connection) throws SQLException {
        return connection
                .getMetaData()
                .getURL()
                .replaceFirst("^jdbc:[a-z]+:", "")
                .replaceFirst("\\?.*", "");
    }
}
