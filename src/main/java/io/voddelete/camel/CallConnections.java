package io.voddelete.camel;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;
import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.support.EndpointHelper;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.util.URISupport;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.DefaultHostnameVerifier;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.io.HttpMessageParserFactory;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.ssl.SSLContexts;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * The connections for calls, with limits for the head of a response. The connection manager that Camel creates cannot be given
 * limits, so this one replaces it, with the TLS settings of the host's HTTP component.
 */
final class CallConnections implements HttpClientConfigurer {
    /** An IAM token is one header of 32 KiB, and grows with the roles of its user. */
    static final int LONGEST_LINE = 128 * 1024;

    static final int LONGEST_HEAD = 256 * 1024;
    static final int MOST_HEADERS = 100;
    private static final int MOST_CONNECTIONS = 128;
    private static final Http1Config BOUNDS = Http1Config.custom()
            .setMaxLineLength(LONGEST_LINE)
            .setMaxHeaderCount(MOST_HEADERS)
            .build();

    private final CamelContext context;
    private final Supplier<HttpComponent> component;
    private final Map<String, Object> options;
    private final boolean isOwn;
    private final Timeout silence;

    private CallConnections(
            CamelContext context,
            Supplier<HttpComponent> component,
            Map<String, Object> options,
            boolean isOwn,
            Timeout silence) {
        this.context = context;
        this.component = component;
        this.options = options;
        this.isOwn = isOwn;
        this.silence = silence;
    }

    /**
     * For our own endpoints, which trust whom the host's HTTPS component trusts and take nothing else from it. The component is
     * asked for when the first of them is used; the host may not have made it before.
     */
    static CallConnections ofHost(CamelContext context) {
        return new CallConnections(
                context,
                () -> context.getComponent("https") instanceof HttpComponent http ? http : new HttpComponent(),
                Map.of(),
                true,
                Timeout.DISABLED);
    }

    /**
     * For an endpoint of the host, whose address may have TLS options. A connection manager that the host has set on it or on
     * its component is kept.
     */
    static CallConnections of(HttpEndpoint endpoint) {
        try {
            return new CallConnections(
                    endpoint.getCamelContext(),
                    endpoint::getComponent,
                    URISupport.parseParameters(new URI(endpoint.getEndpointUri())),
                    false,
                    Timeout.ofMilliseconds(endpoint.getSoTimeout()));
        } catch (URISyntaxException e) {
            throw new RuntimeCamelException(e); // Camel made it from one
        }
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        HttpComponent host = component.get();
        if (isOwn || host.getClientConnectionManager() == null && !options.containsKey("clientConnectionManager")) {
            builder.setConnectionManager(manager(host)).setConnectionManagerShared(false);
        }
    }

    private HttpClientConnectionManager manager(HttpComponent host) {
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setConnectionFactory(QuietConnection.factory(BOUNDS, boundedHeads()))
                .setTlsSocketStrategy(tls(host))
                .setDefaultConnectionConfig(isOwn ? ConnectionConfig.DEFAULT : timeToLive(host))
                .setDefaultSocketConfig(
                        SocketConfig.custom().setSoTimeout(silence).build())
                .setMaxConnTotal(MOST_CONNECTIONS)
                .setMaxConnPerRoute(MOST_CONNECTIONS)
                .build();
    }

    private static ConnectionConfig timeToLive(HttpComponent host) {
        ConnectionConfig.Builder connections = ConnectionConfig.custom();
        if (host.getConnectionTimeToLive() >= 0) {
            connections.setTimeToLive(TimeValue.ofMilliseconds(host.getConnectionTimeToLive()));
        }
        return connections.build();
    }

    private TlsSocketStrategy tls(HttpComponent host) {
        HostnameVerifier verifier = option("x509HostnameVerifier", HostnameVerifier.class);
        if (verifier == null) {
            verifier = host.getX509HostnameVerifier();
        }
        return new DefaultClientTlsStrategy(
                tlsContext(host),
                HostnameVerificationPolicy.CLIENT,
                verifier == null ? new DefaultHostnameVerifier() : verifier);
    }

    private SSLContext tlsContext(HttpComponent host) {
        SSLContextParameters parameters = option("sslContextParameters", SSLContextParameters.class);
        if (parameters == null) {
            parameters = host.getSslContextParameters();
        }
        if (parameters == null && host.isUseGlobalSslContextParameters()) {
            parameters = context.getSSLContextParameters();
        }
        try {
            if (parameters != null) {
                return parameters.createSSLContext(context);
            }
        } catch (GeneralSecurityException | IOException e) {
            throw new RuntimeCamelException(e);
        }
        boolean system = options.containsKey("useSystemProperties")
                ? Boolean.parseBoolean(String.valueOf(options.get("useSystemProperties")))
                : host.isUseSystemProperties();
        return system ? SSLContexts.createSystemDefault() : SSLContexts.createDefault();
    }

    /** Returns the object that an option of the endpoint refers to; null if it refers to none. */
    private <T> @Nullable T option(String name, Class<T> type) {
        return options.get(name) instanceof String value && EndpointHelper.isReferenceParameter(value)
                ? EndpointHelper.resolveReferenceParameter(context, value, type)
                : null;
    }

    private static HttpMessageParserFactory<ClassicHttpResponse> boundedHeads() {
        return bounds -> new DefaultHttpResponseParser(bounds) {
            @Override
            public ClassicHttpResponse parse(SessionInputBuffer buffer, InputStream in)
                    throws IOException, HttpException {
                try {
                    return super.parse(buffer, new BoundedHead(in));
                } catch (MessageConstraintException e) {
                    throw tooLarge();
                }
            }
        };
    }

    private static IOException tooLarge() {
        return new IOException(
                "a response with more than " + MOST_HEADERS + " headers, or a header of more than " + LONGEST_LINE
                        + " bytes, or more than " + LONGEST_HEAD + " bytes of headers; check which server responds");
    }

    /** Limits what a parser reads for one head. Its buffer may already contain a part of it. */
    private static final class BoundedHead extends FilterInputStream {
        private int left = LONGEST_HEAD;

        BoundedHead(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left <= 0) {
                throw tooLarge();
            }
            int n = super.read(buffer, offset, length);
            left -= Math.max(n, 0);
            return n;
        }
    }
}
