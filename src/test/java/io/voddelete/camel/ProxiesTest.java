package io.voddelete.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.kit.CapturedLog;
import io.voddelete.settings.SettingsException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.hc.core5.http.HttpHost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which proxy is used for which endpoint, and that it is said. */
class ProxiesTest {
    private static final String VOD = "https://vod.example.com";
    private static final Map<String, String> NONE = Map.of();

    private final Properties system = new Properties();
    private ProxySelector selector;

    @Test
    void theSettingComesFirst() {
        jvm(Proxy.Type.HTTP, "jvm.example.com");
        Map<String, String> settings = Map.of("vod.proxy", "http://proxy.example.com:3128");

        assertThat(proxy(VOD, settings, Map.of("HTTPS_PROXY", "http://env.example.com:1")))
                .hasToString("the proxy proxy.example.com:3128 (vod.proxy)");
        assertThat(proxy("https://localhost", settings, NONE)).isNotNull();
    }

    @Test
    void noneIsNoneWhateverElseIsSet() {
        jvm(Proxy.Type.HTTP, "jvm.example.com");

        assertThat(proxy(VOD, Map.of("vod.proxy", "none"), Map.of("HTTPS_PROXY", "http://env.example.com:1")))
                .isNull();
    }

    @Test
    void anHttpEndpointIsAlwaysCalledDirectly() {
        jvm(Proxy.Type.HTTP, "jvm.example.com");

        assertThat(proxy(
                        "http://127.0.0.1:8480",
                        Map.of("vod.proxy", "http://proxy.example.com:3128"),
                        Map.of("HTTPS_PROXY", "http://env.example.com:1")))
                .isNull();
    }

    @Test
    void theJvmComesBeforeTheEnvironment() {
        Map<String, String> environment = Map.of("HTTPS_PROXY", "http://env.example.com:1");
        system.setProperty("https.proxyUser", "u");
        system.setProperty("https.proxyPassword", "p");
        jvm(Proxy.Type.HTTP, "jvm.example.com");

        CallProxy proxy = proxy(VOD, NONE, environment);
        assertThat(proxy).hasToString("the proxy jvm.example.com:8888 (the JVM's proxy selector)");
        assertThat(List.of(proxy.user(), proxy.password())).containsExactly("u", "p");
        jvm(Proxy.Type.DIRECT, null);
        assertThat(proxy(VOD, NONE, environment)).isNull();
        jvm(Proxy.Type.SOCKS, "socks.example.com");
        assertThat(proxy(VOD, NONE, environment)).isNull();
    }

    @Test
    void aProxyOfTheJvmMayHaveANameThatNoUriHas() {
        jvm(Proxy.Type.HTTP, "my_proxy");

        assertThat(proxy(VOD, NONE, Map.of())).hasToString("the proxy my_proxy:8888 (the JVM's proxy selector)");
    }

