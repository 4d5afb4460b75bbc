package io.voddelete.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may query and who may give commands. If only this machine can reach the server, anybody may query; commands
 * need a token even then, since a web page in a browser can send requests to the loopback address.
 */
public final class AccessPolicy {
    private final @Nullable BearerToken token;
    private final @Nullable BearerToken approvers;
    private final @Nullable Authenticator senders;
    private final boolean loopback;

    /**
     * @param token checks the tokens for queries and commands; null if there are none
     * @param approvers checks the tokens of those who alone may approve plans; null if those who give commands may
     * @param senders checks the credentials for sending lists, whose owners may query their own lists; null if there are none
     * @param loopback whether only this machine can reach the server
     */
    public AccessPolicy(
            @Nullable BearerToken token,
            @Nullable BearerToken approvers,
            @Nullable Authenticator senders,
            boolean loopback) {
        this.token = token;
        this.approvers = approvers;
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
        Optional<Caller> approver = approver(head);
        if (approver.isPresent()) {
            return allowed(approver.get(), Right.READ);
        }
        if (senders instanceof BearerToken tokens && isShown) {
            Optional<Caller> sender = tokens.find(head);
            Optional<Caller> operator = token == null ? Optional.empty() : token.find(head);
            return allowed(operator.or(() -> sender).orElseGet(() -> tokens.check(head, new byte[0])), Right.READ);
        }
        boolean isTrusted = loopback && LocalCaller.asked(head) && (token == null || !isShown);
        return isTrusted ? Caller.UNKNOWN : who(head, Right.READ);
    }

    /**
     * Returns the caller of a query that anybody may put to learn whether a credential is needed. One without any is refused as
     * ever, but not counted as an attempt.
     *
     * @throws HttpProblemException with 401 or 403 if the query is not allowed
     */
    public Caller mayProbe(RequestHead head) {
        try {
            return mayAsk(head);
        } catch (HttpProblemException e) {
            boolean isOffered = head.header("Authorization").isPresent() || new WebhookHead(head).isSigned();
            throw isOffered ? e : e.ofNobody();
        }
    }

    /**
     * Lets everybody load files that hold no data.
     *
     * @throws HttpProblemException with 403 if only this machine can reach the server, and the request was sent to another name:
     *     one that a web page has rebound
     */
    public void requireOwnHost(RequestHead head) {
        if (loopback && !LocalCaller.meantUs(head)) {
            throw new HttpProblemException(Problem.of(
                    403,
                    "the Host header is not a name of this machine",
                    "other-host",
                    "open it at 127.0.0.1 or localhost; a proxy must add X-Forwarded-For"));
        }
    }

    /** What the caller of a query may order or send, by the last word of its path. */
    public List<String> commands(RequestHead head) {
        List<String> may = new ArrayList<>();
        if (mayBe(this::orderer, head)) {
            may.addAll(List.of("pause", "resume", "retry"));
        }
        if (mayBe(this::approverOrOrderer, head)) {
            may.addAll(List.of("approve", "go-on"));
        }
        if (mayBe(this::stopper, head)) {
            may.addAll(List.of("cancel", "stop", "undo", "plans"));
        }
        if (senders instanceof BearerToken tokens
                && BearerToken.isShownBy(head)
                && tokens.find(head).isPresent()) {
            may.add("submissions");
        }
        return may;
    }

    private static boolean mayBe(Function<RequestHead, Caller> door, RequestHead head) {
        try {
            Caller unused = door.apply(head);
            return true;
        } catch (HttpProblemException e) {
            return false;
        }
    }

    /**
     * Returns the caller of a command.
     *
     * @throws HttpProblemException with 401 or 403 if the command is not allowed; the token for sending lists is not enough
     */
    public Caller mayOrder(RequestHead head) {
        return fromNoOtherSite(head, orderer(head));
    }

    private Caller orderer(RequestHead head) {
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

    /**
     * Returns the caller who approves a plan, or lets a stopped submission go on.
     *
     * @throws HttpProblemException with 401 or 403 if that is not allowed
     */
    public Caller mayApprove(RequestHead head) {
        return fromNoOtherSite(head, approverOrOrderer(head));
    }

    private Caller approverOrOrderer(RequestHead head) {
        if (approvers == null) {
            return orderer(head);
        }
        Optional<Caller> approver = approver(head);
        if (approver.isPresent()) {
            return approver.get();
        }
        Caller other = orderer(head);
        throw HttpProblemException.ofKnown(Problem.of(
                403,
                "the caller " + other.name() + " has no token of vod.approval.token",
                "no-right",
                "send a token from vod.approval.token"));
    }

    /**
     * Returns the caller who cancels or stops a submission, which both those who approve and those who give commands may.
     *
     * @throws HttpProblemException with 401 or 403 if that is not allowed
     */
    public Caller mayStop(RequestHead head) {
        return fromNoOtherSite(head, stopper(head));
    }

    private Caller stopper(RequestHead head) {
        return approver(head).orElseGet(() -> orderer(head));
    }

    /** A browser says from where a request comes; no other program does. */
    private static Caller fromNoOtherSite(RequestHead head, Caller caller) {
        if (!head.header("Sec-Fetch-Site").orElse("same-origin").equals("same-origin")) {
            throw new HttpProblemException(Problem.of(
                    403,
                    "a page of another site has sent the command; nothing was changed",
                    "other-site",
                    "give commands with the console of this server, or with a program that is no browser"));
        }
        return caller;
    }

    private Optional<Caller> approver(RequestHead head) {
        return approvers == null || !BearerToken.isShownBy(head) ? Optional.empty() : approvers.find(head);
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
