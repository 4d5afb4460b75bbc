package io.voddelete.http;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * Who may ask, and who may change something. Where only this machine can reach the server, everybody may ask; but whatever
 * changes something needs the token there too, since a web page in a browser can send to the loopback address.
 */
public final class AccessPolicy {
    private final BearerToken token;
    private final Authenticator senders;
    private final boolean loopback;

    /**
     * @param token of who asks and orders; null for none
     * @param senders knows who sends lists, and may ask what became of them; null for nobody
     * @param loopback whether only this machine can reach the server
     */
    public AccessPolicy(BearerToken token, Authenticator senders, boolean loopback) {
        this.token = token;
        this.senders = senders;
        this.loopback = loopback;
    }

    /**
     * Gives who asks. Who signs lists signs method and target in place of a body, so that the signature is good for this
     * question only.
     *
     * @throws HttpProblemException with 401 or 403 if he may not
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
     * Gives who orders.
     *
     * @throws HttpProblemException with 401 or 403 if he may not change anything; who sends lists may not, by the same token
     */
    public Caller mayOrder(RequestHead head) {
        if (senders instanceof BearerToken tokens && BearerToken.isShownBy(head)) {
            Optional<Caller> sender = tokens.find(head);
            if (sender.isPresent()) {
                throw HttpProblemException.ofKnown(Problem.of(
                        403,
                        "the token is one of vod.intake.webhook.token, and orders need one of vod.status.token",
                        "no-right",
                        "send a token of vod.status.token"));
            }
        }
        return who(head, Right.ORDER);
    }

    private Caller who(RequestHead head, Right right) {
        if (token == null) {
            throw new HttpProblemException(Problem.of(
                    403,
                    "this needs a token, and none is set here",
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
                    "vod.callers." + caller.name() + ".rights says what this caller may do"));
        }
        return caller;
    }
}
