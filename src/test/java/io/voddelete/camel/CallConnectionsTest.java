package io.voddelete.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.apache.camel.Exchange;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** TLS is what the host has set, at its HTTP component or in an address, although the connections are ours. */
@Timeout(30)
class CallConnectionsTest extends TlsOnTheWire {
    @Test
    void nobodyIsTrustedWhomTheHostDoesNotTrust() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            assertThat(get(context, "").getException()).isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void theComponentSaysWhomToTrust() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            trustOurCa(context);

            assertThat(get(context, "").getException()).isNull();
        }
    }

    @Test
    void theContextSaysWhomToTrustIfTheComponentIsToHearIt() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            trustOurCa(context);
            HttpComponent https = context.getComponent("https", HttpComponent.class);
            context.setSSLContextParameters(https.getSslContextParameters());
            https.setSslContextParameters(null);
            https.setUseGlobalSslContextParameters(true);

            assertThat(get(context, "").getException()).isNull();
        }
    }

    @Test
    void anAddressSaysWhomToTrustAndWhichNamesAreRight() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            trustOurCa(context);
            HttpComponent https = context.getComponent("https", HttpComponent.class);
            context.getRegistry().bind("ours", https.getSslContextParameters());
            https.setSslContextParameters(null);
            context.getRegistry().bind("names", (HostnameVerifier) (host, session) -> asked.incrementAndGet() < 2);
            String options = "?sslContextParameters=#ours&x509HostnameVerifier=#bean:names";

            assertThat(get(context, options).getException()).isNull();
            assertThat(get(context, options).getException()).isNull(); // on the same connection
            tls.close();
            assertThat(asked).hasValue(1);
        }
    }

    @Test
    void aConnectionManagerOfTheHostIsKept() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            trustOurCa(context);
            HttpComponent https = context.getComponent("https", HttpComponent.class);
            SSLContext ours = https.getSslContextParameters().createSSLContext(context);
            https.setSslContextParameters(null);
            https.setClientConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                    .setTlsSocketStrategy(new DefaultClientTlsStrategy(ours))
                    .build());

            assertThat(get(context, "").getException()).isNull();
        }
    }

    private Exchange get(DefaultCamelContext context, String options) throws Exception {
        HttpEndpoint endpoint =
                context.getEndpoint("https://localhost:" + tls.port() + "/list" + options, HttpEndpoint.class);
        endpoint.setHttpClientConfigurer(CallConnections.of(endpoint));
        context.start();
        return context.createProducerTemplate().request(endpoint, exchange -> {});
    }
}
