package io.voddelete.http;

/** Whether a request comes from whom it should, and who that is. */
public interface Authenticator {
    /**
     * Gives who sent it.
     *
     * @throws HttpProblemException with 401 if that is nobody who is known here; the detail says why, without any secret
     */
    Caller check(RequestHead head, byte[] body);

    /**
     * The part of the check that needs no body, so that no stranger's body is read.
     *
     * @throws HttpProblemException as {@link #check} would
     */
    void checkHead(RequestHead head);

    /** By what callers are known, as {@code vod.intake.webhook.auth} names it. */
    String kind();
}
