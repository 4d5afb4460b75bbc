package io.voddelete.vod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One IAM call for a token: {@code POST /v3/auth/tokens?nocatalog=true} (IAM API reference, "Obtaining a User Token Through
 * Password Authentication"). The token is scoped to one project; VOD refuses any other.
 *
 * @param askedAt when the call is made
 */
public record TokenCall(IamUser user, String projectId, Instant askedAt) {
    /** IAM's response; exactly one component is not null. */
    public record Answer(@Nullable Token token, @Nullable VodError error) {}

    public static final String PATH = "/v3/auth/tokens";
    public static final String QUERY = "nocatalog=true";

    /** The response header with the token. */
    public static final String TOKEN_HEADER = "X-Subject-Token";

    /** The gateway's limit for one header (APIG, APIGW.0201). */
    private static final int LONGEST = 32 * 1024;

    /** The HTTP status of a response with a token. */
    public static final int CREATED = 201;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Returns the request body. It contains the password. */
    public byte[] body() {
        ObjectNode auth = JSON.createObjectNode();
        ObjectNode identity = auth.putObject("auth").putObject("identity");
        identity.putArray("methods").add("password");
        ObjectNode who = identity.putObject("password").putObject("user");
        who.putObject("domain").put("name", user.domain());
        who.put("name", user.name()).put("password", user.password());
        ((ObjectNode) auth.get("auth")).putObject("scope").putObject("project").put("id", projectId);
        try {
            return JSON.writeValueAsBytes(auth);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Parses the response. Never throws.
     *
     * @param value of {@link #TOKEN_HEADER}; may be null
     */
    public Answer read(VodResponse answer, @Nullable String value) {
        if (answer.fault() != null) {
            return unreadable(0, user.redact(answer.fault()));
        }
        JsonNode body = parse(answer.body());
        if (answer.status() != CREATED) {
            return new Answer(null, error(answer, body));
        }
        if (value == null || value.isEmpty() || value.length() > LONGEST || !value.matches("[!-~]+")) {
            return unreadable(
                    CREATED,
                    "unusable token: the header " + TOKEN_HEADER
                            + (value == null ? " is missing" : " has " + value.length() + " characters"));
        }
        Duration life = life(body.path("token"));
        return life == null
                ? unreadable(CREATED, "the token has no valid expires_at")
                : new Answer(Token.living(value, user, askedAt, life), null);
    }

    /** Uses IAM's own time of issue if present, since the local clock may be wrong. Null if there is no valid expiry. */
    private @Nullable Duration life(JsonNode token) {
        try {
            Instant end = Instant.parse(token.path("expires_at").asText());
            String issued = token.path("issued_at").asText();
            Duration life = Duration.between(issued.isEmpty() ? askedAt : Instant.parse(issued), end);
            return life.isNegative() || life.isZero() ? null : life;
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    /** IAM has two error formats: {@code {"error":{"code":401,"message":…}}} and {@code {"error_code":…,"error_msg":…}}. */
    private VodError error(VodResponse answer, JsonNode body) {
        JsonNode error = body.path("error");
        String code = first(body, "error_code", error, "error_code");
        String message = first(body, "error_msg", error, "message");
        return VodError.of(
                answer.status(),
                code,
                user.redact(message == null ? "the response has no error_msg" : message),
                answer.retryAfter());
    }

    private static @Nullable String first(JsonNode one, String name, JsonNode other, String otherName) {
        String text = ResponseReader.text(one, name);
        return text == null ? ResponseReader.text(other, otherName) : text;
    }

    private static Answer unreadable(int status, String fault) {
        return new Answer(null, VodError.unreadable(status, fault, false, null));
    }

    private static JsonNode parse(byte[] body) {
        try {
            JsonNode json = JSON.readTree(body);
            return json == null ? JSON.createObjectNode() : json;
        } catch (IOException e) {
            return JSON.createObjectNode();
        }
    }

    /** Safe to log. */
    @Override
    public String toString() {
        return "TokenCall[" + user + ", " + askedAt + "]";
    }
}
