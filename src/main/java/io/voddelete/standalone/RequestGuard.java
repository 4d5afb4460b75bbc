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
 * Rejects invalid and ambiguous requests before they reach a router. Vert.x itself would answer without a body and log a
 * stack trace. Input after a rejected request is not read.
 */
final class RequestGuard {
    /** Limit of headers and of query parameters: each takes far more memory than its bytes. */
    private static final int MOST_NAMES = 100;

    private static final Reply NOT_SERVING = Problem.of(
                    503, "The module is starting or stopping. Send the request again.")
            .reply()
            .with("Retry-After", "5");

    private RequestGuard() {}

    /**
     * Wraps the server so that requests are checked here first. Call before a request handler is set.
     *
     * @param serves whether all routes are installed; until then every request but a probe gets 503, since a 404 could be
     *     wrong
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
            } else if (guard.isClosing()) {
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
            return Optional.of(Problem.of(431, "More than " + MOST_NAMES + " headers."));
        }
        if (request.uri().chars().filter(each -> each == '&' || each == ';').count() >= MOST_NAMES) {
            return Optional.of(Problem.of(414, "More than " + MOST_NAMES + " query parameters."));
        }
        return RequestCheck.fault(request.uri(), request.version() == HttpVersion.HTTP_1_1, headers)
                .map(fault -> Problem.of(400, fault));
    }

    private static Problem unreadable(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return Problem.of(414, "The request line is too long.");
        }
        return cause instanceof TooLongHttpHeaderException
                ? Problem.of(431, "The headers are too long.")
                : Problem.of(400, "The request is not valid HTTP/1.1. Nothing was accepted.");
    }

    private static void refuse(HttpServerRequest request, Reply reply) {
        ConnectionGuard guard = ConnectionGuard.of(request.connection());
        if (guard.isClosing()) {
            return;
        }
        guard.closeAfterResponse();
        request.response().setStatusCode(reply.status()).putHeader("Connection", "close");
        reply.headers().forEach(request.response()::putHeader);
        request.response().end(Buffer.buffer(reply.body()));
    }
}