    @Test
    void anEndpointIsTheSameHoweverItsHostIsSpelt() {
        Map<String, String> settings = Map.of("vod.proxy", "http://proxy.example.com:3128");

        assertThat(proxies("https://VOD.Example.com", settings, Map.of())
                        .proxyFor(new HttpHost("https", "vod.example.com", 443)))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https.proxyHost", "socksProxyHost", "java.net.useSystemProxies"})
    void theJvmsOwnSelectorDecidesOnlyIfItIsSetUp(String property) {
        selector = ProxySelector.getDefault(); // of a JVM without such properties
        Map<String, String> environment = Map.of("https_proxy", "http://env.example.com:1");

        assertThat(proxy(VOD, NONE, environment))
                .hasToString("the proxy env.example.com:1 (environment variable https_proxy)");
        system.setProperty(property, "true");
        assertThat(proxy(VOD, NONE, environment)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "http://env.example.com:3128, env.example.com, 3128, '', ''",
        "http://env.example.com:3128/, env.example.com, 3128, '', ''",
        "env.example.com:80, env.example.com, 80, '', ''",
        "http://u%40x:p%3A%2B+ss@10.0.0.1:8080, 10.0.0.1, 8080, u@x, p:++ss",
        "http://[fd00::1]:8080, fd00::1, 8080, '', ''",
        "' http://u@env.example.com:1 ', env.example.com, 1, u, ''",
    })
    void theEnvironmentIsReadAsCurlReadsIt(String value, String host, int port, String user, String password) {
        assertThat(proxy(VOD, NONE, Map.of("HTTPS_PROXY", value)))
                .isEqualTo(new CallProxy(host, port, user, password, "environment variable HTTPS_PROXY"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://env.example.com:443",
                "socks5://env.example.com:1080",
                "http://env.example.com",
                "http://u:secret#1@env.example.com:1",
                "http://env.example.com:1/path",
                "nonsense"
            })
    void anythingElseIsNotUsedAndSaidWithoutItsValue(String value) {
        try (CapturedLog log = CapturedLog.everythingOf("io.voddelete")) {
            assertThat(proxy(VOD, NONE, Map.of("HTTPS_PROXY", value))).isNull();
            proxies(VOD, NONE, Map.of("HTTPS_PROXY", value)).say();
            assertThat(log.text())
                    .contains("HTTPS_PROXY", "vod.proxy")
                    .doesNotContain(value, "secret", "no proxy is set");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "*, true",
        "vod.example.com, true",
        "'other.org, VOD.EXAMPLE.COM', true",
        "example.com, true",
        ".example.com, true",
        "*.example.com, true",
        "vod.example.com:443, true",
        "vod.example.com:8443, false",
        "ample.com, false",
        "'', false",
        "' ,', false",
        "10.0.0.0/8, false",
    })
    void namesOfNoProxyAreCalledDirectly(String list, boolean direct) {
        CallProxy proxy = proxy(VOD, NONE, Map.of("HTTPS_PROXY", "env.example.com:1", "no_proxy", list));

        assertThat(proxy == null).isEqualTo(direct);
    }

    @Test
    void thisMachineIsCalledDirectlyWhateverTheEnvironmentSays() {
        assertThat(proxy("https://localhost:8443", NONE, Map.of("HTTPS_PROXY", "env.example.com:1")))
                .isNull();
    }

    @Test
    void theCredentialsOfTheSettingsAreForEveryProxy(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("password"), "of the file\n");
        CallProxy proxy = proxy(
                VOD,
                Map.of("vod.proxy.user", "me", "vod.proxy.password-file", file.toString()),
                Map.of("HTTPS_PROXY", "http://u:p@env.example.com:1"));

        assertThat(List.of(proxy.user(), proxy.password())).containsExactly("me", "of the file");
        assertThat(proxy.toString()).doesNotContain("of the file");
    }

    @Test
    void iamHasAChoiceOfItsOwnAndBothAreSaidWithoutSecrets() {
        Map<String, String> settings = new HashMap<>(Map.of(
                "vod.auth", "token",
                "vod.iam.endpoint", "https://iam.example.org/",
                "vod.iam.domain", "d",
                "vod.iam.user", "u",
                "vod.iam.password", "p",
                "vod.proxy.user", "me",
                "vod.proxy.password", "never-shown"));
        try (CapturedLog log = CapturedLog.everythingOf("io.voddelete")) {
            Proxies proxies =
                    proxies(VOD, settings, Map.of("HTTPS_PROXY", "env.example.com:1", "NO_PROXY", "iam.example.org"));
            proxies.say();

            assertThat(proxies.proxyFor(new HttpHost("https", "vod.example.com", 443)))
                    .isPresent();
            assertThat(proxies.proxyFor(new HttpHost("https", "iam.example.org", 443)))
                    .isEmpty();
            assertThat(log.text().lines().filter(line -> line.contains("Calls to")))
                    .satisfiesExactlyInAnyOrder(
                            line -> assertThat(line).contains("vod.example.com", "env.example.com:1", "HTTPS_PROXY"),
                            line -> assertThat(line).contains("iam.example.org", "directly", "NO_PROXY"));
            assertThat(log.text()).doesNotContain("never-shown");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https", "global"})
    void aProxyOfCamelsComponentsIsSaidNotToBeUsed(String where) throws Exception {
        assertThat(warned(where, NONE)).contains("http", "proxyHost", "vod.proxy");
        assertThat(warned(where, Map.of("vod.proxy", "none"))).doesNotContain("proxyHost");
        assertThat(warned(where, Map.of("vod.proxy", "http://p.example.com:1"))).doesNotContain("proxyHost");
        assertThat(warned("nowhere", NONE)).doesNotContain("proxyHost");
    }

    private String warned(String where, Map<String, String> settings) throws Exception {
        try (CapturedLog log = CapturedLog.everythingOf("io.voddelete");
                DefaultCamelContext context = new DefaultCamelContext()) {
            ComponentProxy componentProxy = new ComponentProxy(proxies(VOD, settings, NONE));
            if (where.equals("global")) {
                context.getGlobalOptions().put("http.proxyHost", "company.example.com");
            } else if (!where.equals("nowhere")) {
                context.getComponent(where, HttpComponent.class).setProxyHost("company.example.com");
            }
            context.start();
            componentProxy.look(context);
            return log.text();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://user:never-shown@proxy.example.com:3128",
                "https://proxy.example.com:3128",
                "socks5://proxy.example.com:1080",
                "http://proxy.example.com",
                "http://proxy.example.com:3128/x",
                "http://proxy.example.com:0",
                "http://proxy.example.com:65536",
                "proxy.example.com:3128",
                "NONE"
            })
    void anyOtherSettingIsRefused(String value) {
        assertThatThrownBy(() -> proxies(VOD, Map.of("vod.proxy", value), NONE))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("vod.proxy")
                .hasMessageContaining("http://<host>:<port>")
                .hasMessageNotContaining("never-shown");
    }

    @ParameterizedTest
    @CsvSource({"vod.proxy.user, me", "vod.proxy.password, never-shown"})
    void userAndPasswordBelongTogether(String key, String value) {
        assertThatThrownBy(() -> proxies(VOD, Map.of(key, value), NONE))
                .hasMessageContaining("vod.proxy.user")
                .hasMessageContaining("vod.proxy.password")
                .hasMessageNotContaining("never-shown");
    }

    private CallProxy proxy(String endpoint, Map<String, String> settings, Map<String, String> environment) {
        return proxies(endpoint, settings, environment)
                .proxyFor(HttpHost.create(URI.create(endpoint)))
                .orElse(null);
    }

    private Proxies proxies(String endpoint, Map<String, String> settings, Map<String, String> environment) {
        return new Proxies(
                TlsOnTheWire.settings(URI.create(endpoint), settings),
                new Proxies.Outside(selector, system, environment));
    }

    private void jvm(Proxy.Type type, String host) {
        Proxy proxy = type == Proxy.Type.DIRECT
                ? Proxy.NO_PROXY
                : new Proxy(type, InetSocketAddress.createUnresolved(host, 8888));
        selector = new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                return List.of(proxy);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException e) {
                // nobody connects
            }
        };
    }
}
