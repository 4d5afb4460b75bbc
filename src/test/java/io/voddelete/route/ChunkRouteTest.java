package io.voddelete.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voddelete.intake.InboxFile;
import io.voddelete.intake.SubmissionReader;
import io.voddelete.kit.RouteFile;
import io.voddelete.kit.RouteKit;
import io.voddelete.sender.ClaimPending;
import io.voddelete.support.CallDeferredException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;

class ChunkRouteTest extends RouteKit {
    private static final String COUNTERS = "SELECT state, accepted, pending, duplicate, rejected FROM submission";

    ChunkRouteTest() {
        super("pipeline/chunk");
    }

    @Override
    protected RouteBuilder neighbours() {
        return new RouteBuilder() {
            @Override
            public void configure() throws Exception {
                RouteFile.load(getContext(), List.of(RouteFile.named("pipeline/rejected")));
            }
        };
    }

    @Test
    void eachIdOfAFileIsPendingOnceAndTheReadingIsGivenBack() throws Exception {
        List<String> lines = new ArrayList<>(ids(3));
        lines.addAll(List.of("", "# a comment", ids(3).get(1)));

        SubmissionReader reading = take(file("ids.txt", lines));

        assertThat(reading.getSubmission().source()).isEqualTo("file:ids.txt");
        assertThat(rows("SELECT asset_id, status FROM asset ORDER BY line"))
                .containsExactlyElementsOf(
                        ids(3).stream().map(id -> id + " PENDING").toList());
        assertThat(rows(COUNTERS)).containsExactly("SEALED 3 3 1 0");
        assertThat(claimable()).isEqualTo(3);
    }

    @Test
    void rejectedLinesAreSentAsJsonBeforeTheSeal() throws Exception {
        List<String> statesWhenSent = new ArrayList<>();
        rejected().whenAnyExchangeReceived(exchange -> statesWhenSent.addAll(rows("SELECT state FROM submission")));

        SubmissionReader reading =
                take(file("ids.txt", List.of(ids(1).get(0), "a,b", "ABCDEF0123456789ABCDEF0123456789")));

        assertThat(statesWhenSent).containsExactly("OPEN", "OPEN");
        assertThat(rows(COUNTERS)).containsExactly("SEALED 1 1 0 2");
        String submission = reading.getSubmission().submissionId();
        assertThat(rejectedJson())
                .containsExactly(
                        rejectedLine(submission, 2, "a,b", "not-an-asset-id"),
                        rejectedLine(submission, 3, "ABCDEF0123456789ABCDEF0123456789", "upper-case"));
    }

    private static Map<String, Object> rejectedLine(String submission, int line, String text, String reason) {
        Map<String, Object> event = new HashMap<>(Map.of(
                "event_id",
                submission + "-" + line,
                "submission_id",
                submission,
                "source",
                "file:ids.txt",
                "line",
                line,
                "text",
                text,
                "reason",
                reason));
        event.put("caller", null); // nobody called: it is a file
        return event;
    }

    /** A file name among them would be the name of the file that a file endpoint writes to. */
    @Test
    void headersOfTheIntakeDoNotReachTheRejectedEndpoint() throws Exception {
        template.requestBodyAndHeaders(
                "direct:vod-accept-in-chunks",
                new InboxFile(file("ids.txt", List.of(ids(1).get(0), "no id"))),
                Map.of(Exchange.FILE_NAME, "ids.txt", Exchange.HTTP_PATH, "/elsewhere", "Cookie", "a=b"));

        assertThat(rejected().getReceivedExchanges())
                .singleElement()
                .satisfies(exchange ->
                        assertThat(exchange.getMessage().getHeaders()).containsOnlyKeys(Exchange.CONTENT_TYPE));
    }

    @Test
    void aLargeFileIsAcceptedChunkByChunk() throws Exception {
        List<String> lines = new ArrayList<>(ids(50_003));
        lines.set(0, "first");
        lines.set(50_001, "second");
        List<String> acceptedWhenSent = new ArrayList<>();
        rejected().whenAnyExchangeReceived(exchange -> acceptedWhenSent.addAll(rows("SELECT count(*) FROM asset")));

        take(file("many.txt", lines));

        assertThat(acceptedWhenSent).containsExactly("49999", "50001");
        assertThat(rows(COUNTERS)).containsExactly("SEALED 50001 50001 0 2");
    }

