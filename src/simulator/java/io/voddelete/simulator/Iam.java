package io.voddelete.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Gives tokens to one user, and knows which of them live. Thread-safe. */
final class Iam {
    /** One call for a token, as it was answered. */
    record Call(Instant at, int status, String errorCode) {}

    private static final Duration LOCKED = Duration.ofMinutes(15);
    private static final int CREATED = 201;

    private final String projectId;
    private final InstantSource clock;
    private final Map<String, Instant> tokens = new HashMap<>();
    private final List<Call> calls = new ArrayList<>();
    private IamRules rules;
    private String password = SimulatorOptions.PASSWORD;
    private int wrongInARow;
    private Instant lockedUntil = Instant.MIN;
    private long given;

    Iam(String projectId, IamRules rules, InstantSource clock) {
        this.projectId = projectId;
        this.rules = rules;
        this.clock = clock;
    }

    /** The answer to a request for a token. */
    synchronized Reply answer(TokenRequest request) {
        Instant now = clock.instant();
        if (now.isBefore(lockedUntil)) {
            return ErrorTable.reply("IAM.0061", 0);
        }
        boolean known = SimulatorOptions.DOMAIN.equals(request.domain())
                && SimulatorOptions.USER.equals(request.user())
                && password.equals(request.password());
        if (!known) {
            wrongInARow++;
            if (wrongInARow >= rules.lockAfter()) {
                lockedUntil = now.plus(LOCKED);
                wrongInARow = 0;
            }
            return error(401, "The username or password is wrong.", "Unauthorized");
        }
        wrongInARow = 0;
        return Objects.equals(projectId, request.projectId())
                ? created(now)
                : error(404, "Could not find project.", "Not Found");
    }

    private Reply created(Instant now) {
        String number = String.format(Locale.ROOT, "%09d", ++given);
        int fill = Math.max(1, rules.bytes() - number.length() - 1);
        String token = "M" + "A".repeat(fill) + number;
        Instant end = now.plus(rules.lifetime());
        tokens.put(token, end);
        String body = "{\"token\":{\"expires_at\":\"" + end + "\",\"issued_at\":\"" + now
                + "\",\"methods\":[\"password\"],\"project\":{\"id\":" + Json.quote(projectId) + "}}}";
        return Reply.json(CREATED, body).withHeader("X-Subject-Token", token);
    }

    /** IAM's own form of an error. */
    private static Reply error(int status, String message, String title) {
        return Reply.json(
                status,
                "{\"error\":{\"code\":" + status + ",\"message\":" + Json.quote(message) + ",\"title\":"
                        + Json.quote(title) + "}}");
    }

    synchronized boolean isLive(String token) {
        Instant end = tokens.get(token);
        return end != null && clock.instant().isBefore(end);
    }

    /** Every token that was given is refused from now on. */
    synchronized void revokeAll() {
        tokens.clear();
    }

    /** Another password; that unlocks the user, and revokes every token. */
    synchronized void password(String other) {
        password = other;
        lockedUntil = Instant.MIN;
        wrongInARow = 0;
        revokeAll();
    }

    synchronized void change(String text) {
        rules = rules.with(text);
    }

    synchronized IamRules rules() {
        return rules;
    }

    synchronized void record(Instant at, Reply reply) {
        calls.add(new Call(at, reply.status(), reply.errorCode()));
    }

    synchronized List<Call> calls() {
        return List.copyOf(calls);
    }
}
