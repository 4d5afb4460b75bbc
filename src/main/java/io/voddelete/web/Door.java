package io.voddelete.web;

import java.util.Locale;

/**
 * Who may ask, and who may change something. Where only this machine can reach the server, everybody may ask; but whatever
 * changes something needs the token there too, since a web page in a browser can send to the loopback address.
 */
public final class Door {
    private final BearerToken token;
    private final boolean loopback;

    /**
     * @param token of who asks and orders; null for none
     * @param loopback whether only this machine can reach the server
     */
    public Door(BearerToken token, boolean loopback) {
        this.token = token;
        this.loopback = loopback;
    }

    /**
     * Gives who asks.
     *
     * @throws RefusedRequest with 401 or 403 if he may not
     */
    public Caller mayAsk(RequestHead head) {
        boolean isTrusted = loopback && LocalCaller.sent(head) && (token == null || !BearerToken.isShownBy(head));
        return isTrusted ? Caller.UNKNOWN : who(head, Right.READ);
    }

    /**
     * Gives who orders.
     *
     * @throws RefusedRequest with 401 or 403 if he may not change anything
     */
    public Caller mayOrder(RequestHead head) {
        return who(head, Right.ORDER);
    }

    private Caller who(RequestHead head, Right right) {
        if (token == null) {
            throw new RefusedRequest(Problem.of(
                    403,
                    "this needs a token, and none is set here",
                    "no-token-set",
                    "set vod.status.token (VOD_STATUS_TOKEN) and send it as Authorization: Bearer"));
        }
        Caller caller = token.check(head, new byte[0]);
        if (!caller.may(right)) {
            String word = right.name().toLowerCase(Locale.ROOT);
            throw new RefusedRequest(Problem.of(
                    403,
                    "the caller " + caller.name() + " does not have the right '" + word + "'",
                    "no-right",
                    "vod.callers." + caller.name() + ".rights says what this caller may do"));
        }
        return caller;
    }
}
