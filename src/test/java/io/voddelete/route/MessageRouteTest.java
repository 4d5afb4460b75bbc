package io.voddelete.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.message.AcceptedSubmission;
import io.voddelete.message.SubmissionRefusedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.StreamCache;
import org.apache.camel.builder.ExchangeBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileDefaultBinding;
import org.apache.camel.converter.stream.InputStreamCache;
import org.junit.jupiter.api.Test;

/** What a host's route may send to {@code direct:vod-delete} and what it gets, with the conversions of Spring. */
class MessageRouteTest extends MessageRouteKit {
    private static final String JSON = "[\"" + String.join("\",\"", IDS) + "\"]";

    @Test
    void aListOfEveryKindIsAccepted() throws Exception {
        List<Map<String, Object>> rows =
                IDS.stream().map(id -> Map.<String, Object>of("ASSET_ID", id)).toList();
        GenericFile<File> listed = new GenericFile<>();
        listed.setFile(file("listed.txt", IDS).toFile());
        listed.setFileName("listed.txt");
        GenericFile<String> remote = new GenericFile<>();
        remote.setFile("handle");
        remote.setFileName("remote.txt");
        remote.setBinding(new GenericFileDefaultBinding<>());
        remote.setBody(bytes(TEXT));
        List<Object> bodies = List.of(
                IDS,
                new LinkedHashSet<>(IDS),
                IDS.iterator(),
                rows,
                TEXT,
                new StringBuilder(TEXT),
                bytes(TEXT),
                new ByteArrayInputStream(bytes(TEXT)),
                new InputStreamCache(bytes(TEXT)),
                gzip(TEXT),
                file("ids.txt", IDS),
                file("ids.list", IDS).toFile(),
                listed,
                remote,
                JSON,
                "{\"asset_ids\": " + JSON + "}",
                "{\"asset_id\": \"" + String.join("\"}\n{\"asset_id\": \"", IDS) + "\"}",
                "name,asset_id\na," + String.join("\nb,", IDS),
                messages(IDS.toArray()));
        for (Object body : bodies) {
            AcceptedSubmission answer = accepted(send(body, Map.of()));

            assertThat(answer.accepted() + answer.duplicates()).as("%s", body).isEqualTo(3);
            assertThat(answer.rejected()).isZero();
            assertThat(answer.repeated()).isFalse();
        }
        assertThat(rows("SELECT asset_id FROM asset ORDER BY 1")).containsExactlyElementsOf(IDS);
        assertThat(rows("SELECT count(*) FROM submission WHERE state = 'SEALED' AND kept_as IS NULL"))
                .containsExactly(String.valueOf(bodies.size()));
    }

    @Test
    void aRowIsAnIdToo() {
        assertThat(accepted(send(Map.of("asset_id", IDS.get(0), "title", "x"), Map.of()))
                        .accepted())
                .isEqualTo(1);
    }

    @Test
    void theContentTypeDecidesWhereItIsGiven() {
        String table = "asset_id\n" + TEXT;

        assertThat(accepted(send(table, Map.of("Content-Type", "text/csv; charset=utf-8")))
                        .accepted())
                .isEqualTo(3);
        assertThat(accepted(send(bytes(TEXT), Map.of("Content-Type", "application/octet-stream")))
                        .duplicates())
                .isEqualTo(3);
        assertThat(refused(send("[" + TEXT, Map.of("Content-Type", "application/json"))))
                .isEqualTo("bad-json");
        assertThat(refused(send(TEXT, Map.of("Content-Type", "application/xml"))))
                .isEqualTo("unsupported-type");
        assertThat(refused(send(bytes(TEXT), Map.of("Content-Type", "text/plain; charset=iso-8859-1"))))
                .isEqualTo("unsupported-type");
        for (String other : List.of(
                "text/plain; charset=utf-8; format=flowed",
                "text/plain; delsp=yes; Charset=\"UTF8\"",
                "text/csv; header=present",
                "text/plain;charset=us-ascii")) {
            assertThat(accepted(send(bytes(TEXT), Map.of("Content-Type", other)))
                            .duplicates())
                    .as(other)
                    .isEqualTo(3);
        }
        assertThat(refused(send(bytes(TEXT), Map.of("Content-Type", "text/plain; format=flowed; charset=utf-16"))))
                .isEqualTo("unsupported-type");
        assertThat(accepted(send(TEXT, Map.of("Content-Type", "text/plain; charset=iso-8859-1")))
                        .duplicates())
                .as("a text has no encoding")
                .isEqualTo(3);
    }

