package io.voddelete.outcome;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SequenceWriter;
import io.voddelete.asset.Outcome;
import io.voddelete.reader.RejectedLine;
import io.voddelete.support.Times;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes outcomes, rejected lines and notices as JSON, either as they are or each as a CloudEvent 1.0 with what it is as its
 * data. The schemas of both forms are beside this jar's other resources, in {@code vod-delete-routes/schemas/}. Thread-safe.
 */
public final class EventWriter {
    /** How events are written. */
    public enum Form {
        /** As they are. */
        PLAIN("application/json"),
        /** Each as a CloudEvent in structured mode. */
        CLOUDEVENTS("application/cloudevents+json");

        private final String mediaType;

        Form(String mediaType) {
            this.mediaType = mediaType;
        }

        /** The content type of one event. */
        public String mediaType() {
            return mediaType;
        }
    }

    /**
     * One event as text.
     *
     * @param id unique among all stores and all times of a store, without a full stop; the same on each delivery of the event
     * @param json UTF-8, on one line
     */
    public record Written(String id, byte[] json) {}

    private static final String SPEC_VERSION = "1.0";
    private static final String JSON_TYPE = "application/json";
    /** As many digits as the greatest id has. */
    private static final String SEQUENCE = "%019d";

    /** What happens to an asset by an order, though the notice names its submission. */
    private static final Set<String> ABOUT_ASSETS = Set.of("retried");

    private final Form form;
    private final String source;
    private final String name;
    private final InstantSource clock;
    private final ObjectMapper json = new ObjectMapper();

    /** @param name see {@link io.voddelete.store.Events#source} */
    public EventWriter(Form form, String projectId, String name, InstantSource clock) {
        this.form = form;
        this.source = "/vod-delete/" + projectId + "/" + name;
        this.name = name;
        this.clock = clock;
    }

    /** How events are written. */
    public Form form() {
        return form;
    }

    /**
     * Writes one event.
     *
     * @param about an {@link Outcome}, a {@link RejectedLine} or a notice of a {@link NoticeBatch}
     * @throws IllegalArgumentException if it is anything else
     */
    public Written write(Object about) {
        String id = id(about);
        try {
            return new Written(name + "-" + id, json.writeValueAsBytes(inForm(about)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write the event " + id, e);
        }
    }

    /** Writes outcomes as JSON lines, without a line feed after the last one. */
    public byte[] lines(OutcomeBlock block) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        try (SequenceWriter writer = json.writer().withRootValueSeparator("\n").writeValues(lines)) {
            for (Outcome outcome : block.outcomes()) {
                writer.write(inForm(outcome));
            }
        } catch (IOException e) {
            throw new IllegalStateException(
                    "cannot write the events that begin with "
                            + id(block.outcomes().get(0)),
                    e);
        }
        return lines.toByteArray();
    }

    private static String id(Object about) {
        if (about instanceof Outcome outcome) {
            return outcome.eventId();
        }
        if (about instanceof RejectedLine line) {
            return line.eventId();
        }
        if (about instanceof EventNotice notice) {
            return String.valueOf(notice.id());
        }
        throw new IllegalArgumentException(about.getClass().getName() + " is no event");
    }

    private Object inForm(Object about) {
        return form == Form.CLOUDEVENTS ? event(about) : about;
    }

    private CloudEvent event(Object about) {
        if (about instanceof Outcome outcome) {
            String status = outcome.status().name().toLowerCase(Locale.ROOT);
            return event(
                    outcome.eventId(), type("asset", status), "outcome", outcome.assetId(), outcome.settledAt(), about);
        }
        if (about instanceof RejectedLine line) {
            return event(line.eventId(), type("asset", "rejected"), "rejected", line.submissionId(), null, about);
        }
        return event((EventNotice) about);
    }

    private CloudEvent event(EventNotice notice) {
        String subject = notice.submissionId();
        String kind = ABOUT_ASSETS.contains(notice.event()) ? "asset" : subject == null ? "sender" : "submission";
        return new CloudEvent(
                SPEC_VERSION,
                String.valueOf(notice.id()),
                source,
                type(kind, notice.event()),
                subject,
                notice.at(),
                Times.text(clock.instant()),
                String.format(Locale.ROOT, SEQUENCE, notice.id()),
                null,
                JSON_TYPE,
                schema("notice"),
                notice);
    }

    private CloudEvent event(
            String id, String type, String schema, @Nullable String subject, @Nullable String time, Object data) {
        return new CloudEvent(
                SPEC_VERSION,
                id,
                source,
                type,
                subject,
                time,
                Times.text(clock.instant()),
                null, // ids settle in no order that a receiver could rely on
                data instanceof Outcome outcome ? outcome.traceparent() : null,
                JSON_TYPE,
                schema(schema),
                data);
    }

    private static String type(String kind, String what) {
        return "io.voddelete." + kind + "." + what + ".v1";
    }

    private static String schema(String name) {
        return "urn:vod-delete-routes:schema:" + name + ":v1";
    }
}
