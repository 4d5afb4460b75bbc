package io.voddelete.http;

/** Admits any program on this machine, but no web page and no proxy: see {@link LocalCaller}. */
public final class LoopbackOnly implements Authenticator {
    @Override
    public String kind() {
        return "none";
    }

    @Override
    public void checkHead(RequestHead head) {
        check(head, new byte[0]);
    }

    @Override
    public Caller check(RequestHead head, byte[] body) {
        if (!LocalCaller.sent(head)) {
            throw new HttpProblemException(Problem.of(
                    403,
                    "a signature or token is required for requests from a web page, through a proxy, or to a host name other"
                            + " than localhost or 127.0.0.1"));
        }
        return Caller.UNKNOWN;
    }
}
