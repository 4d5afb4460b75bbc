package io.voddelete.http;

/** A request was refused as a whole. */
public final class HttpProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Reply reply;
    private final boolean known;

    public HttpProblemException(Problem problem) {
        this(problem, problem.reply());
    }

    /** @param reply the response with the problem, and headers of its own */
    public HttpProblemException(Problem problem, Reply reply) {
        this(problem, reply, false);
    }

    private HttpProblemException(Problem problem, Reply reply, boolean known) {
        super(problem.status() + ": " + problem.detail(), null, false, false);
        this.reply = reply;
        this.known = known;
    }

    private HttpProblemException(HttpProblemException other, Reply reply) {
        super(other.getMessage(), null, false, false);
        this.reply = reply;
        this.known = true;
    }

    /** For a caller whose credential is valid but who does not have the right to do this. */
    static HttpProblemException ofKnown(Problem problem) {
        return new HttpProblemException(problem, problem.reply(), true);
    }

    /** The same refusal of somebody who offered no credential, where that is no attempt to guess one. */
    HttpProblemException ofNobody() {
        return new HttpProblemException(this, reply);
    }

    /** While the module starts: a start that fails must not have accepted anything. */
    public static HttpProblemException starting() {
        return later("starting");
    }

    /** After the module has stopped, or ended with an error: the next process will accept the request. */
    public static HttpProblemException stopping() {
        return later("stopping");
    }

    private static HttpProblemException later(String why) {
        Problem problem = Problem.of(503, why + "; send it again");
        return new HttpProblemException(problem, problem.reply().with("Retry-After", "5"));
    }

    /** Whether this was no attempt to guess a credential: it was valid, or there was none. */
    public boolean isOfKnownCaller() {
        return known;
    }

    /** The response to the request. */
    public Reply reply() {
        return reply;
    }
}
