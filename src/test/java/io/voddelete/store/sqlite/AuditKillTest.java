package io.voddelete.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.audit.AuditChain;
import io.voddelete.audit.AuditEvent;
import io.voddelete.audit.AuditVerification;
import io.voddelete.audit.Head;
import io.voddelete.kit.AuditKit;
import io.voddelete.kit.Processes;
import io.voddelete.store.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A log and a database that vouch for each other, and a process that is killed at whatever it does. */
@Timeout(120)
class AuditKillTest {
    private static final int KILLS = 6;

    @TempDir
    Path directory;

    /** Whatever took effect stands in the log, and what stands there took effect, or the log says that it did not. */
    @Test
    void theLogSaysWhatTookEffectAndNothingElse() throws Exception {
        Random random = new Random(13);
        for (int kill = 0; kill < KILLS; kill++) {
            Path out = directory.resolve("out-" + kill);
            Process writer = Processes.endWithUs(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Writer.class.getName(),
                            directory.toString(),
                            String.valueOf(kill))
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start());
            long lines = Files.exists(audit()) ? size() : 0;
            while (size() == lines && writer.isAlive()) {
                writer.waitFor(1, TimeUnit.MILLISECONDS);
            }
            boolean ended = writer.waitFor(random.nextInt(200), TimeUnit.MILLISECONDS);
            assertThat(ended).as(() -> text(out)).isFalse();
            writer.destroyForcibly().waitFor();
            Head head = StoredHead.read(url(directory));
            assertThat(AuditVerification.verify(audit(), head).fault()).isNull();
        }
        try (Database database = new Database(directory)) {
            database.write(true, -1);
        }
        SortedSet<Long> did = new TreeSet<>();
        List<long[]> without = new ArrayList<>();
        for (JsonNode line : AuditKit.lines(audit())) {
            if (line.get("event").asText().equals("without-effect")) {
                without.add(
                        new long[] {line.get("from").asLong(), line.get("to").asLong()});
            } else if (line.has("deed")) {
                did.add(line.get("n").asLong());
            }
        }
        did.removeIf(n -> without.stream().anyMatch(range -> n >= range[0] && n <= range[1]));

        try (Database database = new Database(directory)) {
            assertThat(did).containsExactlyElementsOf(database.deeds());
        }
        assertThat(without).hasSizeGreaterThan(KILLS);
        assertThat(did).hasSizeGreaterThan(KILLS * 3);
        assertThat(AuditVerification.verify(audit(), StoredHead.read(url(directory)))
                        .notes())
                .isEmpty();
    }

    private Path audit() {
        return directory.resolve("audit");
    }

    private long size() throws Exception {
        Path file = audit().resolve("audit-000001.jsonl");
        return Files.exists(file) ? Files.size(file) : 0;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String url(Path directory) {
        return "jdbc:sqlite:" + directory.resolve("store.db");
    }

    /** Writes until it is killed. Some transactions are rolled back after their lines. */
    static final class Writer {
        public static void main(String[] args) throws Exception {
            Random random = new Random(Long.parseLong(args[1]));
            try (Database database = new Database(Path.of(args[0]))) {
                while (true) {
                    database.write(random.nextInt(7) > 0, random.nextInt());
                }
            }
        }
    }

    /** A deed is a row with the number of its line. */
    private static final class Database implements AutoCloseable {
        private final Connection connection;
        private final Sql sql;
        private final AuditChain log;

        Database(Path directory) throws Exception {
            connection = Sqlite.dataSource(url(directory)).getConnection();
            Sqlite.setUp(connection);
            sql = new Sql(connection);
            Sqlite.createTables(sql);
            sql.run("CREATE TABLE IF NOT EXISTS deed (n INTEGER PRIMARY KEY)");
            connection.commit();
            log = AuditKit.log(directory.resolve("audit"));
            log.open(StoredHead.read(url(directory)));
        }

        void write(boolean commits, int deed) throws Exception {
            Head before = log.head();
            Head head = log.append(List.of(new AuditEvent("call", Map.of("deed", deed))));
            sql.run("INSERT INTO deed VALUES (?1)", head.number());
            know("audit-head-number", String.valueOf(head.number()));
            know("audit-head-sha256", head.sha256());
            if (commits) {
                connection.commit();
            } else {
                connection.rollback();
                log.open(before);
            }
        }

        private void know(String name, String value) throws Exception {
            sql.run(
                    "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = ?2",
                    name,
                    value);
        }

        List<Long> deeds() throws Exception {
            return sql.list(row -> row.getLong(1), "SELECT n FROM deed ORDER BY n");
        }

        @Override
        public void close() throws SQLException, IOException {
            connection.close();
            log.close();
        }
    }
}
