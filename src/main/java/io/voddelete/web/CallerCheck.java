package io.voddelete.web;

/** Whether a request comes from whom it should. */
@FunctionalInterface
public interface CallerCheck {
    /** @throws RefusedRequest with 401 if it does not; the detail says why, without any secret */
    void check(RequestHead head, byte[] body);
}
