package io.voddelete.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks {@code Authorization: Bearer} (RFC 6750) against the tokens of all callers, in constant time. */
public final class BearerToken implements Authenticator {
    private static final Pattern BEARER = Pattern.compile("(?i)bearer (.*)");

    private final CallerSecrets tokens;

    /** @param callers returns the caller with a name */
    public BearerToken(List<NamedSecret> tokens, Function<String, Caller> callers) {
        this.tokens = new CallerSecrets(callers, token -> token.getBytes(StandardCharsets.UTF_8));
        use(tokens);
    }

    /** Replaces all tokens. */
    public void use(List<NamedSecret> others) {
        tokens.use(others);
    }

    @Override
    public String kind() {
        return "token";
    }

    /** Whether a request has a bearer token, valid or not. */
    static boolean isShownBy(RequestHead head) {
        return bearer(head).matches();
    }

    @Override
    public void checkHead(RequestHead head) {
        check(head, new byte[0]);
    }

    @Override
    public Caller check(RequestHead head, byte[] body) {
        return find(head).orElseThrow(() -> refused("unknown token"));
    }

    /**
     * The caller to whom the token of a request belongs; empty if the token is unknown.
     *
     * @throws HttpProblemException with 401 if the request has no token
     */
    Optional<Caller> find(RequestHead head) {
        Matcher bearer = bearer(head);
        if (!bearer.matches()) {
            throw refused("the header Authorization: Bearer is missing");
        }
        byte[] offered = bearer.group(1).strip().getBytes(StandardCharsets.UTF_8);
        return tokens.find(token -> MessageDigest.isEqual(token, offered));
    }

    private static Matcher bearer(RequestHead head) {
        return BEARER.matcher(head.header("Authorization").orElse(""));
    }

    private static HttpProblemException refused(String why) {
        Problem problem = Problem.of(401, why);
        return new HttpProblemException(problem, problem.reply().with("WWW-Authenticate", "Bearer"));
    }
}