    @Test
    void aTextIsNeverThePathOfAFile() throws Exception {
        Path local = file("local.txt", IDS);

        for (Object body : List.of(
                local.toString(), List.of(local.toString()), local.toUri().toString())) {
            assertThat(refused(send(body, Map.of()))).isEqualTo("no-asset-ids");
        }
        assertThat(rows("SELECT count(*) FROM submission")).containsExactly("0");
    }

    @Test
    void whatIsNoListIsRefusedWithAReason() throws Exception {
        Path list = file("ids.txt", IDS);
        Path link = Files.createSymbolicLink(directory.resolve("link.txt"), list);
        Map<Object, String> reasons = new LinkedHashMap<>();
        reasons.put("", "no-asset-ids");
        reasons.put(" \n", "no-asset-ids");
        reasons.put(new byte[0], "no-asset-ids");
        reasons.put(List.of(), "no-asset-ids");
        reasons.put(List.of("not an id"), "no-asset-ids");
        reasons.put(42, "unsupported-body");
        reasons.put(List.of(IDS.get(0), 42), "unsupported-body");
        reasons.put(List.of(bytes(TEXT)), "unsupported-body");
        reasons.put("{\"asset_ids\": [\"" + IDS.get(0), "bad-json");
        reasons.put(link, "link");
        reasons.put(directory, "link");
        reasons.put(file("ids.txt.sha256", IDS), "side-file");
        reasons.put(messages(IDS.get(0), null), "no-body");
        reasons.put(messages(IDS.get(0), 42), "unsupported-body");
        reasons.put(messages(IDS.get(0), "[\"x"), "bad-json");
        reasons.put(Arrays.asList(messages("x").get(0), "x"), "unsupported-body");

        assertThat(refused(send(null, Map.of()))).isEqualTo("no-body");
        reasons.forEach((body, reason) ->
                assertThat(refused(send(body, Map.of()))).as("%s", body).isEqualTo(reason));

        assertThat(rows("SELECT count(*) FROM submission")).containsExactly("0");
    }

    @Test
    void aRefusalNamesWhatIsWrongAndWhatToDo() {
        Exchange answer = send(messages(IDS.get(0), "[\"x"), Map.of());

        assertThat(answer.getException())
                .isInstanceOf(SubmissionRefusedException.class)
                .hasMessageContaining("message 2 of the batch");
        assertThat(answer.getException(SubmissionRefusedException.class).remedy())
                .isNotBlank();
        assertThat(send("", Map.of())
                        .getException(SubmissionRefusedException.class)
                        .remedy())
                .as("there was no file, and nothing was dropped")
                .doesNotContain("file", "drop");
    }

    @Test
    void theHostKeepsEverythingButTheBody() {
        Map<String, Object> headers = new TreeMap<>(Map.of(
                "CamelHttpQuery",
                "asset_id=x",
                "CamelFileName",
                "../x",
                "Authorization",
                "x",
                "VodSubmissionKey",
                "k"));
        for (ExchangePattern pattern : List.of(ExchangePattern.InOnly, ExchangePattern.InOut)) {
            Exchange exchange = ExchangeBuilder.anExchange(context)
                    .withBody(TEXT)
                    .withPattern(pattern)
                    .build();
            headers.forEach(exchange.getMessage()::setHeader);
            for (String name : List.of("list", "reading", "run")) {
                exchange.setVariable(name, "of the host");
                exchange.setProperty(name, "of the host");
            }

            Exchange answer = template.send("direct:vod-delete", exchange);

            AcceptedSubmission accepted = accepted(answer);
            assertThat(answer.getMessage().getHeaders())
                    .containsAllEntriesOf(headers)
                    .containsEntry("VodSubmissionId", accepted.submissionId())
                    .hasSize(headers.size() + 1);
            assertThat(answer.getVariables())
                    .isEqualTo(Map.of("list", "of the host", "reading", "of the host", "run", "of the host"));
            assertThat(answer.getProperty("list")).isEqualTo("of the host");
            assertThat(answer.getPattern()).isEqualTo(pattern);
        }
        assertThat(inside).containsExactly("list");
    }

