package io.voddelete.store;

import java.sql.SQLException;
import java.util.Map;

/**
 * The project that the ids of a store belong to. A store is bound to the first target it is opened for, since the same id may
 * be another asset elsewhere.
 *
 * @param endpoint {@code vod.endpoint}
 * @param projectId {@code vod.project-id}
 */
public record Target(String endpoint, String projectId) {
    /** @throws WrongTargetException if the store is bound to another target */
    public void bind(Sql sql) throws SQLException {
        for (Map.Entry<String, String> part :
                Map.of("vod.endpoint", endpoint, "vod.project-id", projectId).entrySet()) {
            sql.run(
                    "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING",
                    part.getKey(),
                    part.getValue());
            String bound = sql.first(row -> row.getString(1), "SELECT value FROM setting WHERE name = ?", part.getKey())
                    .orElseThrow();
            if (!bound.equals(part.getValue())) {
                throw new WrongTargetException(part.getKey(), bound, part.getValue());
            }
        }
    }
}
