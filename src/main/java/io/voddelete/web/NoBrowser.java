package io.voddelete.web;

/** Anybody but a web page: what a page sends without its user's knowledge has the header {@code Origin}. */
public final class NoBrowser implements CallerCheck {
    @Override
    public void check(RequestHead head, byte[] body) {
        if (head.header("Origin").isPresent()) {
            throw new RefusedRequest(
                    Problem.of(403, "what a web page sends is not taken without a signature or a token"));
        }
    }
}
