package io.voddelete.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.voddelete.intake.AcceptIds;
import io.voddelete.intake.InboxFile;
import io.voddelete.intake.SubmissionReader;
import io.voddelete.kit.RouteKit;
import io.voddelete.sender.ClaimPending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;

class DocumentRouteTest extends RouteKit {
    DocumentRouteTest() {
        super("pipeline/document");
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        Files.createDirectories(done());
        return context;
    }

    @Test
    void aReceiptComesWhenAFileIsAcceptedAndAReportWhenItsLastIdIsSettled() throws Exception {
        String kept = take("ids.txt", ids(2));
        await().atMost(SOON).until(() -> names().equals(List.of(kept + ".receipt.json")));

        Outcomes.settle(this, bean("vodClaimPending", ClaimPending.class).next().get(0), 2);

        await().atMost(SOON).until(() -> names().equals(List.of(kept + ".receipt.json", kept + ".report.csv")));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(rows("SELECT receipt_at IS NULL, report_at IS NULL FROM submission"))
                        .containsExactly("0 0"));
    }

    @Test
    void whileTheFolderIsGoneTheyWaitAndComeWhenItIsBack() throws Exception {
        Files.delete(done());
        Files.createFile(done());
        String kept = take("ids.txt", ids(2));
        await().atMost(SOON).until(() -> timesTaken("vod-write-next-receipts") > 1);
        Files.delete(done());
        Files.createDirectory(done());
        passTime(Duration.ofSeconds(11));

        await().atMost(SOON).until(() -> names().equals(List.of(kept + ".receipt.json")));
    }

    @Test
    void whileTheStoreFailsTheLoopsRest() {
        change("ALTER TABLE submission RENAME TO elsewhere");
        await().atMost(SOON).until(() -> reads() > 2);
        int before = reads();

        // a read that was under way when the store broke may be counted, and one more a loop
        await().during(Duration.ofMillis(300)).atMost(SOON).until(() -> reads() - before <= 4);
    }

    private int reads() {
        return timesTaken("vod-read-accepted-files") + timesTaken("vod-read-settled-files");
    }

    /** Accepts a file and gives the name under which it would be kept. */
    private String take(String name, List<String> lines) throws Exception {
        AcceptIds acceptIds = bean("vodAcceptIds", AcceptIds.class);
        try (SubmissionReader reading = acceptIds.open(new InboxFile(file(name, lines)))) {
            reading.forEach(acceptIds::accept);
            acceptIds.seal(reading);
            return reading.getKeptAs().substring("done/".length());
        }
    }

    private Path done() {
        return directory.resolve("data").resolve("inbox").resolve("done");
    }

    private List<String> names() throws IOException {
        if (!Files.isDirectory(done())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(done())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        }
    }
}