    @Test
    void aMessageThatWasNotAcceptedIsAsItWas() throws Exception {
        StreamCache body = new InputStreamCache(bytes("not an id"));

        Exchange answer = send(body, Map.of("Foo", "x"));

        assertThat(refused(answer)).isEqualTo("no-asset-ids");
        assertThat(answer.getMessage().getHeaders()).isEqualTo(Map.of("Foo", "x"));
        assertThat(answer.getMessage().getBody()).isSameAs(body);
        assertThat(answer.getMessage().getBody(String.class)).isEqualTo("not an id");
    }

    @Test
    void aMessageWithTheSameKeyIsTheSameSubmission() {
        List<Map<String, Object>> keys = List.of(
                Map.of("VodSubmissionKey", "x"),
                Map.of("JMSMessageID", "x"),
                Map.of("kafka.TOPIC", "x", "kafka.PARTITION", 0, "kafka.OFFSET", 7L),
                Map.of("kafka.TOPIC", "x", "kafka.PARTITION", 0, "kafka.OFFSET", 8L),
                Map.of("CamelKafkaTopic", "x", "CamelKafkaPartition", 0, "CamelKafkaOffset", 9L));
        for (Map<String, Object> key : keys) {
            AcceptedSubmission first = accepted(send(TEXT, key));
            AcceptedSubmission again = accepted(send(TEXT, key));

            assertThat(first.repeated()).isFalse();
            assertThat(again)
                    .isEqualTo(new AcceptedSubmission(
                            first.submissionId(), first.accepted(), first.duplicates(), 0, true));
        }
        assertThat(rows("SELECT source FROM submission ORDER BY id"))
                .containsExactly(
                        "message:key:x",
                        "message:jms:x",
                        "message:kafka:x:0:7",
                        "message:kafka:x:0:8",
                        "message:kafka:x:0:9");
    }

    @Test
    void theHostsOwnKeyGoesBeforeThatOfTheBroker() {
        accepted(send(TEXT, Map.of("VodSubmissionKey", "x", "JMSMessageID", "a")));

        assertThat(accepted(send(TEXT, Map.of("VodSubmissionKey", "x", "JMSMessageID", "b")))
                        .repeated())
                .isTrue();
    }

    /** As camel-kafka gives the headers of a record. */
    @Test
    void headersMayBeBytes() {
        Map<String, Object> headers = Map.of("VodSubmissionKey", bytes("x"), "Content-Type", bytes("text/plain"));
        accepted(send(TEXT, headers));

        assertThat(accepted(send(TEXT, Map.of("VodSubmissionKey", "x"))).repeated())
                .isTrue();
    }

    @Test
    void withoutAKeyEachMessageIsASubmission() {
        String first = accepted(send(TEXT, Map.of())).submissionId();

        assertThat(accepted(send(TEXT, Map.of())).submissionId()).isNotEqualTo(first);
    }

    @Test
    void theKeyOfAnotherListIsRefused() {
        AcceptedSubmission first = accepted(send(TEXT, Map.of("VodSubmissionKey", "x")));

        Exchange answer = send(ids(4), Map.of("VodSubmissionKey", "x"));

        assertThat(refused(answer)).isEqualTo("key-in-use");
        assertThat(answer.getException()).hasMessageContaining(first.submissionId());
        assertThat(rows("SELECT count(*) FROM asset")).containsExactly("3");
        assertThat(refused(send(TEXT, Map.of("VodSubmissionKey", "a b")))).isEqualTo("bad-key");
        assertThat(refused(send(TEXT, Map.of("VodSubmissionKey", "")))).isEqualTo("bad-key");
    }

