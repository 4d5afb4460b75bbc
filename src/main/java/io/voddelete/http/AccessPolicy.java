package io.voddelete.http;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may query and who may give commands. If only this machine can reach the server, anybody may query; commands
 * need a token even then, since a web page in a browser can send requests to the loopback address.
 */
public final class AccessPolicy {
    private final @Nullable BearerToken token;
    private final @Nullable Authenticator senders;
    private final boolean loopback;

    /**
     * @param token checks the tokens for queries and commands; null if there are none
     * @param senders checks the credentials for sending lists, whose owners may query their own lists; null if there are none
     * @param loopback whether only this machine can reach the server
     */
    public AccessPolicy(@Nullable BearerToken token, @Nullable Authenticator senders, boolean loopback) {
        this.token = token;
        this.senders = senders;
        this.loopback = loopback;
    }

    /**
     * Returns the caller of a query. A caller that signs its lists signs method and target here instead of a body, so that the
     * signature is valid for this query only.
     *
     * @throws HttpProblemException with 401 or 403 if the query is not allowed
     */
    public Caller mayAsk(RequestHead head) {
        if (senders instanceof WebhookSignature && new WebhookHead(head).isSigned()) {
            return allowed(senders.check(head, head.request().getBytes(StandardCharsets.UTF_8)), Right.READ);
        }
        boolean isShown = BearerToken.isShownBy(head);
        if (senders instanceof BearerToken tokens && isShown) {
            Optional<Caller> sender = tokens.find(head);
            Optional<Caller> operator = token == null ? Optional.empty() : token.find(head);
            return allowed(operator.or(() -> sender).orElseGet(() -> tokens.check(head, new byte[0])), Right.READ);
        }
        boolean isTrusted = loopback && LocalCaller.sent(head) && (token == null || !isShown);
        return isTrusted ? Caller.UNKNOWN : who(head, Right.READ);
    }

    /**
     * Returns the caller of a command.
     *
     * @throws HttpProblemException with 401 or 403 if the command is not allowed; the token for sending lists is not enough
     */
    public Caller mayOrder(RequestHead head) {
        if (senders instanceof BearerToken tokens && BearerToken.isShownBy(head)) {
            Optional<Caller> sender = tokens.find(head);
            if (sender.isPresent()) {
                throw HttpProblemException.ofKnown(Problem.of(
                        403,
                        "the token is from vod.intake.webhook.token, but commands need one from vod.status.token",
                        "no-right",
                        "send a token from vod.status.token"));
            }
        }
        return who(head, Right.ORDER);
    }

    private Caller who(RequestHead head, Right right) {
        if (token == null) {
            throw new HttpProblemException(Problem.of(
                    403,
                    "a token is required, but none is configured",
                    "no-token-set",
                    "set vod.status.token (VOD_STATUS_TOKEN) and send it as Authorization: Bearer"));
        }
        return allowed(token.check(head, new byte[0]), right);
    }

    private static Caller allowed(Caller caller, Right right) {
        if (!caller.may(right)) {
            String word = right.name().toLowerCase(Locale.ROOT);
            throw HttpProblemException.ofKnown(Problem.of(
                    403,
                    "the caller " + caller.name() + " does not have the right '" + word + "'",
                    "no-right",
                    "vod.callers." + caller.name() + ".rights sets what this caller may do"));
        }
        return caller;
    }
}
