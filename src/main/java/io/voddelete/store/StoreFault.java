package io.voddelete.store;

import java.sql.Connection;
import java.sql.SQLException;

/** The kinds of trouble that a store tells apart: what each is called and what to do about it. */
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
            "stop the module, look after disk and memory of the machine, and restore a backup (operations.md, \"Backup and restore\")"),
    OTHER(null, "check the disk and the data directory");

    /** The primary code is the last byte of SQLite's extended ones. */
    private static final int PRIMARY = 0xff;

    private final String words;
    private final String remedy;

    StoreFault(String words, String remedy) {
        this.words = words;
        this.remedy = remedy;
    }

    /** What kind of trouble an exception is about. */
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

    /** Fit for people outside, without a path; null if there is nothing to say. */
    String words() {
        return words;
    }

    String remedy() {
        return remedy;
    }

    /** What happened, with the file and what SQLite says. */
    String text(Throwable cause, String database) {
        String file = database.isEmpty() ? "" : ", " + database;
        return words == null ? String.valueOf(cause.getMessage()) : words + file + " (" + cause.getMessage() + ")";
    }

    /** The file that a connection is open on. */
    static String database(Connection connection) throws SQLException {
        return connection.getMetaData().getURL().replaceFirst("^jdbc:[a-z]+:", "");
    }
}
