package io.voddelete.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;

/** Files with SQL in the jar. */
public final class SqlScript {
    private SqlScript() {}

    /**
     * Runs all statements of a file, in the caller's transaction.
     *
     * @param file an absolute path on the class path; semicolons stand at the ends of statements only
     */
    public static void run(Sql sql, String file) throws SQLException {
        for (String statement : text(file).replaceAll("--[^\n]*", "").split(";")) {
            if (!statement.isBlank()) {
                sql.run(statement);
            }
        }
    }

    private static String text(String file) {
        try (InputStream in = SqlScript.class.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }
}
