package io.voddelete.camel;

import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.support.TimeSource;
import java.net.URI;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.CamelContext;

/** The endpoints of calls to VOD and IAM, and their path through a proxy. */
final class CallWiring implements AutoCloseable {
    private final CallEndpoints endpoints;
    private final ComponentProxy componentProxy;

    private CallWiring(CallEndpoints endpoints, ComponentProxy componentProxy) {
        this.endpoints = endpoints;
        this.componentProxy = componentProxy;
    }

    /** @param deadlines cuts connections */
    static CallWiring bind(
            CamelContext context, Settings settings, TimeSource clock, ScheduledExecutorService deadlines) {
        Proxies proxies = new Proxies(settings, Proxies.Outside.ofThisProcess());
        proxies.say();
        CallDeadline deadline = new CallDeadline(
                settings.duration(Setting.CALL_TIMEOUT),
                deadlines,
                clock,
                CallPath.through(proxies, new CertificateFaults(deadlines, clock), clock),
                CallConnections.ofHost(context));
        CallEndpoints endpoints = new CallEndpoints(context);
        VodBeans.bind(context, CallEndpoints.VOD, endpoints.endpoint(settings.endpoint(), deadline));
        if (settings.text(Setting.AUTH).equals("token")) {
            URI iam = URI.create(settings.text(Setting.IAM_ENDPOINT));
            VodBeans.bind(context, CallEndpoints.IAM, endpoints.endpoint(iam, deadline));
        }
        return new CallWiring(endpoints, new ComponentProxy(proxies));
    }

    /** Call when the context has started, before anything is sent. */
    void onStarted(CamelContext context) {
        componentProxy.look(context);
    }

    @Override
    public void close() {
        endpoints.close();
    }
}
