package io.voddelete.camel;

import io.voddelete.kit.ConnectProxy;
import io.voddelete.kit.KeyFile;
import io.voddelete.kit.RawServer;
import io.voddelete.kit.SettableClock;
import io.voddelete.kit.TlsServer;
import io.voddelete.settings.Settings;
import io.voddelete.support.TimeSource;
import io.voddelete.vod.Credentials;
import io.voddelete.vod.VodResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Tests of calls by TLS to a server whose name only the proxy can resolve, under a CA of the test's own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TlsOnTheWire {
    static final String NAME = "vod.test";
    static final String USER = "proxy-user";
    static final String PASSWORD = "made-up-pässword:of the proxy";

    @TempDir
    static Path directory;

    static KeyFile keys;
    static KeyFile trusted;

    RawServer server;
    TlsServer tls;
    ConnectProxy proxy;

    @BeforeAll
    static void makeKeys() throws Exception {
        keys = new KeyFile(directory.resolve("keys.p12"));
        keys.make("ca", "CN=Test CA,O=Company", "-ext", "bc:c");
        keys.make(NAME, "CN=" + NAME, "-signer", "ca", "-ext", "SAN=dns:" + NAME + ",dns:localhost,ip:127.0.0.1");
        trusted = keys.certificateOf("ca", directory.resolve("trusted.p12"));
    }

    @BeforeEach
    void open() throws Exception {
        server = RawServer.start(RawServer.saying(RawServer.answer("200 OK", "", "{\"delete_result_array\":[]}")));
        tls = TlsServer.start(keys.server(NAME), server.address());
        proxy = ConnectProxy.start();
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        tls.close();
        server.close();
    }

    URI endpoint() {
        return URI.create("https://" + NAME + ":" + tls.port());
    }

    /** The wire as it is with these settings, where nothing is set for the JVM and the environment. */
    CallWire wire(URI endpoint, Duration timeout, Map<String, String> changes) throws Exception {
        return wire(endpoint, timeout, path(endpoint, changes));
    }

    static CallWire wire(URI endpoint, Duration timeout, Function<CertificateFaults, CallPath> path) throws Exception {
        return new CallWire(
                endpoint,
                timeout,
                new Credentials(CallWire.ACCESS_KEY, CallWire.SECRET_KEY),
                path,
                TlsOnTheWire::trustOurCa);
    }

    static Function<CertificateFaults, CallPath> path(URI endpoint, Map<String, String> changes) {
        return path(endpoint, changes, new SettableClock(CallWire.NOW));
    }

    static Function<CertificateFaults, CallPath> path(URI endpoint, Map<String, String> changes, TimeSource clock) {
        Proxies proxies =
                new Proxies(settings(endpoint, changes), new Proxies.Outside(null, new Properties(), Map.of()));
        return certificates -> CallPath.through(proxies, certificates, clock);
    }

    VodResponse callThroughProxy(Map<String, String> changes) throws Exception {
        Map<String, String> all = new HashMap<>(changes);
        all.put("vod.proxy", proxy.address().toString());
        try (CallWire wire = wire(endpoint(), Duration.ofSeconds(5), all)) {
            return wire.call();
        }
    }

    static Map<String, String> credentials() {
        return Map.of("vod.proxy.user", USER, "vod.proxy.password", PASSWORD);
    }

    static Settings settings(URI endpoint, Map<String, String> changes) {
        Properties properties = new Properties();
        properties.setProperty("vod.endpoint", endpoint.toString());
        properties.setProperty("vod.project-id", CallWire.PROJECT);
        properties.setProperty("vod.access-key", CallWire.ACCESS_KEY);
        properties.setProperty("vod.secret-key", CallWire.SECRET_KEY);
        properties.putAll(changes);
        return Settings.load(List.of(), Map.of(), properties);
    }

    /** As a host would, for its own calls by HTTPS and ours. */
    static void trustOurCa(CamelContext context) {
        trust(context, trusted);
    }

    static void trust(CamelContext context, KeyFile trusted) {
        KeyStoreParameters store = new KeyStoreParameters();
        store.setResource("file:" + trusted.file());
        store.setPassword(trusted.password());
        TrustManagersParameters trust = new TrustManagersParameters();
        trust.setKeyStore(store);
        SSLContextParameters parameters = new SSLContextParameters();
        parameters.setTrustManagers(trust);
        context.getComponent("https", HttpComponent.class).setSslContextParameters(parameters);
    }
}
