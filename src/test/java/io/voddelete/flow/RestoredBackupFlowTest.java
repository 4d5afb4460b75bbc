package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.kit.AuditKit;
import io.voddelete.kit.NoticeServer;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StoreFile;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What receivers see that drop repetitions, when a backup is put back as the page about operations says. */
@Timeout(240)
class RestoredBackupFlowTest {
    private static final SimulatorOptions OPTIONS =
            SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);

    @TempDir
    Path directory;

    @TempDir
    Path backup;

    /** The store alone is older than the audit log; if both are put back, only the operator knows. */
    @ParameterizedTest
    @CsvSource({"false, cloudevents", "true, plain"})
    void noEventHasTheIdOfAnother(boolean withAudit, String format) throws Exception {
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                NoticeServer outcomes = new NoticeServer(0, 0, () -> {});
                NoticeServer notices = new NoticeServer(0, 0, () -> {})) {
            Map<String, String> settings = Map.of(
                    "vod.outcome.format",
                    format,
                    "vod.outcome.success-uri",
                    outcomes.uri().toString(),
                    "vod.notify.uri",
                    notices.uri().toString());
            run(simulator, settings, List.of("before"));
            copy("vod-delete.db");
            copy("audit/audit-000001.jsonl");
            run(simulator, settings, List.of("lost-1", "lost-2"));
            putBack("vod-delete.db");
            if (withAudit) {
                putBack("audit/audit-000001.jsonl");
                Files.createFile(directory.resolve("restored"));
            }
            run(simulator, settings, List.of("after-1", "after-2"));
            String epoch = epoch().get(0);

            assertThat(directory.resolve("restored")).doesNotExist();
            assertThat(AuditKit.lines(directory.resolve("audit")))
                    .filteredOn(line -> line.get("event").textValue().equals("restored"))
                    .singleElement()
                    .satisfies(line -> assertThat(line.get("epoch").textValue()).isEqualTo(epoch));
            assertThat(outcomes.received().stream().map(event -> name(event, "event_id")))
                    .hasSize(5)
                    .doesNotHaveDuplicates();
            assertThat(notices.received().stream().map(event -> name(event, "id")))
                    .hasSize(5)
                    .doesNotHaveDuplicates();
            assertThat(outcomes.received().get(4).toString()).contains(epoch);

            run(simulator, settings, List.of("later"));
            assertThat(epoch()).as("after an ordinary restart").containsExactly(epoch);
        }
    }

    @Test
    void aStoreThatWasNeverPutBackHasNoEpoch() throws Exception {
        try (VodSimulator simulator = VodSimulator.start(OPTIONS)) {
            run(simulator, Map.of(), List.of("one"));
            run(simulator, Map.of(), List.of("two"));
        }
        assertThat(epoch()).isEmpty();
        assertThat(AuditKit.events(directory.resolve("audit"))).doesNotContain("restored");
    }

    @Test
    void whatWasDeletedAndForgottenIsDeletedWhenItIsSubmittedAgain() throws Exception {
        try (VodSimulator simulator = VodSimulator.start(OPTIONS)) {
            run(simulator, Map.of(), List.of("before"));
            copy("vod-delete.db");
            run(simulator, Map.of(), List.of("lost"));
            putBack("vod-delete.db");
            Files.createFile(
                    directory.resolve("restored")); // the log alone cannot tell one call from one that never began
            run(simulator, Map.of(), List.of("lost"));
        }
        assertThat(StoreFile.of(directory).rows("SELECT status, generation FROM asset ORDER BY id"))
                .containsExactly("DELETED 1", "DELETED 1");
    }

    private void run(VodSimulator simulator, Map<String, String> settings, List<String> lists) throws Exception {
        try (RunningModule module = RunningModule.start(directory, simulator, settings)) {
            long before = Long.parseLong(StoreFile.of(directory)
                    .rows("SELECT submissions FROM total")
                    .get(0));
            for (String list : lists) {
                module.drop(list + ".txt", SampleIds.random(list.hashCode(), 1));
                module.awaitEnd((int) ++before);
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> StoreFile.of(directory)
                            .rows("SELECT count(*) FROM event")
                            .equals(List.of("0")));
        }
    }

    /** By which a receiver drops repetitions. */
    private static String name(JsonNode event, String plain) {
        return event.has("specversion")
                ? event.get("source").textValue() + " " + event.get("id").textValue()
                : event.get(plain).asText();
    }

    private List<String> epoch() {
        return StoreFile.of(directory).rows("SELECT value FROM setting WHERE name = 'event-epoch'");
    }

    private void copy(String file) throws IOException {
        Path to = backup.resolve(file);
        Files.createDirectories(to.getParent());
        Files.copy(directory.resolve(file), to);
    }

    private void putBack(String file) throws IOException {
        Path to = directory.resolve(file);
        String name = to.getFileName().toString();
        try (Stream<Path> all = Files.list(to.getParent())) {
            for (Path old : all.filter(path -> path.getFileName().toString().startsWith(name)
                            && !path.toString().endsWith(".lock"))
                    .toList()) {
                Files.delete(old);
            }
        }
        Files.copy(backup.resolve(file), to);
    }
}