    /** The same ids as rows and as lines are the same list. */
    @Test
    void aBatchOfMessagesIsOneSubmissionWithAKeyOfAllOfThem() {
        List<Exchange> batch = new ArrayList<>(messages(IDS.get(0), IDS.get(1) + "\nnot an id", IDS.get(2)));
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i)
                    .getMessage()
                    .setHeaders(
                            new TreeMap<>(Map.of("kafka.TOPIC", "t", "kafka.PARTITION", 1, "kafka.OFFSET", 10L + i)));
        }

        AcceptedSubmission first = accepted(send(batch, Map.of("JMSMessageID", "of the collector")));

        assertThat(first).isEqualTo(new AcceptedSubmission(first.submissionId(), 3, 0, 1, false));
        assertThat(accepted(send(batch, Map.of())))
                .isEqualTo(new AcceptedSubmission(first.submissionId(), 3, 0, 1, true));
        assertThat(rows("SELECT source FROM submission"))
                .singleElement()
                .asString()
                .startsWith("message:batch:kafka:t:1:10..kafka:t:1:12:");
        assertThat(rows("SELECT line FROM asset ORDER BY line")).containsExactly("1", "2", "4");
        assertThat(rows("SELECT line || ' ' || text FROM rejected")).containsExactly("3 not an id");

        Collections.swap(batch, 0, 1);
        assertThat(accepted(send(batch, Map.of())).repeated())
                .as("a batch of other messages, or in another order, is another one")
                .isFalse();
    }

    @Test
    void aFaultThatMayPassIsAnotherException() {
        endpointIsDown = true;
        assertThat(deferred(send(TEXT, Map.of("VodSubmissionKey", "x")))).isEqualTo("failed");
        endpointIsDown = false;
        change("CREATE TRIGGER broken BEFORE INSERT ON submission BEGIN SELECT RAISE(ABORT, 'no'); END");
        assertThat(deferred(send(TEXT, Map.of("VodSubmissionKey", "x")))).isEqualTo("store");
        change("DROP TRIGGER broken");
        assertThat(deferred(send(
                        new java.io.InputStream() {
                            @Override
                            public int read() throws IOException {
                                throw new IOException("the connection is lost");
                            }
                        },
                        Map.of("VodSubmissionKey", "x"))))
                .isEqualTo("failed");
        assertThat(accepted(send(TEXT, Map.of("VodSubmissionKey", "x"))).repeated())
                .as("nothing of it was accepted before")
                .isFalse();

        module.stopSending();

        assertThat(deferred(send(TEXT, Map.of()))).isEqualTo("stopping");
    }

    @Test
    void aListThatIsTooLargeForTheMemoryIsAcceptedFromAFile() throws Exception {
        List<String> many = new ArrayList<>(ids(25_000));
        many.add(12_000, "not an id");
        Map<String, Object> key = Map.of("VodSubmissionKey", "large");

        AcceptedSubmission first = accepted(send(many, key));
        AcceptedSubmission again = accepted(send(many, key));

        assertThat(first).isEqualTo(new AcceptedSubmission(first.submissionId(), 25_000, 0, 1, false));
        assertThat(again).isEqualTo(new AcceptedSubmission(first.submissionId(), 25_000, 0, 1, true));
        assertThat(refused(send(ids(25_001), key))).isEqualTo("key-in-use");
        assertThat(refused(send(ids(3), key))).isEqualTo("key-in-use");
        assertThat(directory.resolve("data").resolve("message")).isEmptyDirectory();
        assertThat(accepted(send(String.join("\n", many) + "\n", key)).repeated())
                .as("lines are the same list as a list of texts")
                .isTrue();
    }

    /** What was left of another list, which nobody has finished, is not sent with this one. */
    @Test
    void aKeyIsUsedUpOnlyByAListThatWasAccepted() {
        Map<String, Object> key = Map.of("VodSubmissionKey", "x");
        List<String> large = ids(20_001);
        change("CREATE TRIGGER broken BEFORE UPDATE OF state ON submission BEGIN SELECT RAISE(ABORT, 'no'); END");
        assertThat(deferred(send(large, key))).isEqualTo("store");
        change("DROP TRIGGER broken");
        assertThat(rows("SELECT state || accepted FROM submission")).containsExactly("OPEN20001");

        AcceptedSubmission small = accepted(send(List.of(large.get(0), large.get(1)), key));

        assertThat(small.accepted() + small.duplicates()).isEqualTo(2);
        assertThat(rows("SELECT accepted + duplicate FROM submission WHERE state = 'SEALED'"))
                .containsExactly("2");
    }

    @Test
    void anInterruptedListIsResumed() {
        Map<String, Object> key = Map.of("VodSubmissionKey", "x");
        List<String> large = ids(20_001);
        change("CREATE TRIGGER broken BEFORE UPDATE OF state ON submission BEGIN SELECT RAISE(ABORT, 'no'); END");
        deferred(send(large, key));
        change("DROP TRIGGER broken");

        assertThat(accepted(send(large, key)).accepted()).isEqualTo(20_001);
        assertThat(rows("SELECT state FROM submission")).containsExactly("SEALED");
    }

    @Test
    void messagesWithOneKeyWaitForEachOther() throws Exception {
        Map<String, Object> key = Map.of("VodSubmissionKey", "x");
        List<String> large = ids(12_000);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<AcceptedSubmission>> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            answers.add(threads.submit(() -> accepted(send(large, key))));
        }
        threads.shutdown();
        Set<String> submissions = ConcurrentHashMap.newKeySet();
        int repeated = 0;
        for (Future<AcceptedSubmission> answer : answers) {
            submissions.add(answer.get().submissionId());
            repeated += answer.get().repeated() ? 1 : 0;
        }
        assertThat(submissions).hasSize(1);
        assertThat(repeated).isEqualTo(7);
        assertThat(rows("SELECT accepted || ' ' || duplicate FROM submission")).containsExactly("12000 0");
    }

    @Test
    void onlyItsOwnRouteEntersTheInside() {
        assertThatThrownBy(() -> template.requestBody("direct:vod-take-in-message", TEXT))
                .hasRootCauseInstanceOf(io.voddelete.camel.ForeignMessageException.class);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes(text));
        }
        return packed.toByteArray();
    }

    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final String REQUESTED =
            "SELECT requested_by, requested_from, request_reason, traceparent FROM submission ORDER BY id DESC LIMIT 1";

    @Test
    void theHeadersSayWhoAskedAndWhy() {
        accepted(
                send(IDS, Map.of("VodRequestedBy", "alice", "VodReason", bytes("CHG-1"), "traceparent", bytes(TRACE))));

        assertThat(rows(REQUESTED)).containsExactly("alice null CHG-1 " + TRACE);
    }

    @Test
    void withoutAHeaderTheRouteOfTheHostAsked() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("seda:orders?size=7").routeId("take-orders").to("direct:vod-delete");
            }
        });
        template.requestBodyAndHeader("seda:orders?size=7", IDS, "VodReason", "x".repeat(300));

        assertThat(rows(REQUESTED)).containsExactly("route:take-orders seda://orders " + "x".repeat(200) + " null");
    }

    @Test
    void ofABatchCountsWhatAllItsMessagesSay() {
        List<Exchange> messages = messages(IDS.toArray());
        messages.forEach(each -> each.getMessage().setHeader("VodRequestedBy", "alice"));
        messages.forEach(each ->
                each.getMessage().setHeader("VodReason", each.getMessage().getBody()));
        messages.get(0).getMessage().setHeader("traceparent", TRACE);

        accepted(send(messages, Map.of()));

        assertThat(rows(REQUESTED)).containsExactly("alice null null null");
    }

    @Test
    void aListInChunksKeepsWhoAsked() {
        accepted(send(ids(10_001), Map.of("VodRequestedBy", "bob")));

        assertThat(rows(REQUESTED)).containsExactly("bob null null null");
    }
}
