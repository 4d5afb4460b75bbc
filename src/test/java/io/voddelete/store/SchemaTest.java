package io.voddelete.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The tables in SQLite and those in PostgreSQL are the same ones. */
class SchemaTest {
    private static final Pattern TABLE =
            Pattern.compile("CREATE TABLE IF NOT EXISTS (\\w+) \\(\\n(.*?)\\n\\)", Pattern.DOTALL);
    private static final Pattern INDEX = Pattern.compile("CREATE INDEX IF NOT EXISTS (\\w+) ON (\\w+)");

    /** Which version there is SQLite has in its file, and no other process has that open. */
    private static final List<String> OF_POSTGRESQL = List.of("home", "node", "schema_version", "sender");

    @Test
    void theColumnsAreTheSameInTheSameOrder() throws IOException {
        Map<String, List<String>> tables = tables("schema-postgresql.sql");
        assertThat(tables.keySet()).containsAll(OF_POSTGRESQL);
        OF_POSTGRESQL.forEach(tables::remove);
        assertThat(tables).isEqualTo(tables("schema-sqlite.sql")).containsKeys("asset", "submission", "setting");
    }

    @Test
    void theIndexesAreTheSame() throws IOException {
        assertThat(indexes("schema-postgresql.sql"))
                .isEqualTo(indexes("schema-sqlite.sql"))
                .contains("asset_pending ON asset");
    }

    private static Map<String, List<String>> tables(String file) throws IOException {
        Map<String, List<String>> tables = new TreeMap<>();
        Matcher found = TABLE.matcher(text(file));
        while (found.find()) {
            tables.put(
                    found.group(1),
                    Arrays.stream(found.group(2).split("\n"))
                            .map(line -> line.strip().split("\\s+")[0])
                            .filter(word -> !word.equals("PRIMARY"))
                            .toList());
        }
        return tables;
    }

    private static Set<String> indexes(String file) throws IOException {
        return INDEX.matcher(text(file))
                .results()
                .map(MatchResult::group)
                .map(index -> index.replace("CREATE INDEX IF NOT EXISTS ", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String text(String file) throws IOException {
        try (InputStream in = SchemaTest.class.getResourceAsStream("/vod-delete-routes/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
