package io.voddelete.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * What the simulator answers to one call in place of its ordinary answer. Start with {@link #afterDelete()}, {@link #insteadOfDelete()} or
 * {@link #onInfo()}, then say only what differs from the ordinary answer. Immutable.
 *
 * @param kind the kind of call that it applies to
 * @param deed whether the call is carried out before it is answered
 * @param status the HTTP status, or empty for that of the ordinary answer
 * @param headers headers on top of the ordinary ones
 * @param body the body, or null for that of the ordinary answer; not to be written to
 * @param delay time between the deed and the answer, not negative
 * @param ending whether the answer arrives as a whole
 * @param drip time between two bytes of the body, zero to send it at once
 */
public record ScriptedAnswer(
        CallKind kind,
        boolean deed,
        OptionalInt status,
        Map<String, String> headers,
        byte[] body,
        Duration delay,
        Ending ending,
        Duration drip) {

    /** Whether an answer arrives as a whole. */
    public enum Ending {
        /** The whole answer. */
        COMPLETE,
        /** The connection is closed before the first byte. */
        NO_ANSWER,
        /** The length of the whole body is announced, half of it is sent, then the connection is closed. */
        TRUNCATED
    }

    /** @throws IllegalArgumentException if a duration is negative or the status is outside 200 to 599 */
    public ScriptedAnswer {
        Objects.requireNonNull(kind, "kind");
        headers = Map.copyOf(headers);
        if (delay.isNegative() || drip.isNegative()) {
            throw new IllegalArgumentException("a scripted answer cannot wait less than no time");
        }
        if (status.isPresent() && (status.getAsInt() < 200 || status.getAsInt() > 599)) {
            throw new IllegalArgumentException("status " + status.getAsInt() + " is not from 200 to 599");
        }
    }

    /** For the next DELETE: it is carried out, whatever the answer then says. */
    public static ScriptedAnswer afterDelete() {
        return ordinary(CallKind.DELETE, true);
    }

    /** For the next DELETE: nothing is deleted. The answer is 503 with an HTML page unless more is said. */
    public static ScriptedAnswer insteadOfDelete() {
        return ordinary(CallKind.DELETE, false);
    }

    /** For the next info call. */
    public static ScriptedAnswer onInfo() {
        return ordinary(CallKind.INFO, true);
    }

    /** Answers with this status, and with an HTML page that names it unless a body is given. */
    public ScriptedAnswer status(int newStatus) {
        return new ScriptedAnswer(kind, deed, OptionalInt.of(newStatus), headers, body, delay, ending, drip);
    }

    /** Answers with this header too. */
    public ScriptedAnswer header(String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return new ScriptedAnswer(kind, deed, status, more, body, delay, ending, drip);
    }

    /** Answers with exactly these bytes as the body, as {@code application/json} unless a header says otherwise. */
    public ScriptedAnswer body(byte[] newBody) {
        return new ScriptedAnswer(kind, deed, status, headers, newBody.clone(), delay, ending, drip);
    }

    /** Answers with this text in UTF-8 as the body, as {@code application/json} unless a header says otherwise. */
    public ScriptedAnswer body(String newBody) {
        return body(newBody.getBytes(StandardCharsets.UTF_8));
    }

    /** Answers with an error in the form of the interface. */
    public ScriptedAnswer error(int newStatus, String code, String message) {
        return status(newStatus).body(Reply.errorJson(code, message, "scripted"));
    }

    /** Waits between the deed and the answer. */
    public ScriptedAnswer delay(Duration newDelay) {
        return new ScriptedAnswer(kind, deed, status, headers, body, newDelay, ending, drip);
    }

    /** Closes the connection in place of an answer. */
    public ScriptedAnswer withoutAnswer() {
        return new ScriptedAnswer(kind, deed, status, headers, body, delay, Ending.NO_ANSWER, drip);
    }

    /** Announces the whole body, sends half of it and closes the connection. */
    public ScriptedAnswer truncated() {
        return new ScriptedAnswer(kind, deed, status, headers, body, delay, Ending.TRUNCATED, drip);
    }

    /** Sends the body byte by byte with this time in between. */
    public ScriptedAnswer dripping(Duration interval) {
        return new ScriptedAnswer(kind, deed, status, headers, body, delay, ending, interval);
    }

    /** The reply that this script makes of the ordinary one. */
    Reply over(Reply ordinary) {
        Reply base = status.isPresent() ? Reply.html(status.getAsInt()) : ordinary;
        Reply reply = body == null ? base : new Reply(base.status(), Reply.JSON, body);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            reply = reply.withHeader(header.getKey(), header.getValue());
        }
        return reply;
    }

    private static ScriptedAnswer ordinary(CallKind kind, boolean deed) {
        return new ScriptedAnswer(
                kind, deed, OptionalInt.empty(), Map.of(), null, Duration.ZERO, Ending.COMPLETE, Duration.ZERO);
    }
}
