package io.voddelete.http;

/** Identifies the caller of a request. */
public interface Authenticator {
    /**
     * Returns the caller.
     *
     * @throws HttpProblemException with 401 if the caller is unknown; the detail says why, without any secret
     */
    Caller check(RequestHead head, byte[] body);

    /**
     * The part of the check that needs no body, so that the body of an unknown caller is not read.
     *
     * @throws HttpProblemException like {@link #check}
     */
    void checkHead(RequestHead head);

    /** The method of authentication, named as in {@code vod.intake.webhook.auth}. */
    String kind();
}
