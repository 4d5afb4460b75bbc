package io.voddelete.camel;

import io.voddelete.asset.Batch;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.apache.camel.component.http.HttpActivityListener;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/**
 * Makes each call one request with a deadline: the whole response is read here before the deadline, at which the connection
 * is cut. The client repeats, redirects and remembers nothing. A response of more than {@value #LARGEST_ANSWER} bytes is cut
 * off and its connection discarded. A batch is sent only if its call ends before its lease: this is checked at the last
 * possible moment, so that it also holds after the thread or the whole process was suspended.
 */
final class CallDeadline implements HttpClientConfigurer, HttpActivityListener, ExecChainHandler {
    static final int LARGEST_ANSWER = 1024 * 1024;
    private static final String SENT = "sent";
    private static final String END = "end";
    private static final String PACKED = "packed";
    /** The attribute in which camel-http leaves the exchange, only if there is a listener. */
    private static final String EXCHANGE = Exchange.class.getName();

    /** Reads a response and replaces its entity with what was read. */
    @FunctionalInterface
    interface Keeping {
        /** @return whether it was read to its end; if not, its connection is cut */
        boolean keep(ClassicHttpResponse answer) throws IOException;
    }

    private final Duration timeout;
    private final ScheduledExecutorService timer;
    private final InstantSource clock;
    private final CallPath path;
    private final CallConnections connections;
    private final Keeping keeping;

    /**
     * @param timer cuts connections; one thread is enough
     * @param clock by which leases are measured
     */
    CallDeadline(
            Duration timeout,
            ScheduledExecutorService timer,
            InstantSource clock,
            CallPath path,
            CallConnections connections) {
        this(timeout, timer, clock, path, connections, CallDeadline::keepInMemory);
    }

    /** For responses that are not kept in memory. */
    CallDeadline(
            Duration timeout,
            ScheduledExecutorService timer,
            InstantSource clock,
            CallPath path,
            CallConnections connections,
            Keeping keeping) {
        this.timeout = timeout;
        this.timer = timer;
        this.clock = clock;
        this.path = path;
        this.connections = connections;
        this.keeping = keeping;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        bound(builder);
        builder.disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .setUserAgent(Version.PRODUCT);
    }

    /**
     * Sets only the limits, for a client that is configured elsewhere. This includes no retries: the client would wait as long
     * as the server's {@code Retry-After} says, which no deadline ends.
     */
    void bound(HttpClientBuilder builder) {
        connections.configureHttpClient(builder);
        path.configureHttpClient(builder); // before the deadline, which is around it
        builder.disableAutomaticRetries()
                .addExecInterceptorFirst("deadline", this)
                .addExecInterceptorAfter(ChainElement.CONNECT.name(), SENT, this::noteSent);
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        AtomicBoolean late = new AtomicBoolean();
        scope.clientContext.removeAttribute(SENT);
        scope.clientContext.removeAttribute(PACKED);
        scope.clientContext.setAttribute(END, clock.instant().plus(timeout));
        ScheduledFuture<?> deadline = timer.schedule(
                () -> {
                    late.set(true);
                    if (scope.originalRequest instanceof Cancellable call) {
                        call.cancel();
                    }
                },
                timeout.toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            ClassicHttpResponse response = chain.proceed(request, scope);
            if (response.getEntity() != scope.clientContext.getAttribute(PACKED)) {
                // the client has unpacked it and may leave the header, by which Camel would unpack it again
                response.removeHeaders(HttpHeaders.CONTENT_ENCODING);
            }
            if (!keeping.keep(response)) {
                scope.execRuntime.discardEndpoint();
            }
            return response;
        } catch (IOException | HttpException | RuntimeException | Error e) {
            scope.execRuntime.discardEndpoint();
            if (e instanceof Error) {
                throw e;
            }
            if (!isSent(scope.clientContext)) {
                throw notSent(e, late.get());
            }
            if (late.get()) {
                throw lateAnswer(e);
            }
            throw e;
        } finally {
            deadline.cancel(false);
        }
    }

    /** Called when the connection is established, including TLS: from here on the call may have acted. */
    private ClassicHttpResponse noteSent(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        Instant end = end(scope.clientContext);
        if (clock.instant().isAfter(end)) {
            throw new NotSentException("the time-out elapsed before it could be sent", null); // and the timer is late
        }
        if (end.isAfter(leaseUntil(scope))) {
            throw new NotSentException(
                    "the lease of its ids ends too soon; the process was suspended, or the clock was set", null);
        }
        scope.clientContext.setAttribute(SENT, true);
        ClassicHttpResponse response = chain.proceed(request, scope);
        scope.clientContext.setAttribute(PACKED, response.getEntity());
        return response;
    }

    /** Only DELETE calls need a lease. */
    private static Instant leaseUntil(ExecChain.Scope scope) {
        if (scope.clientContext.getAttribute(EXCHANGE) instanceof Exchange exchange
                && exchange.getMessage().getBody() instanceof Batch batch) {
            Instant end = batch.leaseUntil();
            return end == null ? Instant.MIN : end;
        }
        return Instant.MAX;
    }

    @Override
    public void onRequestSubmitted(
            Object source, Exchange exchange, HttpHost host, HttpRequest request, HttpEntity entity) {
        // it is enough to be a listener
    }

    @Override
    public void onResponseReceived(
            Object source, Exchange exchange, HttpHost host, HttpResponse response, HttpEntity entity, long elapsed) {
        // the response has been read by then
    }

    /** Whether the request of this call may have been sent. */
    static boolean isSent(HttpClientContext context) {
        return context.getAttribute(SENT) != null;
    }

    /** The deadline of the call. */
    static Instant end(HttpClientContext context) {
        return (Instant) context.getAttribute(END);
    }

    private IOException notSent(Throwable cause, boolean late) {
        String why = String.valueOf(cause instanceof NotSentException ? cause.getMessage() : cause);
        return new NotSentException(late ? "no connection within " + timeout.toMillis() + " ms: " + why : why, cause);
    }

    private IOException lateAnswer(Throwable cause) {
        IOException fault = new InterruptedIOException("no complete response within " + timeout.toMillis() + " ms");
        fault.initCause(cause);
        return fault;
    }

    private static boolean keepInMemory(ClassicHttpResponse response) throws IOException {
        HttpEntity entity = response.getEntity();
        if (entity != null) {
            response.setEntity(readWhole(entity, response.containsHeader(HttpHeaders.CONTENT_ENCODING)));
        }
        response.removeHeaders(HttpHeaders.CONTENT_TYPE); // the bytes are read as what they are
        return true;
    }

    private static HttpEntity readWhole(HttpEntity entity, boolean packed) throws IOException {
        InputStream in = entity.getContent();
        byte[] body = in == null ? new byte[0] : in.readNBytes(LARGEST_ANSWER + 1);
        if (body.length > LARGEST_ANSWER) {
            // not closed here: closing would read on to the end, however far that is
            throw new IOException("a response of more than " + LARGEST_ANSWER + " bytes");
        }
        if (in != null) {
            // gives the connection back, also when a compressed body ends before the answer does
            in.close();
        }
        return new ByteArrayEntity(body, null, packed ? entity.getContentEncoding() : null);
    }
}
