package io.voddelete.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SenderReportTest {
    private static final CallsView CALLS = new CallsView(100, 90.0, null, 1L, 2L, 0L, null, null);
    private static final SenderReport REPORT = new SenderReport(
            "2026-11-24T12:00:00.000Z",
            paused("auth", "refusé 拒绝 \uD83D\uDE00"),
            CALLS,
            CALLS,
            new Summary.Lately(1, 60, 1),
            10,
            0,
            null,
            Map.of("vod-sender", HealthFinding.down("refusé", "look", Map.of("since", "now"))));

    private static SenderView paused(String cause, String error) {
        return new SenderView("paused", cause, null, error, "look", null, null);
    }

    @Test
    void whatIsStoredIsAsciiAndReadAsItWas() {
        String json = REPORT.json();
        assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(json)).isTrue();
        assertThat(SenderReport.of(json)).hasValue(REPORT);
    }

    @Test
    void oneWithMoreMembersIsRead() throws Exception {
        ObjectNode json = (ObjectNode) new ObjectMapper().readTree(REPORT.json());
        json.put("later", 1).withObject("/sender").put("later", 1);
        assertThat(SenderReport.of(json.toString())).hasValue(REPORT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/made_at",
                "/sender",
                "/sender/state",
                "/delete_calls",
                "/delete_calls/sent",
                "/info_calls",
                "/lately",
                "/batch_size",
                "/health",
                "/health/vod-sender",
                "/health/vod-sender/details"
            })
    void oneThatLacksSomethingIsNone(String path) throws Exception {
        int slash = path.lastIndexOf('/');
        ObjectNode json = (ObjectNode) new ObjectMapper().readTree(REPORT.json());
        ObjectNode parent = slash == 0 ? json : (ObjectNode) json.at(path.substring(0, slash));
        parent.putNull(path.substring(slash + 1));
        assertThat(SenderReport.of(json.toString())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "{}", "[]", "1", "{\"sender\":{\"state\":\"asleep\"}}"})
    void anythingElseIsNone(String json) {
        assertThat(SenderReport.of(json)).isEmpty();
    }

    /** What the sender has told, what is known here, and what is answered. */
    @ParameterizedTest
    @CsvSource({
        "replication, auth, replication",
        "replication, operator, operator",
        "protection, stop-file, stop-file",
        "protection, , protection",
        "operator, operator, operator",
        "operator, auth, auth",
        "operator, , ",
        "auth, operator, operator"
    })
    void ofTwoPausesTheOneThatTheSenderWouldNameIsAnswered(String told, String here, String answered) {
        SenderView view = paused(told, "there").with(Optional.ofNullable(here).map(cause -> paused(cause, "here")));
        assertThat(view.cause()).isEqualTo(answered);
        assertThat(view.state()).isEqualTo(answered == null ? "running" : "paused");
    }
}
