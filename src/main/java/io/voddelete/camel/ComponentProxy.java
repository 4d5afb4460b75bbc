package io.voddelete.camel;

import io.voddelete.support.Text;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.component.http.HttpComponent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns about a proxy that is configured for Camel's HTTP components, since calls do not use it. */
final class ComponentProxy {
    private static final Logger LOG = LoggerFactory.getLogger(Proxies.class);

    private final Proxies proxies;

    /** @param proxies that calls use */
    ComponentProxy(Proxies proxies) {
        this.proxies = proxies;
    }

    /** Call when the context has started: only then the components have all their properties. */
    void look(CamelContext context) {
        List<String> found = proxies.lackProxy() ? found(context) : List.of();
        if (!found.isEmpty()) {
            LOG.warn(
                    "Calls do not use the proxy of {}. Set vod.proxy to that proxy, or vod.proxy=none to call directly",
                    Text.visible(String.join(", ", found)));
        }
    }

    private static List<String> found(CamelContext context) {
        List<String> found = new ArrayList<>();
        for (String name : List.of("http", "https")) {
            if (context.hasComponent(name) instanceof HttpComponent http && hasProxy(http)) {
                found.add("camel.component." + name + ".proxyHost");
            }
        }
        if (context.getGlobalOption("http.proxyHost") != null) {
            found.add("the Camel global option http.proxyHost");
        }
        return found;
    }

    @SuppressWarnings("deprecation")
    private static boolean hasProxy(HttpComponent http) {
        return http.getProxyHost() != null || http.getProxyAuthHost() != null;
    }
}
