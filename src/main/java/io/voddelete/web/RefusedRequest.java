package io.voddelete.web;

/** A request is not served; nothing of it was taken. */
public final class RefusedRequest extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Reply reply;

    public RefusedRequest(Problem problem) {
        this(problem, problem.reply());
    }

    /** @param reply tells the problem, with headers of its own */
    public RefusedRequest(Problem problem, Reply reply) {
        super(problem.status() + ": " + problem.detail(), null, false, false);
        this.reply = reply;
    }

    /** While the module starts: a start that fails must not have taken anything in. */
    public static RefusedRequest starting() {
        return later("starting");
    }

    /** From the stop of the module on, or its end by an error: the process that comes next takes it. */
    public static RefusedRequest stopping() {
        return later("stopping");
    }

    private static RefusedRequest later(String why) {
        Problem problem = Problem.of(503, why + "; send it again");
        return new RefusedRequest(problem, problem.reply().with("Retry-After", "5"));
    }

    /** The answer to the request. */
    public Reply reply() {
        return reply;
    }
}
