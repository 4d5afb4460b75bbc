package io.voddelete.outcome;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A CloudEvent 1.0 in structured mode. An attribute that is null is left out, as the specification wants it; {@code data} keeps
 * its own null members.
 *
 * @param id unique within the source; the same on each delivery of this event
 * @param source the project, the store and its epoch, since another store counts its events from 1 too
 * @param subject the asset or the submission it is about; null if there is neither
 * @param time when it happened: ISO 8601, UTC; null if nobody knows
 * @param recordedtime when this text was made, so another one on each delivery: ISO 8601, UTC
 * @param sequence its place among the notices of the source, comparable as text; null if it has none
 * @param traceparent W3C Trace Context of the request; null if it had none
 * @param dataschema the {@code $id} of the JSON Schema of the data
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CloudEvent(
        String specversion,
        String id,
        String source,
        String type,
        @Nullable String subject,
        @Nullable String time,
        String recordedtime,
        @Nullable String sequence,
        @Nullable String traceparent,
        String datacontenttype,
        String dataschema,
        Object data) {}
