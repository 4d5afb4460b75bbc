package io.voddelete.standalone;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.voddelete.camel.Version;
import io.voddelete.settings.LogSecrets;
import io.voddelete.support.LogContext;
import io.voddelete.support.Times;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * Writes each log line of the stand-alone form as one line of JSON with the field names of the Elastic Common Schema. Secrets are
 * masked in each field, and control characters of others cannot act on a terminal. Requires Logback, so an embedder must not load it.
 */
public final class EcsEncoder extends EncoderBase<ILoggingEvent> {
    /** The fields have been the same since version 1 of the schema. */
    private static final String ECS_VERSION = "8.17.0";

    private static final List<String> OF_CONTEXT = List.of(LogContext.SUBMISSION, LogContext.CALL, LogContext.TRACE);
    private static final List<String> OF_LINE = List.of("event.action", "event.outcome", "error.code");
    private static final byte[] NONE = {};
    /** JSON need not escape DEL, and what prints a field as text may let C1 controls act; the text form replaces them, too. */
    private static final Pattern ACTS = Pattern.compile("[\\x7F-\\x9F]");

    /** Outside of ASCII are characters that act on a terminal, and whatever its character set has not. */
    private final JsonFactory json =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final String version = Version.number();

    @Override
    public byte[] headerBytes() {
        return NONE;
    }

    @Override
    public byte[] footerBytes() {
        return NONE;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator out = json.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeStringField("@timestamp", Times.text(Instant.ofEpochMilli(event.getTimeStamp())));
            out.writeStringField("log.level", event.getLevel().toString());
            write(out, "message", event.getFormattedMessage());
            out.writeStringField("ecs.version", ECS_VERSION);
            out.writeStringField("service.name", Version.PRODUCT);
            out.writeStringField("service.version", version);
            write(out, "process.thread.name", event.getThreadName());
            write(out, "log.logger", event.getLoggerName());
            writePairs(out, event.getKeyValuePairs());
            writeContext(out, event.getMDCPropertyMap());
            writeError(out, event.getThrowableProxy());
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a log line cannot be written", e);
        }
        bytes.writeBytes(System.lineSeparator().getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }

    private static void writePairs(JsonGenerator out, @Nullable List<KeyValuePair> pairs) throws IOException {
        for (String key : OF_LINE) {
            for (KeyValuePair pair : Objects.requireNonNullElse(pairs, List.<KeyValuePair>of())) {
                if (key.equals(pair.key)) { // a library may give none
                    write(out, key, String.valueOf(pair.value));
                    break; // a name stands once in an object
                }
            }
        }
    }

    /** Of what a library may have put there, nothing. */
    private static void writeContext(JsonGenerator out, Map<String, String> context) throws IOException {
        for (String key : OF_CONTEXT) {
            String value = context.get(key);
            if (value != null) {
                write(out, key, value);
            }
        }
    }

    private static void writeError(JsonGenerator out, @Nullable IThrowableProxy thrown) throws IOException {
        if (thrown != null) {
            write(out, "error.type", thrown.getClassName());
            if (thrown.getMessage() != null) {
                write(out, "error.message", thrown.getMessage());
            }
            write(out, "error.stack_trace", ThrowableProxyUtil.asString(thrown));
        }
    }

    private static void write(JsonGenerator out, String name, String value) throws IOException {
        out.writeStringField(
                name, ACTS.matcher(LogSecrets.OF_PROCESS.masked(value)).replaceAll("?"));
    }
}
