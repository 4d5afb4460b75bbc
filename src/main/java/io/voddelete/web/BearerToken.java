package io.voddelete.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code Authorization: Bearer} with one token (RFC 6750), compared in constant time. */
public final class BearerToken implements CallerCheck {
    private static final Pattern BEARER = Pattern.compile("(?i)bearer (.*)");

    private final byte[] token;

    /** @param token not empty */
    public BearerToken(String token) {
        this.token = token.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String kind() {
        return "token";
    }

    @Override
    public void check(RequestHead head, byte[] body) {
        String given = head.header("Authorization").orElse("");
        Matcher bearer = BEARER.matcher(given);
        if (!bearer.matches()) {
            throw refused("the header Authorization: Bearer is missing");
        }
        byte[] offered = bearer.group(1).strip().getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(token, offered)) {
            throw refused("the token is not the one that is set here");
        }
    }

    private static RefusedRequest refused(String why) {
        Problem problem = Problem.of(401, why);
        return new RefusedRequest(problem, problem.reply().with("WWW-Authenticate", "Bearer"));
    }
}
