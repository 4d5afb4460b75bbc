package io.voddelete;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.voddelete.web.Problem;
import io.voddelete.web.Reply;
import io.voddelete.web.RequestCheck;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;

/**
 * Turns away requests that cannot be read, or can be read in two ways, before any router sees them: Vert.x's own would
 * answer without a word, and log a stack trace. Nothing that follows on the connection is read.
 */
final class RequestGuard {
    private static final long LINGER_MILLIS = 500;

    private final Vertx vertx;
    private final ConnectionWatch watch;

    RequestGuard(Vertx vertx, ConnectionWatch watch) {
        this.vertx = vertx;
        this.watch = watch;
    }

    /** The same server, whose requests come here first. To be called before anybody sets what handles them. */
    HttpServer before(HttpServer server) {
        server.invalidRequestHandler(
                request -> refuse(request, unreadable(request.decoderResult().cause())));
        return (HttpServer) Proxy.newProxyInstance(
                HttpServer.class.getClassLoader(), new Class<?>[] {HttpServer.class}, (guarded, method, given) -> {
                    boolean sets = method.getName().equals("requestHandler") && given != null;
                    try {
                        Object result = method.invoke(server, sets ? new Object[] {look(given[0])} : given);
                        return result == server ? guarded : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @SuppressWarnings("unchecked")
    private Handler<HttpServerRequest> look(Object next) {
        Handler<HttpServerRequest> handler = (Handler<HttpServerRequest>) next;
        return request -> {
            boolean framed = request.version() == HttpVersion.HTTP_2; // whose codec knows where a request ends
            Optional<String> fault = RequestCheck.fault(
                    request.uri(),
                    request.version() == HttpVersion.HTTP_1_1,
                    framed ? List.of() : request.headers().entries());
            if (fault.isPresent()) {
                refuse(request, Problem.of(400, fault.get()));
            } else if (!watch.isRefused(request.connection())) {
                handler.handle(request);
            }
        };
    }

    private static Problem unreadable(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return Problem.of(414, "the request line is too long");
        }
        return cause instanceof TooLongHttpHeaderException
                ? Problem.of(431, "the headers are too long")
                : Problem.of(400, "the request is not valid HTTP/1.1; nothing of it was taken");
    }

    /** A caller whose connection is closed while it sends does not see the answer. */
    private void refuse(HttpServerRequest request, Problem problem) {
        HttpConnection connection = request.connection();
        if (!watch.refuse(connection)) {
            return;
        }
        Reply reply = problem.reply();
        request.response().setStatusCode(reply.status()).putHeader("Connection", "close");
        reply.headers().forEach(request.response()::putHeader);
        request.response()
                .end(Buffer.buffer(reply.body()), done -> vertx.setTimer(LINGER_MILLIS, late -> connection.close()));
    }
}
