package io.voddelete.standalone;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.voddelete.http.Problem;
import io.voddelete.http.Reply;
import io.voddelete.http.RequestCheck;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Turns away requests that cannot be read, or can be read in two ways, before any router sees them: Vert.x's own would
 * answer without a word, and log a stack trace. Nothing that follows on the connection is read.
 */
final class RequestGuard {
    /** Of headers, and of parameters: each takes far more memory than its bytes. */
    private static final int MOST_NAMES = 100;

    private static final Reply NOT_SERVING =
            Problem.of(503, "starting or stopping; send it again").reply().with("Retry-After", "5");

    private RequestGuard() {}

    /**
     * The same server, whose requests come here first. To be called before anybody sets what handles them.
     *
     * @param serves whether every route is there: until then a path that is not there yet could be told to be none. Probes are
     *     let through all the same
     */
    static HttpServer before(HttpServer server, BooleanSupplier serves) {
        server.invalidRequestHandler(request ->
                refuse(request, unreadable(request.decoderResult().cause()).reply()));
        return (HttpServer) Proxy.newProxyInstance(
                HttpServer.class.getClassLoader(), new Class<?>[] {HttpServer.class}, (guarded, method, given) -> {
                    boolean sets = method.getName().equals("requestHandler") && given != null;
                    try {
                        Object result = method.invoke(server, sets ? new Object[] {look(given[0], serves)} : given);
                        return result == server ? guarded : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @SuppressWarnings("unchecked")
    private static Handler<HttpServerRequest> look(Object next, BooleanSupplier serves) {
        Handler<HttpServerRequest> handler = (Handler<HttpServerRequest>) next;
        return request -> {
            Optional<Problem> fault = fault(request);
            ConnectionGuard guard = ConnectionGuard.of(request.connection());
            if (fault.isPresent()) {
                refuse(request, fault.get().reply());
            } else if (guard.isHungUp()) {
                return;
            } else if (!serves.getAsBoolean() && !request.path().startsWith("/observe/")) {
                refuse(request, NOT_SERVING);
            } else {
                handler.handle(guard.watched(request));
            }
        };
    }

    private static Optional<Problem> fault(HttpServerRequest request) {
        List<Map.Entry<String, String>> headers = request.headers().entries();
        if (headers.size() > MOST_NAMES) {
            return Optional.of(Problem.of(431, "there are more than " + MOST_NAMES + " headers"));
        }
        if (request.uri().chars().filter(each -> each == '&' || each == ';').count() >= MOST_NAMES) {
            return Optional.of(Problem.of(414, "there are more than " + MOST_NAMES + " parameters"));
        }
        return RequestCheck.fault(request.uri(), request.version() == HttpVersion.HTTP_1_1, headers)
                .map(fault -> Problem.of(400, fault));
    }

    private static Problem unreadable(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return Problem.of(414, "the request line is too long");
        }
        return cause instanceof TooLongHttpHeaderException
                ? Problem.of(431, "the headers are too long")
                : Problem.of(400, "the request is not valid HTTP/1.1; nothing of it was taken");
    }

    private static void refuse(HttpServerRequest request, Reply reply) {
        ConnectionGuard guard = ConnectionGuard.of(request.connection());
        if (guard.isHungUp()) {
            return;
        }
        guard.hangUp();
        request.response().setStatusCode(reply.status()).putHeader("Connection", "close");
        reply.headers().forEach(request.response()::putHeader);
        request.response().end(Buffer.buffer(reply.body()));
    }
}
