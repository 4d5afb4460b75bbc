package io.voddelete.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code Authorization: Bearer} with a token of one caller or another (RFC 6750), compared in constant time. */
public final class BearerToken implements Authenticator {
    private static final Pattern BEARER = Pattern.compile("(?i)bearer (.*)");

    private final CallerSecrets tokens;

    /** @param callers gives who has a name */
    public BearerToken(List<NamedSecret> tokens, Function<String, Caller> callers) {
        this.tokens = new CallerSecrets(callers, token -> token.getBytes(StandardCharsets.UTF_8));
        use(tokens);
    }

    /** From now on these tokens count and no others. */
    public void use(List<NamedSecret> others) {
        tokens.use(others);
    }

    @Override
    public String kind() {
        return "token";
    }

    /** Whether a request shows a token, right or wrong. */
    static boolean isShownBy(RequestHead head) {
        return bearer(head).matches();
    }

    @Override
    public void checkHead(RequestHead head) {
        check(head, new byte[0]);
    }

    @Override
    public Caller check(RequestHead head, byte[] body) {
        return find(head).orElseThrow(() -> refused("the token is none of those that are set here"));
    }

    /**
     * Whose token a request shows; empty if it is none of these.
     *
     * @throws HttpProblemException with 401 if it shows none
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