    @Test
    void nothingIsSealedWhileTheRejectedEndpointIsDownAndTheSameFileWorksLater() throws Exception {
        Path file = file("ids.txt", List.of(ids(1).get(0), "no id", "none either"));
        rejected().whenAnyExchangeReceived(ChunkRouteTest::refuse);

        assertThatThrownBy(() -> take(file))
                .isInstanceOf(CamelExecutionException.class)
                .hasRootCauseMessage("the endpoint is down");
        assertThat(rejected().getReceivedCounter()).isEqualTo(1);
        assertThat(rows(COUNTERS)).containsExactly("OPEN 1 1 0 2");
        assertThat(claimable()).isZero();

        rejected().reset();
        take(file);

        assertThat(rows(COUNTERS)).containsExactly("SEALED 1 1 0 2");
        assertThat(rejectedJson()).extracting(line -> line.get("text")).containsExactly("no id", "none either");
        assertThat(claimable()).isEqualTo(1);
    }

    @Test
    void aChunkThatFailsIsTheLastOne() throws Exception {
        List<String> lines = new ArrayList<>(ids(50_002));
        lines.set(0, "no id");
        rejected().whenAnyExchangeReceived(ChunkRouteTest::refuse);
        Path file = file("many.txt", lines);

        assertThatThrownBy(() -> take(file)).hasRootCauseMessage("the endpoint is down");
        assertThat(rows(COUNTERS)).containsExactly("OPEN 49999 49999 0 1");
    }

    @Test
    void aStopEndsTheReadingAndNothingIsSealed() throws Exception {
        List<String> lines = new ArrayList<>(ids(100_001));
        lines.set(0, "no id");
        rejected().whenAnyExchangeReceived(exchange -> module.stopSending());
        Path file = file("many.txt", lines);

        assertThatThrownBy(() -> take(file)).hasRootCauseInstanceOf(CallDeferredException.class);
        assertThat(rows("SELECT state FROM submission")).containsExactly("OPEN");
    }

    @Test
    void aStopEndsTheSendingOfRejectedLines() throws Exception {
        Path file = file("ids.txt", List.of("no id", "none either", "not this one", ids(1).get(0)));
        rejected().whenExchangeReceived(2, exchange -> module.stopSending());

        assertThatThrownBy(() -> take(file)).hasRootCauseInstanceOf(CallDeferredException.class);

        assertThat(rejectedJson()).extracting(line -> line.get("text")).containsExactly("no id", "none either");
        assertThat(rows("SELECT state FROM submission")).containsExactly("OPEN");
    }

    @Test
    void aReadingThatBrokeOffKeepsNoIdsFromOthers() throws Exception {
        rejected().whenAnyExchangeReceived(ChunkRouteTest::refuse);
        Path broken = file("broken.txt", List.of(ids(1).get(0), "no id"));
        assertThatThrownBy(() -> take(broken)).isInstanceOf(CamelExecutionException.class);

        take(file("whole.txt", ids(1)));

        assertThat(rows(COUNTERS + " ORDER BY id")).containsExactly("OPEN 0 0 0 1", "SEALED 1 1 0 0");
    }

    @Test
    void aFileThatWasSealedBeforeACrashIsNotReadAgain() throws Exception {
        Path file = file("ids.txt", List.of(ids(1).get(0), "no id"));
        SubmissionReader before = take(file);

        SubmissionReader again = take(file);

        assertThat(again.getSubmission().submissionId())
                .isEqualTo(before.getSubmission().submissionId());
        assertThat(rows(COUNTERS)).containsExactly("SEALED 1 1 0 1");
        assertThat(rejected().getReceivedCounter()).isEqualTo(1);
    }

    @Test
    void aFileThatCannotBeReadOpensNothing() {
        assertThatThrownBy(() -> take(directory.resolve("missing.txt"))).isInstanceOf(CamelExecutionException.class);

        assertThat(rows(COUNTERS)).isEmpty();
    }

    private SubmissionReader take(Path file) {
        return template.requestBody("direct:vod-accept-in-chunks", new InboxFile(file), SubmissionReader.class);
    }

    private static void refuse(Exchange exchange) throws IOException {
        throw new IOException("the endpoint is down");
    }

    private MockEndpoint rejected() {
        return getMockEndpoint("mock:rejected");
    }

    private List<Map<String, Object>> rejectedJson() throws IOException {
        List<Map<String, Object>> lines = new ArrayList<>();
        for (var exchange : rejected().getReceivedExchanges()) {
            lines.add(new ObjectMapper()
                    .readValue(exchange.getMessage().getBody(byte[].class), new TypeReference<>() {}));
        }
        return lines;
    }

    private int claimable() {
        return bean("vodClaimPending", ClaimPending.class).next().stream()
                .mapToInt(group -> group.claims().size())
                .sum();
    }
}
