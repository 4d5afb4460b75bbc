package io.voddelete.standalone;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.core.http.impl.HttpServerRequestWrapper;
import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * A request whose response discards writes once the connection is closed. Vert.x would block the writer for ever, waiting
 * for the write queue to drain.
 */
final class DisconnectAwareRequest extends HttpServerRequestWrapper {
    private final HttpServerResponse response;
    private @Nullable Handler<@Nullable Void> drain;
    private @Nullable Closeable streamed;
    private boolean disconnected;

    DisconnectAwareRequest(HttpServerRequest request) {
        super((HttpServerRequestInternal) request);
        HttpServerResponse real = request.response();
        response = (HttpServerResponse) Proxy.newProxyInstance(
                HttpServerResponse.class.getClassLoader(),
                new Class<?>[] {HttpServerResponse.class},
                (proxy, method, given) -> answer(proxy, real, method, given));
    }

    @Override
    public HttpServerResponse response() {
        return response;
    }

    /** @param stream the source of the response body; closed together with the connection */
    void closeWith(Closeable stream) {
        streamed = stream;
        if (disconnected) {
            close();
        }
    }

    /** Called when the connection is closed. */
    void disconnected() {
        disconnected = true;
        close();
        context().runOnContext(now -> {
            if (drain != null) {
                drain.handle(null);
            }
        });
    }

    private void close() {
        try {
            if (streamed != null) {
                streamed.close();
            }
        } catch (IOException e) {
            // the connection is gone, so there is nobody to report this to
        }
    }

    @SuppressWarnings("unchecked")
    private @Nullable Object answer(
            Object proxy, HttpServerResponse real, Method method, @Nullable Object @Nullable [] given)
            throws Throwable {
        if (disconnected && method.getName().equals("writeQueueFull")) {
            return false;
        }
        if (given != null && method.getName().equals("drainHandler")) {
            drain = (Handler<Void>) given[0];
        }
        try {
            Object result = method.invoke(real, given);
            return result == real ? proxy : result;
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
