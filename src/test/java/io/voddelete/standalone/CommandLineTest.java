package io.voddelete.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.audit.AuditChain;
import io.voddelete.audit.Head;
import io.voddelete.kit.AuditKit;
import io.voddelete.kit.StatusCaller;
import io.voddelete.settings.Settings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    @TempDir
    Path directory;

    private final Properties system = new Properties();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void withoutOptionsTheModuleIsToStart() {
        assertThat(run()).isEmpty();
        assertThat(out.toString(StandardCharsets.UTF_8) + err).isEmpty();
    }

    @Test
    void theVersionIsThatOfTheBuild() {
        assertThat(run("--version")).hasValue(0);
        assertThat(said(out)).matches("vod-delete-routes [0-9]+\\.[0-9]+\\.[0-9]+(-SNAPSHOT)?");
        assertThat(said(err)).isEmpty();
    }

    @Test
    void helpNamesEveryOption() {
        assertThat(run("--help")).hasValue(0);
        assertThat(said(out)).contains("--check", "--verify-audit", "--help", "--version");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--chek", "check", "-h", "", "-Dvod.secret-key=never-shown"})
    void anUnknownOptionIsRefusedAndItsValueNotShown(String option) {
        assertThat(run(option)).hasValue(2);
        assertThat(said(err))
                .contains("'" + option.replaceFirst("=.*", "=...") + "'", "--check", "--help", "--version")
                .doesNotContain("never-shown");
        assertThat(said(out)).isEmpty();
    }

    @Test
    void onlyOneOptionIsTaken() {
        assertThat(run("--check", "--help")).hasValue(2);
        assertThat(said(out)).isEmpty();
    }

    @Test
    void goodSettingsAreCheckedAndTold() {
        setWhatIsRequired();
        system.setProperty("vod.status.enabled", "true");
        system.setProperty("vod.http.port", "8081");
        assertThat(run("--check")).hasValue(0);
        assertThat(said(out))
                .contains(
                        "https://vod.example.com",
                        "project p1",
                        directory.resolve("data").toString(),
                        "100 DELETE",
                        "http://127.0.0.1:8081")
                .doesNotContain("never-shown");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void badSettingsAreNamed() {
        setWhatIsRequired();
        system.setProperty("vod.batch.size", "11");
        assertThat(run("--check")).hasValue(2);
        assertThat(said(err)).contains("vod.batch.size", "'11'");
        assertThat(said(out)).isEmpty();
        assertThat(directory).isEmptyDirectory();
    }

    /** Only a start used to find it. */
    @Test
    void aServerThatAnybodyCouldReachIsRefusedToo() {
        setWhatIsRequired();
        system.setProperty("vod.status.enabled", "true");
        system.setProperty("vod.status.token", StatusCaller.TOKEN);
        system.setProperty("vod.http.host", "0.0.0.0");
        assertThat(run("--check")).hasValue(2);
        assertThat(said(err)).contains("vod.http.tls");
    }

    @Test
    void anAuditLogIsVerifiedAgainstTheStore() throws Exception {
        setWhatIsRequired();
        Path data = Files.createDirectories(directory.resolve("data"));
        Head head;
        try (AuditChain log = AuditKit.begun(data.resolve("audit"))) {
            head = log.append(List.of(AuditKit.event("approved")));
        }
        try (Connection store = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("vod-delete.db"));
                Statement sql = store.createStatement()) {
            sql.execute("CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT)");
            sql.execute("INSERT INTO setting VALUES ('audit-head-number', '2'), ('audit-head-sha256', '" + head.sha256()
                    + "')");
        }
        assertThat(run("--verify-audit")).as(() -> said(err)).hasValue(0);
        assertThat(said(out)).contains("2 lines in 1 files", head.sha256());
        assertThat(said(err)).isEmpty();

        Path file = data.resolve("audit/audit-000001.jsonl");
        Files.writeString(file, Files.readString(file).replace("approved", "refused"));
        assertThat(run("--verify-audit")).hasValue(1);
        assertThat(said(err)).contains("line 2 of audit-000001.jsonl");
    }

    @Test
    void withoutAStoreNothingIsVerified() {
        setWhatIsRequired();
        assertThat(run("--verify-audit")).hasValue(2);
        assertThat(said(err)).contains(directory.resolve("data/vod-delete.db").toString());
        assertThat(said(out)).isEmpty();
        assertThat(directory).isEmptyDirectory();
    }

    private void setWhatIsRequired() {
        system.setProperty("vod.endpoint", "https://vod.example.com");
        system.setProperty("vod.project-id", "p1");
        system.setProperty("vod.access-key", "never-shown");
        system.setProperty("vod.secret-key", "never-shown");
        system.setProperty("vod.data-directory", directory.resolve("data").toString());
    }

    private OptionalInt run(String... arguments) {
        return new CommandLine(() -> Settings.load(List.of(), Map.of(), system), print(out), print(err)).run(arguments);
    }

    private static PrintStream print(ByteArrayOutputStream target) {
        return new PrintStream(target, true, StandardCharsets.UTF_8);
    }

    private static String said(ByteArrayOutputStream target) {
        return target.toString(StandardCharsets.UTF_8).strip();
    }
}
