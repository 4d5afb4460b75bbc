package io.voddelete.http;

/** A request is not served; nothing of it was taken. */
public final class HttpProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Reply reply;
    private final boolean known;

    public HttpProblemException(Problem problem) {
        this(problem, problem.reply());
    }

    /** @param reply tells the problem, with headers of its own */
    public HttpProblemException(Problem problem, Reply reply) {
        this(problem, reply, false);
    }

    private HttpProblemException(Problem problem, Reply reply, boolean known) {
        super(problem.status() + ": " + problem.detail(), null, false, false);
        this.reply = reply;
        this.known = known;
    }

    /** To a caller whose credential is right, and who does not have the right to it. */
    static HttpProblemException ofKnown(Problem problem) {
        return new HttpProblemException(problem, problem.reply(), true);
    }

    /** While the module starts: a start that fails must not have taken anything in. */
    public static HttpProblemException starting() {
        return later("starting");
    }

    /** From the stop of the module on, or its end by an error: the process that comes next takes it. */
    public static HttpProblemException stopping() {
        return later("stopping");
    }

    private static HttpProblemException later(String why) {
        Problem problem = Problem.of(503, why + "; send it again");
        return new HttpProblemException(problem, problem.reply().with("Retry-After", "5"));
    }

    /** Whether the credential was right: who shows it does not guess. */
    public boolean isOfKnownCaller() {
        return known;
    }

    /** The answer to the request. */
    public Reply reply() {
        return reply;
    }
}
