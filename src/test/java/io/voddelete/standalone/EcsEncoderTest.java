package io.voddelete.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class EcsEncoderTest {
    private final LoggerContext logback = new LoggerContext();

    @BeforeEach
    void start() {
        logback.setMDCAdapter(new LogbackMDCAdapter());
    }

    @AfterEach
    void stop() {
        logback.stop();
    }

    @Test
    void aLineHasTheFieldsOfTheSchema() throws Exception {
        LoggingEvent event = event(Level.WARN, "媒资 {} is \u001b[2J gone\nfor ever", null, "a\u202eb");
        event.setInstant(Instant.parse("2026-11-24T12:47:09.380Z"));
        event.setThreadName("vod-1");
        event.setMDCPropertyMap(
                Map.of("vod.submission.id", "s-1", "vod.call.id", "c-1", "trace.id", "t-1", "mine", "x"));
        event.setKeyValuePairs(List.of(
                new KeyValuePair("event.action", "submission-done"),
                new KeyValuePair("event.action", "again"),
                new KeyValuePair("event.outcome", "success"),
                new KeyValuePair("error.code", "VOD.10053"),
                new KeyValuePair("message", "of a library")));
        String text = encoded(event);
        JsonNode line = new ObjectMapper().readTree(text);

        assertThat(names(line))
                .containsExactly(
                        "@timestamp",
                        "log.level",
                        "message",
                        "ecs.version",
                        "service.name",
                        "service.version",
                        "process.thread.name",
                        "log.logger",
                        "event.action",
                        "event.outcome",
                        "error.code",
                        "vod.submission.id",
                        "vod.call.id",
                        "trace.id");
        assertThat(line.get("@timestamp").textValue()).isEqualTo("2026-11-24T12:47:09.380Z");
        assertThat(line.get("log.level").textValue()).isEqualTo("WARN");
        assertThat(line.get("message").textValue()).isEqualTo("媒资 a\u202eb is \u001b[2J gone\nfor ever");
        assertThat(line.get("process.thread.name").textValue()).isEqualTo("vod-1");
        assertThat(line.get("log.logger").textValue()).isEqualTo("io.voddelete.Made");
        assertThat(line.get("event.action").textValue()).isEqualTo("submission-done");
        assertThat(text)
                .as("nothing acts on a terminal, and a line is one")
                .endsWith("}" + System.lineSeparator())
                .satisfies(whole -> assertThat(whole.strip().chars()).allMatch(each -> each >= ' ' && each < 0x7f));
    }

    @Test
    void anExceptionIsToldWithItsTraceAndNoFieldTellsASecret() throws Exception {
        Exception cause = new IllegalStateException("made up, at http://me:pa55@host");
        JsonNode line = new ObjectMapper()
                .readTree(encoded(event(Level.ERROR, "password=pa55w0rd", new RuntimeException("outer", cause))));

        assertThat(line.get("error.type").textValue()).isEqualTo("java.lang.RuntimeException");
        assertThat(line.get("error.message").textValue()).isEqualTo("outer");
        assertThat(line.get("error.stack_trace").textValue())
                .contains("RuntimeException: outer", "at io.voddelete.standalone.EcsEncoderTest", "http://***@host");
        assertThat(line.toString()).doesNotContain("pa55");
    }

    @Test
    void deleteAndC1ControlsAreReplacedAsInTheTextFormAndAPairWithoutAKeyIsPassedOver() throws Exception {
        LoggingEvent event = event(Level.INFO, "a\u007fb\u0080c\u009b2Jd\u009fe\u00a0f~", null);
        event.setKeyValuePairs(List.of(new KeyValuePair(null, "x"), new KeyValuePair("error.code", "y\u009b")));
        String text = encoded(event);
        JsonNode line = new ObjectMapper().readTree(text);

        assertThat(line.get("message").textValue()).isEqualTo("a?b?c?2Jd?e\u00a0f~");
        assertThat(line.get("error.code").textValue()).isEqualTo("y?");
        assertThat(names(line)).doesNotContain("null");
        assertThat(text.strip().chars()).allMatch(each -> each >= ' ' && each < 0x7f);
    }

    private LoggingEvent event(Level level, String message, Throwable thrown, Object... arguments) {
        Logger logger = logback.getLogger("io.voddelete.Made");
        return new LoggingEvent(Logger.class.getName(), logger, level, message, thrown, arguments);
    }

    private static String encoded(LoggingEvent event) {
        return new String(new EcsEncoder().encode(event), StandardCharsets.UTF_8);
    }

    private static List<String> names(JsonNode line) {
        List<String> names = new ArrayList<>();
        line.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
