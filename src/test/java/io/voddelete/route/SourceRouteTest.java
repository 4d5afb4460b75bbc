package io.voddelete.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.intake.Schedule;
import io.voddelete.intake.ScheduleRun;
import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.RouteKit;
import io.voddelete.settings.Setting;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Properties;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Test;

class SourceRouteTest extends RouteKit {
    SourceRouteTest() {
        super("intake/source");
    }

    @Override
    protected void configure(Properties settings) {
        settings.setProperty(Setting.INTAKE_SCHEDULE_ENABLED.key(), "true");
        settings.setProperty(Setting.INTAKE_SCHEDULE_CRON.key(), "0/1 * * * * ?");
        settings.setProperty(Setting.INTAKE_FILE_MIN_AGE.key(), "1ms");
        settings.setProperty(Setting.INTAKE_SCHEDULE_SOURCE_URI.key(), "file:" + lists() + "?recursive=true");
    }

    private Path lists() {
        return directory.resolve("lists");
    }

    @Test
    void allFilesAreReadThatTheirNamesDoNotSayToLeaveAlone() throws Exception {
        Files.createDirectories(lists().resolve("lost+found"));
        Files.write(lists().resolve("lost+found/deleted.txt"), ids(1));
        Files.write(lists().resolve("a.txt.md5"), ids(1)); // as a checksum is
        Files.write(lists().resolve("a.txt"), ids(2));
        Files.write(lists().resolve("b.csv"), ids(3));
        Files.write(lists().resolve("c.txt.tmp"), ids(4));

        assertThat(read(this, template).isMore()).isFalse();

        assertThat(lists()).isDirectoryContaining(file -> file.endsWith("c.txt.tmp"));
        assertThat(lists()).isDirectoryContaining(file -> file.endsWith("a.txt.md5"));
        assertThat(lists().resolve("lost+found")).isDirectoryContaining(file -> file.endsWith("deleted.txt"));
        assertThat(lists().resolve(".camel")).isDirectoryContaining(file -> file.endsWith("a.txt"));
    }

    @Test
    void aFolderThatIsGoneIsAFaultAndNotEmpty() throws Exception {
        ScheduleRun run = run(this);

        Exchange done = template.send("direct:vod-read-source", exchange -> exchange.setVariable("run", run));

        assertThat(done.getException()).hasStackTraceContaining("lists");
    }

    @Test
    void aFolderThatCannotBeListedIsAFaultAndNotEmpty() throws Exception {
        Files.write(lists(), ids(1)); // root, who builds in containers, may list all real folders
        ScheduleRun run = run(this);

        Exchange done = template.send("direct:vod-read-source", exchange -> exchange.setVariable("run", run));

        assertThat(done.getException()).isInstanceOf(NotDirectoryException.class);
    }

    @Test
    void aLinkIsLeftWhereItIs() throws Exception {
        Files.createDirectories(lists());
        Files.write(lists().resolve("a.txt"), ids(2));
        Files.createSymbolicLink(lists().resolve("b.txt"), file("target.txt", ids(5)));
        try (CapturedLog log = CapturedLog.ofAll()) {
            read(this, template);

            assertThat(lists()).isDirectoryContaining(link -> link.endsWith("b.txt"));
            assertThat(lists().resolve(".camel")).isDirectoryNotContaining(file -> file.endsWith("b.txt"));
            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("WARN"))
                    .singleElement()
                    .asString()
                    .contains("file 'b.txt' is not read", "link");
        }
    }

    @Test
    void nothingIsReadThroughALinkedFolder() throws Exception {
        Files.createDirectories(lists().resolve("sub"));
        Files.write(lists().resolve("sub/a.txt"), ids(2));
        Path outside =
                Files.createDirectories(directory.resolve("outside/deep")).getParent();
        Files.write(outside.resolve("deep/foreign.txt"), List.of(ids(9).get(8), "private"));
        Files.createSymbolicLink(lists().resolve("link"), outside);
        Files.createSymbolicLink(lists().resolve("sub/loop"), lists());
        try (CapturedLog log = CapturedLog.ofAll()) {
            read(this, template);

            assertThat(log.lines())
                    .filteredOn(line -> line.endsWith(" of the run"))
                    .singleElement()
                    .asString()
                    .contains("list 'a.txt'", "lines 1 to 2");
            assertThat(outside.resolve("deep/foreign.txt")).exists();
            assertThat(lists().resolve("link")).isSymbolicLink();
            assertThat(lists().resolve("sub/.camel")).isDirectoryContaining(file -> file.endsWith("a.txt"));
            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("WARN"))
                    .hasSize(2)
                    .allMatch(line -> line.contains("is not read: it is a link"));
        }
    }

    static ScheduleRun run(RouteKit kit) throws Exception {
        Instant planned = Instant.now().plusSeconds(3600).truncatedTo(ChronoUnit.SECONDS);
        return kit.bean("vodSchedule", Schedule.class)
                .due(new Schedule.Fired(planned, false))
                .get(0);
    }

    static ScheduleRun read(RouteKit kit, ProducerTemplate template) throws Exception {
        ScheduleRun run = run(kit);
        Exchange done = template.send("direct:vod-read-source", exchange -> exchange.setVariable("run", run));
        assertThat(done.getException()).isNull();
        assertThat(done.getMessage().getHeaders()).isEmpty();
        assertThat(run.isFilled()).isTrue();
        return run;
    }
}
