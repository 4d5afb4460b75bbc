package io.voddelete.web;

/**
 * Who may ask, and who may change something. Where only this machine can reach the server, everybody may ask; but whatever
 * changes something needs the token there too, since a web page in a browser can send to the loopback address.
 */
public final class Door {
    private final BearerToken token;
    private final boolean loopback;

    /**
     * @param token empty for none
     * @param loopback whether only this machine can reach the server
     */
    public Door(String token, boolean loopback) {
        this.token = token.isEmpty() ? null : new BearerToken(token);
        this.loopback = loopback;
    }

    /** @throws RefusedRequest with 401 or 403 if the caller may not ask */
    public void mayAsk(RequestHead head) {
        if (!loopback || !LocalCaller.sent(head)) {
            mayChange(head);
        }
    }

    /** @throws RefusedRequest with 401 or 403 if the caller may not change anything */
    public void mayChange(RequestHead head) {
        if (token == null) {
            throw new RefusedRequest(Problem.of(
                    403,
                    "this needs a token, and none is set here",
                    "no-token-set",
                    "set vod.status.token (VOD_STATUS_TOKEN) and send it as Authorization: Bearer"));
        }
        token.check(head, new byte[0]);
    }
}
