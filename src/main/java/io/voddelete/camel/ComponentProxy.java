package io.voddelete.camel;

import io.voddelete.support.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.component.http.HttpComponent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The proxy that a host configures for Camel's HTTP components. That of {@code https} is used for calls if no other is set;
 * what cannot be used for them is logged.
 */
final class ComponentProxy {
    private static final Logger LOG = LoggerFactory.getLogger(ComponentProxy.class);
    private static final String HTTPS = "camel.component.https.proxyHost";
    private static final String GLOBAL = "http.proxyHost";

    private final Proxies proxies;

    /** @param proxies that calls use */
    ComponentProxy(Proxies proxies) {
        this.proxies = proxies;
    }

    /** Call when the context has started, since only then the components have all their properties, and before any call. */
    void look(CamelContext context) {
        if (!proxies.lackProxy()) {
            return;
        }
        HttpComponent https = component(context, "https");
        if (https != null && isUsable(https)) {
            proxies.useWhereNoneIsSet(
                    https.getProxyHost(),
                    https.getProxyPort(),
                    Objects.toString(https.getProxyAuthUsername(), ""),
                    Objects.toString(https.getProxyAuthPassword(), ""),
                    HTTPS);
            return;
        }
        List<String> found = found(context);
        if (!found.isEmpty()) {
            LOG.warn(
                    "Calls do not use the proxy of {}. Set vod.proxy to that proxy, or vod.proxy=none to call directly",
                    Text.visible(String.join(", ", found)));
        }
    }

    /** Host and port, and nothing that makes it mean something else: exceptions, or authentication other than Basic. */
    private static boolean isUsable(HttpComponent https) {
        return https.getProxyHost() != null
                && https.getProxyPort() != null
                && https.getNonProxyHosts() == null
                && https.getProxyAuthDomain() == null
                && https.getProxyAuthNtHost() == null
                && Optional.ofNullable(https.getProxyAuthMethod())
                        .map("Basic"::equalsIgnoreCase)
                        .orElse(true);
    }

    private static List<String> found(CamelContext context) {
        List<String> found = new ArrayList<>();
        for (String name : List.of("http", "https")) {
            HttpComponent component = component(context, name);
            if (component != null && hasProxy(component)) {
                found.add("camel.component." + name + ".proxyHost");
            }
        }
        if (context.getGlobalOption(GLOBAL) != null) {
            found.add("the Camel global option " + GLOBAL);
        }
        return found;
    }

    private static @Nullable HttpComponent component(CamelContext context, String name) {
        return context.hasComponent(name) instanceof HttpComponent http ? http : null;
    }

    @SuppressWarnings("deprecation")
    private static boolean hasProxy(HttpComponent http) {
        return http.getProxyHost() != null || http.getProxyAuthHost() != null;
    }
}
