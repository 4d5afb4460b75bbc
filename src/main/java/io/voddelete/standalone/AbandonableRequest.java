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

/**
 * A request whose answer, once its connection is closed, takes all that is written: Vert.x would have whoever writes it wait
 * for ever until he may go on.
 */
final class AbandonableRequest extends HttpServerRequestWrapper {
    private final HttpServerResponse response;
    private Handler<Void> drain;
    private Closeable streamed;
    private boolean abandoned;

    AbandonableRequest(HttpServerRequest request) {
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

    /** @param stream of which the answer is made; is closed when the connection is */
    void closeWith(Closeable stream) {
        streamed = stream;
        if (abandoned) {
            close();
        }
    }

    /** The connection is closed. */
    void abandon() {
        abandoned = true;
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
            // nobody is there to be told
        }
    }

    @SuppressWarnings("unchecked")
    private Object answer(Object proxy, HttpServerResponse real, Method method, Object[] given) throws Throwable {
        if (abandoned && method.getName().equals("writeQueueFull")) {
            return false;
        }
        if (method.getName().equals("drainHandler")) {
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
