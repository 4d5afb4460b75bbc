package io.voddelete.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A response that replaces the simulator's ordinary one for a single call. Start with {@link #afterDelete()},
 * {@link #insteadOfDelete()} or {@link #onInfo()}, then set what differs from the ordinary response. Immutable.
 *
 * @param kind the kind of call
 * @param effect whether the call takes effect before it is answered
 * @param status the HTTP status; empty for the ordinary one
 * @param headers additional headers
 * @param body the body; null for the ordinary one; must not be modified
 * @param delay time between effect and response; not negative
 * @param ending whether the response is complete
 * @param drip time between two bytes of the body; zero to send it at once
 */
public record ScriptedAnswer(
        CallKind kind,
        boolean effect,
        OptionalInt status,
        Map<String, String> headers,
        byte @Nullable [] body,
        Duration delay,
        Ending ending,
        Duration drip) {

    /** Whether a response is complete. */
    public enum Ending {
        /** The complete response. */
        COMPLETE,
        /** The connection is closed before the first byte. */
        NO_ANSWER,
        /** Content-Length is that of the whole body, but the connection is closed after half of it. */
        TRUNCATED
    }

    /** @throws IllegalArgumentException if a duration is negative or the status is outside 200 to 599 */
    public ScriptedAnswer {
        Objects.requireNonNull(kind, "kind");
        headers = Map.copyOf(headers);
        if (delay.isNegative() || drip.isNegative()) {
            throw new IllegalArgumentException("the delay of a scripted response is negative");
        }
        if (status.isPresent() && (status.getAsInt() < 200 || status.getAsInt() > 599)) {
            throw new IllegalArgumentException("status " + status.getAsInt() + " is not between 200 and 599");
        }
    }

    /** For the next DELETE: it takes effect, whatever the response says. */
    public static ScriptedAnswer afterDelete() {
        return ordinary(CallKind.DELETE, true);
    }

    /** For the next DELETE: it has no effect. The response is 503 with an HTML page unless changed. */
    public static ScriptedAnswer insteadOfDelete() {
        return ordinary(CallKind.DELETE, false);
    }

    /** For the next info call. */
    public static ScriptedAnswer onInfo() {
        return ordinary(CallKind.INFO, true);
    }

    /** Sets the status; the body is an HTML page with that status unless set. */
    public ScriptedAnswer status(int newStatus) {
        return new ScriptedAnswer(kind, effect, OptionalInt.of(newStatus), headers, body, delay, ending, drip);
    }

    /** Adds a header. */
    public ScriptedAnswer header(String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return new ScriptedAnswer(kind, effect, status, more, body, delay, ending, drip);
    }

    /** Sets the body; the type is {@code application/json} unless a header says otherwise. */
    public ScriptedAnswer body(byte[] newBody) {
        return new ScriptedAnswer(kind, effect, status, headers, newBody.clone(), delay, ending, drip);
    }

    /** Sets the body in UTF-8; the type is {@code application/json} unless a header says otherwise. */
    public ScriptedAnswer body(String newBody) {
        return body(newBody.getBytes(StandardCharsets.UTF_8));
    }

    /** Responds with an error in the format of the VOD API. */
    public ScriptedAnswer error(int newStatus, String code, String message) {
        return status(newStatus).body(SimulatedResponse.errorJson(code, message, "scripted"));
    }

    /** Sets the time between effect and response. */
    public ScriptedAnswer delay(Duration newDelay) {
        return new ScriptedAnswer(kind, effect, status, headers, body, newDelay, ending, drip);
    }

    /** Closes the connection without a response. */
    public ScriptedAnswer withoutAnswer() {
        return new ScriptedAnswer(kind, effect, status, headers, body, delay, Ending.NO_ANSWER, drip);
    }

    /** Closes the connection after half the body. */
    public ScriptedAnswer truncated() {
        return new ScriptedAnswer(kind, effect, status, headers, body, delay, Ending.TRUNCATED, drip);
    }

    /** Sends the body byte by byte with this interval. */
    public ScriptedAnswer dripping(Duration interval) {
        return new ScriptedAnswer(kind, effect, status, headers, body, delay, ending, interval);
    }

    /** Applies this script to the ordinary response. */
    SimulatedResponse over(SimulatedResponse ordinary) {
        SimulatedResponse base = status.isPresent() ? SimulatedResponse.html(status.getAsInt()) : ordinary;
        SimulatedResponse reply =
                body == null ? base : new SimulatedResponse(base.status(), SimulatedResponse.JSON, body);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            reply = reply.withHeader(header.getKey(), header.getValue());
        }
        return reply;
    }

    private static ScriptedAnswer ordinary(CallKind kind, boolean effect) {
        return new ScriptedAnswer(
                kind, effect, OptionalInt.empty(), Map.of(), null, Duration.ZERO, Ending.COMPLETE, Duration.ZERO);
    }
}
