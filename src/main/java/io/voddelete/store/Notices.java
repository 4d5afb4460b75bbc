package io.voddelete.store;

import io.voddelete.asset.Notice;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The SQL of notices: one row of {@code setting} for each submission that has any, with one notice per line. */
final class Notices {
    private static final String KEY = "notices:";
    /** A column for queries of {@code submission}: its notices, or null. */
    static final String COLUMN = "(SELECT n.value FROM setting n WHERE n.name = '" + KEY + "' || submission_id)";

    private Notices() {}

    static void record(Sql sql, Submission submission, List<Notice> notices) throws SQLException {
        if (!notices.isEmpty()) {
            sql.run(
                    "INSERT INTO setting (name, value) VALUES (?, ?)",
                    KEY + submission.submissionId(),
                    notices.stream()
                            .map(notice -> notice.code() + " " + notice.text())
                            .collect(Collectors.joining("\n")));
        }
    }

    /** Adds a notice unless there is already one with its code; returns whether it was added. */
    static boolean add(Sql sql, String submissionId, Notice notice) throws SQLException {
        String key = KEY + submissionId;
        String before = sql.first(row -> row.getString(1), "SELECT value FROM setting WHERE name = ?", key)
                .orElse("");
        if (of(before).stream().anyMatch(other -> other.code().equals(notice.code()))) {
            return false;
        }
        String line = notice.code() + " " + notice.text();
        sql.run(
                "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                key,
                before.isEmpty() ? line : before + "\n" + line);
        return true;
    }

    /** @param value of {@link #COLUMN} */
    static List<Notice> of(@Nullable String value) {
        return value == null ? List.of() : value.lines().map(Notices::notice).toList();
    }

    private static Notice notice(String line) {
        String[] parts = line.split(" ", 2);
        return new Notice(parts[0], parts[1]);
    }
}
