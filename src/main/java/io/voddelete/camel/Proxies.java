package io.voddelete.camel;

import io.voddelete.settings.Setting;
import io.voddelete.settings.SettingKind;
import io.voddelete.settings.Settings;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.hc.core5.http.HttpHost;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The proxy for calls, chosen once at the start for each endpoint: {@code vod.proxy}, otherwise the JVM's, otherwise the
 * environment's ({@code HTTPS_PROXY}, {@code NO_PROXY}), otherwise that of the host's {@code https} component. An
 * {@code http:} endpoint is on this machine and is always called directly.
 */
final class Proxies {
    /**
     * The sources besides the settings.
     *
     * @param selector the JVM's, or null
     * @param system usually {@code System.getProperties()}
     * @param environment usually {@code System.getenv()}
     */
    record Outside(ProxySelector selector, Properties system, Map<String, String> environment) {
        static Outside ofThisProcess() {
            return new Outside(ProxySelector.getDefault(), System.getProperties(), System.getenv());
        }

        private boolean selectorDecides() {
            return selector != null
                    && (selector.getClass().getModule() != Object.class.getModule()
                            || system.getProperty("https.proxyHost") != null
                            || system.getProperty("socksProxyHost") != null
                            || Boolean.parseBoolean(system.getProperty("java.net.useSystemProxies")));
        }

        private Optional<Map.Entry<String, String>> variable(String name) {
            return Stream.of(name.toLowerCase(Locale.ROOT), name)
                    .filter(each -> !environment.getOrDefault(each, "").isBlank())
                    .findFirst()
                    .map(each ->
                            Map.entry(each, environment.getOrDefault(each, "").strip()));
        }
    }

    /** @param proxy null for none */
    private record Choice(@Nullable CallProxy proxy, String why) {}

    private static final String NONE_SET = "no proxy is set (vod.proxy, https.proxyHost, HTTPS_PROXY)";
    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;
    private static final Logger LOG = LoggerFactory.getLogger(Proxies.class);

    private final Settings settings;
    private final Outside outside;
    private final Map<String, Choice> choices = Collections.synchronizedMap(new LinkedHashMap<>());

    Proxies(Settings settings, Outside outside) {
        this.settings = settings;
        this.outside = outside;
        List<String> endpoints = new ArrayList<>(List.of(settings.text(Setting.ENDPOINT)));
        if (settings.text(Setting.AUTH).equals("token")) {
            endpoints.add(settings.text(Setting.IAM_ENDPOINT));
        }
        for (String endpoint : endpoints) {
            URI uri = URI.create(endpoint);
            choices.put(key(HttpHost.create(uri)), choose(uri));
        }
    }

    /** The proxy for calls of an endpoint; empty if it is called directly. */
    Optional<CallProxy> proxyFor(HttpHost target) {
        return Optional.ofNullable(choices.get(key(target))).map(Choice::proxy);
    }

    private static String key(HttpHost host) {
        boolean secure = "https".equals(host.getSchemeName());
        int port = host.getPort() < 0 ? secure ? HTTPS_PORT : HTTP_PORT : host.getPort();
        return new HttpHost(host.getSchemeName(), host.getHostName().toLowerCase(Locale.ROOT), port).toURI();
    }

    /** Logs one line for each endpoint. */
    void say() {
        choices.forEach(Proxies::say);
    }

    private static void say(String endpoint, Choice choice) {
        LOG.info(
                "Calls to {} go {}",
                endpoint,
                choice.proxy == null
                        ? "directly: " + choice.why
                        : "through " + choice.proxy + (choice.proxy.user().isEmpty() ? "" : ", with credentials"));
    }

    /**
     * Calls endpoints through a proxy of the host for which no other is set, except on this machine.
     *
     * @param source where the host sets it, for messages
     */
    void useWhereNoneIsSet(String host, int port, String user, String password, String source) {
        choices.replaceAll((endpoint, choice) -> {
            if (!choice.why.equals(NONE_SET)
                    || SettingKind.isLoopback(URI.create(endpoint).getHost())) {
                return choice;
            }
            Choice ofHost = new Choice(proxy(host, port, source, user, password), "");
            say(endpoint, ofHost);
            return ofHost;
        });
    }

    /** Whether any endpoint is called directly because no proxy is set, rather than on purpose. */
    boolean lackProxy() {
        return choices.values().stream().anyMatch(choice -> choice.why.equals(NONE_SET));
    }

