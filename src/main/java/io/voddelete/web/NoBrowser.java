package io.voddelete.web;

/**
 * Any program of this machine, but no web page: what a page sends without its user's knowledge has the header {@code Origin},
 * or a {@code Host} that was led here.
 */
public final class NoBrowser implements CallerCheck {
    @Override
    public String kind() {
        return "none";
    }

    @Override
    public void check(RequestHead head, byte[] body) {
        if (!Door.isSentFromHere(head)) {
            throw new RefusedRequest(Problem.of(
                    403,
                    "what a web page sends, or who calls this machine by another name than localhost or 127.0.0.1, is not"
                            + " taken without a signature or a token"));
        }
    }
}
