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

    /** For a caller whose credential is valid but who does not have the right to do this. */
    static HttpProblemException ofKnown(Problem problem) {
        return new HttpProblemException(problem, problem.reply(), true);
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

    /** Whether the credential was valid, so that this was not an attempt to guess one. */
    public boolean isOfKnownCaller() {
        return known;
    }

    /** The response to the request. */
    public Reply reply() {
        return reply;
    }
}
