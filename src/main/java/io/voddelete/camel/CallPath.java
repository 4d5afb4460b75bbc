package io.voddelete.camel;

import io.voddelete.support.TimeSource;
import java.io.IOException;
import java.util.function.Function;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * The path of a call to its server, directly or through a proxy. Faults before the request is sent are reported precisely: a
 * proxy's response is never mistaken for the server's, and a certificate fault names the certificate.
 */
final class CallPath implements HttpClientConfigurer, ExecChainHandler {
    private final Function<HttpRoute, CallProxy> proxies;
    private final boolean asPlanned;
    private final CertificateFaults certificates;
    private final ProxyRest rest;

    private CallPath(
            Function<HttpRoute, CallProxy> proxies,
            boolean asPlanned,
            CertificateFaults certificates,
            TimeSource clock) {
        this.proxies = proxies;
        this.asPlanned = asPlanned;
        this.certificates = certificates;
        this.rest = new ProxyRest(clock);
    }

    /** As the endpoint, its component and the host are configured. */
    static CallPath asConfigured(CertificateFaults certificates, TimeSource clock) {
        return new CallPath(route -> null, true, certificates, clock);
    }

    /** Through these proxies or directly, regardless of the HTTP component's configuration. */
    static CallPath through(Proxies proxies, CertificateFaults certificates, TimeSource clock) {
        return new CallPath(route -> proxies.proxyFor(route.getTargetHost()).orElse(null), false, certificates, clock);
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        builder.addExecInterceptorFirst("path", this);
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        CallProxy proxy = proxies.apply(scope.route);
        HttpRoute route = route(scope.route, proxy);
        if (proxy != null) {
            rest.check(proxy);
            proxy.authenticate(scope.clientContext);
        }
        ExecChain.Scope ours = new ExecChain.Scope(
                scope.exchangeId, route, scope.originalRequest, scope.execRuntime, scope.clientContext);
        ClassicHttpResponse response;
        try {
            response = chain.proceed(request, ours);
        } catch (IOException | HttpException | RuntimeException e) {
            boolean sent = CallDeadline.isSent(scope.clientContext);
            if (sent && proxy != null) {
                rest.accepted(proxy);
            }
            if (sent || e instanceof NotSentException) {
                throw e;
            }
            String fault = certificates.explain(e, route, proxy, CallDeadline.end(scope.clientContext));
            if (fault != null) {
                throw new NotSentException(fault, e);
            }
            if (route.getProxyHost() == null) {
                throw e;
            }
            throw new NotSentException(
                    name(route, proxy) + " did not connect to "
                            + route.getTargetHost().toHostString() + ": " + e,
                    e);
        }
        if (!CallDeadline.isSent(scope.clientContext)) {
            throw refused(route, proxy, response);
        }
        if (proxy != null) {
            rest.accepted(proxy);
        }
        return response;
    }

    private IOException refused(HttpRoute route, @Nullable CallProxy proxy, HttpResponse response) {
        String fault = CallProxy.refusal(name(route, proxy), route.getTargetHost(), response);
        if (proxy != null && response.getCode() == HttpStatus.SC_PROXY_AUTHENTICATION_REQUIRED) {
            rest.refused(proxy, fault);
        }
        return new NotSentException(fault, null);
    }

    private HttpRoute route(HttpRoute planned, @Nullable CallProxy proxy) {
        if (proxy != null) {
            return proxy.route(planned);
        }
        return asPlanned || planned.getProxyHost() == null
                ? planned
                : new HttpRoute(planned.getTargetHost(), planned.getLocalAddress(), planned.isSecure());
    }

    private static String name(HttpRoute route, @Nullable CallProxy proxy) {
        HttpHost host = route.getProxyHost();
        return proxy != null ? proxy.toString() : "the proxy " + host.toHostString();
    }
}
