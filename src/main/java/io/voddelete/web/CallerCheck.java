package io.voddelete.web;

/** Whether a request comes from whom it should. */
public interface CallerCheck {
    /** @throws RefusedRequest with 401 if it does not; the detail says why, without any secret */
    void check(RequestHead head, byte[] body);

    /** By what callers are known, as {@code vod.intake.webhook.auth} names it. */
    String kind();
}
