package io.voddelete;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/**
 * One call is one request with one end: the answer is read here, all of it, before the deadline; at the deadline the
 * connection is cut. Nothing is repeated, redirected or remembered by the client. An answer of more than
 * {@value #LARGEST_ANSWER} bytes is cut off and its connection discarded.
 */
final class CallDeadline implements HttpClientConfigurer, ExecChainHandler {
    static final int LARGEST_ANSWER = 1024 * 1024;

    private final Duration timeout;
    private final ScheduledExecutorService timer;

    /** @param timer cuts the connections; one thread is enough */
    CallDeadline(Duration timeout, ScheduledExecutorService timer) {
        this.timeout = timeout;
        this.timer = timer;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        builder.disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .setUserAgent("vod-delete-routes")
                .addExecInterceptorFirst("deadline", this);
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        AtomicReference<IOException> late = new AtomicReference<>();
        ScheduledFuture<?> deadline = timer.schedule(
                () -> {
                    late.set(late(scope.execRuntime.isEndpointConnected()));
                    if (scope.originalRequest instanceof Cancellable call) {
                        call.cancel();
                    }
                },
                timeout.toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            ClassicHttpResponse response = chain.proceed(request, scope);
            HttpEntity entity = response.getEntity();
            if (entity != null) {
                response.setEntity(readWhole(entity));
            }
            return response;
        } catch (IOException | RuntimeException e) {
            scope.execRuntime.discardEndpoint();
            if (late.get() != null) {
                late.get().initCause(e);
                throw late.get();
            }
            throw e;
        } finally {
            deadline.cancel(false);
        }
    }

    /** A call that never had a connection has certainly not acted. */
    private IOException late(boolean connected) {
        return connected
                ? new InterruptedIOException("no whole answer within " + timeout.toMillis() + " ms")
                : new ConnectTimeoutException("no connection within " + timeout.toMillis() + " ms");
    }

    private static HttpEntity readWhole(HttpEntity entity) throws IOException {
        // not closed here: closing would read on to the end, however far that is; the end itself gives the connection
        // back
        InputStream in = entity.getContent();
        byte[] body = in == null ? new byte[0] : in.readNBytes(LARGEST_ANSWER + 1);
        if (body.length > LARGEST_ANSWER) {
            throw new IOException("an answer of more than " + LARGEST_ANSWER + " bytes");
        }
        return new ByteArrayEntity(
                body, ContentType.parseLenient(entity.getContentType()), entity.getContentEncoding());
    }
}
