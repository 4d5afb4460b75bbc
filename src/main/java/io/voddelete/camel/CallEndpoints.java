package io.voddelete.camel;

import java.net.URI;
import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.support.service.ServiceHelper;

/**
 * Makes the endpoints of calls to VOD and IAM, for which the routes have bean names. Their HTTP component is our own, and the
 * context does not know it: neither the options of the host's HTTP components nor what Camel gives these by type reaches our
 * calls, and nothing of ours reaches them. Proxies, time-outs and TLS are the business of {@link CallDeadline}.
 */
final class CallEndpoints implements AutoCloseable {
    /** The endpoint of VOD, as the routes name it. */
    static final String VOD = "vod-endpoint";

    /** The endpoint of IAM, as the routes name it. */
    static final String IAM = "vod-iam-endpoint";

    /** A component takes its name as the scheme of its endpoints: what a host does to {@code https:*} leaves ours alone. */
    private static final String SCHEME = "vod-https://";

    private final HttpComponent http = new HttpComponent();

    CallEndpoints(CamelContext context) {
        http.setCamelContext(context);
        ServiceHelper.startService(http);
    }

    /** An endpoint whose responses are read by the deadline, whatever their status is. */
    HttpEndpoint endpoint(URI address, CallDeadline deadline) {
        HttpEndpoint endpoint = create(address);
        endpoint.setHttpActivityListener(deadline);
        endpoint.setHttpClientConfigurer(deadline);
        endpoint.setThrowExceptionOnFailure(false);
        endpoint.setCopyHeaders(false);
        endpoint.setDisableStreamCache(true);
        endpoint.setFollowRedirects(false);
        return endpoint;
    }

    private HttpEndpoint create(URI address) {
        try {
            return (HttpEndpoint) http.createEndpoint(SCHEME + address);
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeCamelException(e);
        }
    }

    @Override
    public void close() {
        ServiceHelper.stopService(http);
    }
}
