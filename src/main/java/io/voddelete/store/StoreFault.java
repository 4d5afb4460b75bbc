package io.voddelete.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The kinds of faults of a store, in words and with a remedy. */
public enum StoreFault {
    LOCKED(
            "another program holds a lock on the store",
            "close that program, or let it finish; on Linux 'fuser -v' with the file name shows which one it is"),
    FULL("the disk of the store is full", "make room; check the disk and the data directory"),
    READ_ONLY(
            "the store is read-only",
            "check the owner and permissions of the file and its folder, and how its disk is mounted"),
    IO("the disk of the store cannot be read or written", "check the disk and the data directory"),
    DAMAGED(
            "the store is damaged",
            "stop the module, check the disk and memory of the machine, and restore a backup (operations.md, \"Backup and restore\")"),
    OTHER(null, "check the disk and the data directory");

    /** The primary code is the last byte of SQLite's extended ones. */
    private static final int PRIMARY = 0xff;

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
        return switch (fault.getErrorCode() & PRIMARY) {
            case 5, 6 -> LOCKED; // SQLITE_BUSY, SQLITE_LOCKED
            case 8 -> READ_ONLY;
            case 10 -> IO;
            case 11, 26 -> DAMAGED; // SQLITE_CORRUPT, SQLITE_NOTADB
            case 13 -> FULL;
            default -> OTHER;
        };
    }

    /** Returns a text for callers, without a path; empty for {@link #OTHER}. */
    Optional<String> words() {
        return Optional.ofNullable(words);
    }

    String remedy() {
        return remedy;
    }

    /** Returns what happened, with the file and the message of SQLite. */
    String text(Throwable cause, String database) {
        String file = database.isEmpty() ? "" : ", " + database;
        return words == null ? String.valueOf(cause.getMessage()) : words + file + " (" + cause.getMessage() + ")";
    }

    /** Returns the file that a connection has open. */
    static String database(Connection connection) throws SQLException {
        return connection.getMetaData().getURL().replaceFirst("^jdbc:[a-z]+:", "");
    }
}
