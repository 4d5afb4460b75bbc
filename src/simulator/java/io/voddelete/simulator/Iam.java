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

/** Issues tokens to one user and validates them. Thread-safe. */
final class Iam {
    /** One token call and its response. */
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

    /** Responds to a token request. */
    synchronized SimulatedResponse answer(TokenRequest request) {
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

    private SimulatedResponse created(Instant now) {
        String number = String.format(Locale.ROOT, "%09d", ++given);
        int fill = Math.max(1, rules.bytes() - number.length() - 1);
        String token = "M" + "A".repeat(fill) + number;
        Instant end = now.plus(rules.lifetime());
        tokens.put(token, end);
        String body = "{\"token\":{\"expires_at\":\"" + end + "\",\"issued_at\":\"" + now
                + "\",\"methods\":[\"password\"],\"project\":{\"id\":" + Json.quote(projectId) + "}}}";
        return SimulatedResponse.json(CREATED, body).withHeader("X-Subject-Token", token);
    }

    /** Creates an error in IAM's format. */
    private static SimulatedResponse error(int status, String message, String title) {
        return SimulatedResponse.json(
                status,
                "{\"error\":{\"code\":" + status + ",\"message\":" + Json.quote(message) + ",\"title\":"
                        + Json.quote(title) + "}}");
    }

    synchronized boolean isLive(String token) {
        Instant end = tokens.get(token);
        return end != null && clock.instant().isBefore(end);
    }

    /** Revokes all tokens issued so far. */
    synchronized void revokeAll() {
        tokens.clear();
    }

    /** Changes the password, which unlocks the user and revokes all tokens. */
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

    synchronized void record(Instant at, SimulatedResponse reply) {
        calls.add(new Call(at, reply.status(), reply.errorCode()));
    }

    synchronized List<Call> calls() {
        return List.copyOf(calls);
    }
}