    private Choice choose(URI endpoint) {
        String proxy = settings.text(Setting.PROXY);
        if ("http".equals(endpoint.getScheme())) {
            return new Choice(null, "http: endpoints are on this machine");
        }
        if (proxy.equals(SettingKind.NO_PROXY)) {
            return new Choice(null, "vod.proxy is none");
        }
        if (!proxy.isEmpty()) {
            return new Choice(proxy(URI.create(proxy), "vod.proxy", "", ""), "");
        }
        return outside.selectorDecides() ? ofSelector(endpoint) : ofEnvironment(endpoint);
    }

    private CallProxy proxy(URI address, String source, String user, String password) {
        return proxy(address.getHost(), address.getPort(), source, user, password);
    }

    private CallProxy proxy(String host, int port, String source, String user, String password) {
        boolean ours = !settings.text(Setting.PROXY_USER).isEmpty();
        return new CallProxy(
                host.replaceAll("[\\[\\]]", ""),
                port,
                ours ? settings.text(Setting.PROXY_USER) : user,
                ours ? settings.text(Setting.PROXY_PASSWORD) : password,
                source);
    }

    private Choice ofSelector(URI endpoint) {
        List<Proxy> proxies = outside.selector.select(endpoint);
        Proxy first = proxies == null || proxies.isEmpty() ? Proxy.NO_PROXY : proxies.get(0);
        String source = outside.system.getProperty("https.proxyHost") == null
                ? "the JVM's proxy selector"
                : "JVM property https.proxyHost";
        if (first.type() == Proxy.Type.HTTP && first.address() instanceof InetSocketAddress address) {
            return new Choice(
                    proxy(
                            address.getHostString(), // which need not be the host of a URI, as my_proxy
                            address.getPort(),
                            source,
                            outside.system.getProperty("https.proxyUser", ""),
                            outside.system.getProperty("https.proxyPassword", "")),
                    "");
        }
        return new Choice(
                null,
                first.type() == Proxy.Type.SOCKS
                        ? "the JVM's own sockets use its SOCKS proxy"
                        : source + " excludes this host (http.nonProxyHosts)");
    }

    private Choice ofEnvironment(URI endpoint) {
        Map.Entry<String, String> variable = outside.variable("HTTPS_PROXY").orElse(null);
        if (variable == null) {
            return new Choice(null, NONE_SET);
        }
        if (SettingKind.isLoopback(endpoint.getHost())) {
            return new Choice(
                    null, "the environment variable " + variable.getKey() + " does not apply to a loopback address");
        }
        if (isExcluded(endpoint)) {
            return new Choice(null, "the environment variable NO_PROXY excludes this host");
        }
        String value = variable.getValue();
        String name = "environment variable " + variable.getKey();
        Optional<URI> found = SettingKind.httpAddress(value.contains("://") ? value : "http://" + value);
        if (found.isEmpty()) {
            LOG.warn(
                    "The {} is ignored: it is not of the form http://[user:password@]host:port. Set vod.proxy, or"
                            + " vod.proxy=none",
                    name);
            return new Choice(null, "the " + name + " is invalid");
        }
        URI address = found.get();
        String[] user = (address.getUserInfo() == null ? "" : address.getUserInfo()).split(":", 2);
        return new Choice(proxy(address, name, user[0], user.length > 1 ? user[1] : ""), "");
    }

    /** Like curl: a name applies to itself and its subdomains, {@code *} to all. */
    private boolean isExcluded(URI endpoint) {
        String host = endpoint.getHost().toLowerCase(Locale.ROOT);
        int port = endpoint.getPort() < 0 ? HTTPS_PORT : endpoint.getPort();
        String list = outside.variable("NO_PROXY").map(Map.Entry::getValue).orElse("");
        return Stream.of(list.toLowerCase(Locale.ROOT).split("[,\\s]+")).anyMatch(each -> {
            if (each.equals("*")) {
                return true;
            }
            String name = each.replaceFirst("^(\\*?\\.)", "");
            if (name.endsWith(":" + port) && !name.startsWith("[")) {
                name = name.substring(0, name.lastIndexOf(':'));
            }
            return !name.isEmpty() && (host.equals(name) || host.endsWith("." + name));
        });
    }
}
