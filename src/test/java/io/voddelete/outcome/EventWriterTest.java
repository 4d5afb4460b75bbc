package io.voddelete.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;
import io.voddelete.asset.AssetInfo;
import io.voddelete.asset.Outcome;
import io.voddelete.asset.Status;
import io.voddelete.kit.EventSchemas;
import io.voddelete.kit.SettableClock;
import io.voddelete.outcome.EventWriter.Form;
import io.voddelete.reader.RejectedLine;
import io.voddelete.store.Events.Event;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class EventWriterTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ASSET = "0f1259e0a18ff6b6b535106e122c9a56";
    private static final String SUBMISSION = "0988d9ee-0d67-de00-a5c1-263387e67e8e";
    private static final String SETTLED = "2026-11-24T12:47:13.068Z";
    private static final Instant NOW = Instant.parse("2026-11-24T12:50:00Z");
    private static final RejectedLine LINE = new RejectedLine(
            SUBMISSION + "-3", SUBMISSION, "file:list.csv", null, 3, "NOT-ONE \u00e9", "not-an-asset-id", Map.of());

    private final SettableClock clock = new SettableClock(NOW);

    /** Receivers of earlier versions go on to read what they read. */
    @Test
    void thePlainFormIsAsItWasToTheByte() {
        EventWriter plain = writer(Form.PLAIN, "store-1");

        assertThat(text(plain, ofEarlierVersion()))
                .isEqualTo(
                        "{\"event_id\":\"17-1\",\"asset_id\":\"" + ASSET + "\",\"generation\":1,\"status\":\"DELETED\","
                                + "\"reason\":null,\"error_code\":null,\"error_msg\":null,\"attempts\":1,\"submission_id\":\""
                                + SUBMISSION + "\",\"source\":\"file:list.csv\",\"caller\":null,"
                                + "\"accepted_at\":\"2026-11-24T12:47:09.380Z\",\"settled_at\":\"" + SETTLED + "\"}");
        assertThat(text(plain, LINE))
                .isEqualTo("{\"event_id\":\"" + SUBMISSION + "-3\",\"submission_id\":\"" + SUBMISSION
                        + "\",\"source\":\"file:list.csv\",\"caller\":null,\"line\":3,\"text\":\"NOT-ONE \u00e9\","
                        + "\"reason\":\"not-an-asset-id\"}");
        assertThat(text(plain, notice(9, "paused")))
                .isEqualTo("{\"id\":9,\"event\":\"paused\",\"at\":\"" + SETTLED
                        + "\",\"submission_id\":null,\"source\":null,"
                        + "\"held_for\":null,\"accepted\":null,\"pending\":null,\"deleted\":null,\"failed\":null,"
                        + "\"kept\":null,\"who\":\"alice\",\"reason\":\"CHG-4711\",\"plan\":null}");
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void linesAreTheSameTextsBelowEachOther(Form form) {
        EventWriter writer = writer(form, "store-1");
        Outcome outcome = outcome(Status.DELETED, null);

        assertThat(new String(
                        writer.lines(new OutcomeBlock(List.of(outcome, ofEarlierVersion()))), StandardCharsets.UTF_8))
                .isEqualTo(text(writer, outcome) + "\n" + text(writer, ofEarlierVersion()));
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.class,
            names = {"DELETED", "FAILED", "KEPT"})
    void anOutcomeIsTheDataOfAnEventAboutItsAsset(Status status) throws Exception {
        Outcome outcome = outcome(status, status == Status.DELETED ? null : "refused");
        JsonNode event = json(writer(Form.CLOUDEVENTS, "store-1"), outcome);

        EventSchemas.check(event);
        CloudEvent read = read(event);
        assertThat(read.getType())
                .isEqualTo("io.voddelete.asset." + status.name().toLowerCase(Locale.ROOT) + ".v1");
        assertThat(read.getSource()).isEqualTo(URI.create("/vod-delete/project/store-1"));
        assertThat(read.getId()).isEqualTo("17-1");
        assertThat(read.getSubject()).isEqualTo(ASSET);
        assertThat(read.getTime()).isEqualTo(OffsetDateTime.parse(SETTLED));
        assertThat(read.getExtension("recordedtime")).isEqualTo("2026-11-24T12:50:00.000Z");
        assertThat(read.getExtension("traceparent")).isEqualTo(outcome.traceparent());
        assertThat(read.getExtensionNames()).containsExactlyInAnyOrder("recordedtime", "traceparent");
        assertThat(read.getDataSchema()).isEqualTo(URI.create(EventSchemas.id("outcome")));
        assertThat(event.get("data")).isEqualTo(json(writer(Form.PLAIN, "store-1"), outcome));
    }

    @Test
    void aRejectedLineIsAboutItsSubmissionAndNobodyKnowsWhen() throws Exception {
        JsonNode event = json(writer(Form.CLOUDEVENTS, "store-1"), LINE);

        EventSchemas.check(event);
        assertThat(read(event).getType()).isEqualTo("io.voddelete.asset.rejected.v1");
        assertThat(read(event).getSubject()).isEqualTo(SUBMISSION);
        assertThat(read(event).getTime()).isNull();
        assertThat(event.get("data").get("text").textValue()).isEqualTo("NOT-ONE \u00e9");
    }

    @Test
    void noticesAreInTheOrderOfTheirSequenceAsText() throws Exception {
        EventWriter writer = writer(Form.CLOUDEVENTS, "store-1");
        List<String> sequences = new ArrayList<>();
        for (long id : new long[] {9, 10, 99, 100, Long.MAX_VALUE}) {
            JsonNode event = json(writer, notice(id, "resumed"));
            EventSchemas.check(event);
            assertThat(read(event).getId()).isEqualTo(String.valueOf(id));
            sequences.add((String) read(event).getExtension("sequence"));
        }
        assertThat(sequences).isSorted().doesNotHaveDuplicates();
    }

    static List<String> eventsOfTheSchema() {
        List<String> names = new ArrayList<>();
        EventSchemas.json("notice").at("/properties/event/enum").forEach(name -> names.add(name.textValue()));
        return names;
    }

    @ParameterizedTest
    @MethodSource("eventsOfTheSchema")
    void eachNoticeWithoutASubmissionHasATypeOfTheSchemaOrIsAboutOne(String name) throws Exception {
        JsonNode event = json(writer(Form.CLOUDEVENTS, "store-1"), notice(1, name));

        String type = event.get("type").textValue();
        assertThat(type).endsWith("." + name + ".v1");
        if (EventSchemas.faults(event).isEmpty()) {
            assertThat(type).matches("io\\.voddelete\\.(sender|asset)\\..*");
        } else {
            assertThat(type.replace("sender", "submission")).isIn(types());
        }
    }

    private static List<String> types() {
        List<String> types = new ArrayList<>();
        EventSchemas.json("cloudevent").at("/properties/type/enum").forEach(type -> types.add(type.textValue()));
        return types;
    }

    /** Two stores count from 1; a receiver that drops repetitions by this name must not drop the events of one of them. */
    @Test
    void theNameOfAnEventIsThatOfNoOtherStore() {
        Outcome outcome = outcome(Status.DELETED, null);

        assertThat(writer(Form.PLAIN, "store-1").write(outcome).id()).isEqualTo("store-1-17-1");
        assertThat(writer(Form.CLOUDEVENTS, "store-1").write(outcome).id()).isEqualTo("store-1-17-1");
        assertThat(writer(Form.PLAIN, "store-2").write(outcome).id()).isEqualTo("store-2-17-1");
    }

    @Test
    void onADeliveryAnewOnlyTheTimeOfRecordingIsAnother() throws Exception {
        EventWriter writer = writer(Form.CLOUDEVENTS, "store-1");
        ObjectNode first = (ObjectNode) json(writer, outcome(Status.DELETED, null));
        clock.set(NOW.plusSeconds(60));
        ObjectNode second = (ObjectNode) json(writer, outcome(Status.DELETED, null));

        assertThat(second.remove("recordedtime")).isNotEqualTo(first.remove("recordedtime"));
        assertThat(second).isEqualTo(first);
    }

    @Test
    void whatIsNoEventIsRefused() {
        assertThatThrownBy(() -> writer(Form.PLAIN, "store-1").write("text"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.String");
    }

    @Test
    void whatTheAssetWasAndWhatIsKeptOfItsLineAreMembersOfTheSchema() throws Exception {
        Outcome plain = outcome(Status.DELETED, null);
        Outcome full = new Outcome(
                plain.row(),
                plain.eventId(),
                plain.assetId(),
                plain.generation(),
                plain.status(),
                plain.reason(),
                plain.errorCode(),
                plain.errorMsg(),
                plain.attempts(),
                plain.submissionId(),
                plain.source(),
                plain.caller(),
                plain.requestedBy(),
                plain.requestReason(),
                plain.traceparent(),
                plain.acceptedAt(),
                plain.settledAt(),
                new AssetInfo("A film", "PUBLISHED", NOW),
                "req-1",
                Map.of("ticket", "CHG-4711"));
        JsonNode event = json(writer(Form.CLOUDEVENTS, "store-1"), full);
        EventSchemas.check(event);
        assertThat(event.get("data").get("vod_status").textValue()).isEqualTo("PUBLISHED");
        assertThat(event.get("data").get("columns")).hasToString("{\"ticket\":\"CHG-4711\"}");

        RejectedLine rejected = new RejectedLine(
                "s-3", "s", "file:list.csv", null, 3, "x", "not-an-asset-id", Map.of("ticket", "CHG-4711"));
        EventSchemas.check(json(writer(Form.CLOUDEVENTS, "store-1"), rejected));
    }

    private EventWriter writer(Form form, String store) {
        return new EventWriter(form, "project", store, clock);
    }

    private static Outcome outcome(Status status, String reason) {
        return new Outcome(
                17,
                "17-1",
                ASSET,
                1,
                status,
                reason,
                null,
                null,
                1,
                SUBMISSION,
                "file:list.csv",
                null,
                "anna",
                "CHG-4711",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "2026-11-24T12:47:09.380Z",
                SETTLED,
                AssetInfo.NONE,
                null,
                Map.of());
    }

    /** Without what is there only if it is known. */
    private static Outcome ofEarlierVersion() {
        Outcome now = outcome(Status.DELETED, null);
        return new Outcome(
                now.row(),
                now.eventId(),
                now.assetId(),
                now.generation(),
                now.status(),
                now.reason(),
                now.errorCode(),
                now.errorMsg(),
                now.attempts(),
                now.submissionId(),
                now.source(),
                now.caller(),
                null,
                null,
                null,
                now.acceptedAt(),
                now.settledAt(),
                AssetInfo.NONE,
                null,
                Map.of());
    }

    private static Object notice(long id, String name) {
        Event event = new Event(id, name, null, Instant.parse(SETTLED), "alice", "CHG-4711");
        return new NoticeBatch(List.of(event), true).getNotices().get(0);
    }

    private static String text(EventWriter writer, Object about) {
        return new String(writer.write(about).json(), StandardCharsets.UTF_8);
    }

    private static JsonNode json(EventWriter writer, Object about) throws IOException {
        return JSON.readTree(writer.write(about).json());
    }

    /** As a receiver reads it. */
    private static CloudEvent read(JsonNode event) {
        return new JsonFormat().deserialize(event.toString().getBytes(StandardCharsets.UTF_8));
    }
}
