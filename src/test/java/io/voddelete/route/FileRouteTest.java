package io.voddelete.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.voddelete.intake.AcceptIds;
import io.voddelete.intake.Inbox;
import io.voddelete.intake.InboxFile;
import io.voddelete.intake.SubmissionReader;
import io.voddelete.intake.UnreadableFileException;
import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.RouteKit;
import io.voddelete.reader.UnreadableException;
import io.voddelete.settings.Setting;
import io.voddelete.support.FileVersion;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

class FileRouteTest extends RouteKit {
    private final Map<String, Integer> attempts = new ConcurrentHashMap<>();
    private volatile String refused = "";
    private volatile String growing = "";
    private volatile String stuck = "";

    FileRouteTest() {
        super("intake/file");
    }

    @Override
    protected RouteBuilder neighbours() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:vod-accept-ids")
                        .errorHandler(noErrorHandler())
                        .process(FileRouteTest.this::acceptOrRefuse);
            }
        };
    }

    private void acceptOrRefuse(Exchange exchange) throws IOException {
        InboxFile dropped = (InboxFile) exchange.getMessage().getBody();
        File file = dropped.path().toFile();
        attempts.merge(file.getName(), 1, Integer::sum);
        if (file.getName().endsWith(".bad")) {
            throw new UnreadableFileException(
                    FileVersion.of(file.toPath()),
                    null,
                    new UnreadableException("bad-csv", "line 7 is broken", "mend it"));
        }
        if (file.getName().equals(refused)) {
            exchange.getMessage().setBody("no file any more");
            throw new IOException("the disk is full");
        }
        AcceptIds acceptIds = bean("vodAcceptIds", AcceptIds.class);
        SubmissionReader reading = acceptIds.open(dropped);
        acceptIds.close(reading);
        if (file.getName().equals(growing)) {
            growing = "";
            Files.write(file.toPath(), ids(2), StandardOpenOption.APPEND);
        }
        if (file.getName().equals(stuck)) {
            stuck = "";
            Files.delete(inboxPath().resolve("done"));
            Files.createFile(inboxPath().resolve("done"));
        }
        exchange.getMessage().setBody(reading);
    }

    @Test
    void aDroppedFileIsTakenInAndKeptUnderTheNameOfItsSubmission() throws Exception {
        drop("expired.txt", ids(1));

        await().atMost(SOON).until(() -> done().size() == 1);
        String submission = rows("SELECT submission_id FROM submission").get(0);
        assertThat(done()).containsExactly("expired-" + submission + ".txt");
        assertThat(inbox()).containsExactlyInAnyOrder("done", "failed");
        assertThat(Files.readAllLines(inboxPath().resolve("done").resolve(done().get(0))))
                .isEqualTo(ids(1));
    }

    @Test
    void whatIsNoFileToTakeInIsLeftAlone() throws Exception {
        Path outside = file("outside.txt", ids(1));
        Files.createDirectories(inboxPath().resolve("sub"));
        Files.write(inboxPath().resolve("sub/inner.txt"), ids(1));
        Files.createSymbolicLink(inboxPath().resolve("link.txt"), outside);
        Files.write(inboxPath().resolve("half.txt.tmp"), ids(1));
        for (String side : List.of("whole.txt.md5", "whole.txt:Zone.Identifier", "~$whole.txt")) {
            Files.write(inboxPath().resolve(side), ids(1)); // as a checksum is
        }
        drop("whole.txt", ids(1));

        await().atMost(SOON).until(() -> done().size() == 1);
        assertThat(attempts).containsOnlyKeys("whole.txt");
        assertThat(inbox())
                .containsExactlyInAnyOrder(
                        "done",
                        "failed",
                        "sub",
                        "link.txt",
                        "half.txt.tmp",
                        "whole.txt.md5",
                        "whole.txt:Zone.Identifier",
                        "~$whole.txt");
        assertThat(inboxPath().resolve("sub/inner.txt")).exists();
        assertThat(outside).exists();
    }

    @Test
    void aFileThatCannotBeTakenInStaysInTheInboxAndIsTriedAgainLater() throws Exception {
        refused = "first.txt";
        drop("first.txt", ids(1));
        await().atMost(SOON).until(() -> attempts.containsKey("first.txt"));
        drop("second.txt", ids(2));
        await().atMost(SOON).until(() -> done().size() == 1);
        assertThat(attempts).containsOnly(Map.entry("first.txt", 1), Map.entry("second.txt", 1));
        assertThat(inbox()).containsExactlyInAnyOrder("done", "failed", "first.txt");

        refused = "";
        passTime(Duration.ofSeconds(11));

        await().atMost(SOON).until(() -> done().size() == 2);
        assertThat(attempts).containsEntry("first.txt", 2);
        assertThat(inbox()).containsExactlyInAnyOrder("done", "failed");
    }

    @Test
    void aNameThatCameBeforeIsTakenInAgain() throws Exception {
        drop("weekly.txt", ids(1));
        await().atMost(SOON).until(() -> done().size() == 1);
        drop("weekly.txt", ids(2));

        await().atMost(SOON).until(() -> done().size() == 2);
        assertThat(done()).allMatch(name -> name.matches("weekly-[0-9a-f-]{36}\\.txt"));
    }

    @Test
    void aFileThatGrowsAfterItWasReadIsNotMovedAwayUnread() throws Exception {
        growing = "growing.txt";
        drop("growing.txt", ids(1));
        try (CapturedLog log = CapturedLog.of(Inbox.class)) {
            await().atMost(SOON).until(() -> !log.lines().isEmpty());

            assertThat(log.lines()).singleElement().asString().contains("it changed after it was accepted");
        }
        assertThat(inbox()).containsExactlyInAnyOrder("done", "failed", "growing.txt");
        passTime(Duration.ofSeconds(11));

        await().atMost(SOON).until(() -> done().size() == 1);
        assertThat(attempts).containsEntry("growing.txt", 2);
        assertThat(Files.readAllLines(inboxPath().resolve("done").resolve(done().get(0))))
                .hasSize(3);
    }

    @Test
    void aFileThatCannotBeReadIsMovedToFailedWithAReceipt() throws Exception {
        drop("list.bad", ids(1));

        Path failed = inboxPath().resolve("failed");
        await().atMost(SOON).until(() -> Files.exists(failed) && names(failed).size() == 2 && inbox().size() == 2);

        assertThat(names(failed)).allMatch(name -> name.matches("list-[0-9a-f-]{36}\\.bad(\\.receipt\\.json)?"));
        assertThat(inbox()).containsExactlyInAnyOrder("done", "failed");
        assertThat(attempts).containsOnly(Map.entry("list.bad", 1));
        assertThat(rows("SELECT * FROM submission")).isEmpty();
    }

    @Test
    void anAcceptedFileThatCannotBeMovedIsMovedLater() throws Exception {
        stuck = "stuck.txt";
        drop("stuck.txt", ids(1));
        try (CapturedLog log = CapturedLog.of(Inbox.class)) {
            await().atMost(SOON)
                    .until(() -> log.lines().stream().anyMatch(line -> line.contains("stays in the inbox")));
        }
        Files.delete(inboxPath().resolve("done"));
        passTime(Duration.ofSeconds(11));

        await().atMost(SOON).until(() -> done().size() == 1);
        assertThat(done().get(0)).startsWith("stuck-");
        assertThat(rows("SELECT count(*) FROM submission")).containsExactly("1");
    }

    private Path inboxPath() {
        return path(Setting.INTAKE_FILE_DIRECTORY);
    }

    private void drop(String name, List<String> lines) throws IOException {
        Files.createDirectories(inboxPath());
        Path half = Files.write(directory.resolve("half"), lines);
        Files.move(half, inboxPath().resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private List<String> inbox() throws IOException {
        return names(inboxPath());
    }

    /** What is there for good: while a file is written or the folder is tried, there is a hidden one. */
    private List<String> done() throws IOException {
        Path done = inboxPath().resolve("done");
        return Files.exists(done)
                ? names(done).stream().filter(name -> !name.startsWith(".")).toList()
                : List.of();
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
