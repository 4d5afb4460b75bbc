package io.voddelete.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.Findings;
import io.voddelete.kit.Findings.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether the trial would see a call that begins while the stop file is there. */
class StopperTest {
    private final Findings findings = new Findings();
    private long deletes = 100;

    @TempDir
    Path data;

    private Path file;
    private Stopper stopper;

    @BeforeEach
    void create() throws IOException {
        Files.createDirectories(data.resolve("audit"));
        stopper = new Stopper(data, () -> deletes, findings);
        file = data.resolve("inbox").resolve("STOP");
    }

    private void note() throws IOException {
        Files.writeString(
                data.resolve("audit").resolve("audit-1.jsonl"),
                "{\"event\":\"stop-file\"}\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    @Test
    void itStandsFromSoManyCallsOnUntilTheModuleHasNotedIt() throws IOException {
        note(); // of a time before
        stopper.willStop(2);
        stopper.look(true);
        assertThat(file).doesNotExist();
        deletes += 2;
        stopper.look(true);
        assertThat(file).exists();

        deletes += Scene.CONCURRENCY;
        stopper.look(true);
        assertThat(file).exists();
        note();
        stopper.look(false);
        assertThat(file).exists();
        assertThat(stopper.isDone()).isFalse();
        stopper.look(true);
        assertThat(file).doesNotExist();
        assertThat(stopper.isDone()).isTrue();
        assertThat(findings.isEmpty()).as(findings.toString()).isTrue();
    }

    @Test
    void aCallThatBeginsAfterThoseUnderWayIsFound() throws IOException {
        stopper.stop();
        deletes += Scene.CONCURRENCY + 1;
        note();
        stopper.look(true);
        assertThat(findings.count(Kind.UNAPPROVED)).isEqualTo(1);
    }

    @Test
    void oneCallOfAProcessThatIsStartedMeanwhileIsFound() throws IOException {
        stopper.stop();
        deletes += 3;
        stopper.starts();
        stopper.look(false);
        deletes++;
        note();
        stopper.look(true);
        assertThat(findings.count(Kind.UNAPPROVED)).isEqualTo(1);
        assertThat(stopper.survived()).isEqualTo(1);
    }
}
