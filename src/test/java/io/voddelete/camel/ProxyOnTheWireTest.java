package io.voddelete.camel;

import static io.voddelete.kit.ConnectProxy.opening;
import static io.voddelete.kit.RawServer.answer;
import static io.voddelete.kit.RawServer.saying;
import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.FreePort;
import io.voddelete.kit.RawServer;
import io.voddelete.kit.SettableClock;
import io.voddelete.vod.Credentials;
import io.voddelete.vod.DeleteResponse;
import io.voddelete.vod.ErrorCodes.ErrorClass;
import io.voddelete.vod.VodError;
import io.voddelete.vod.VodResponse;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.component.http.HttpComponent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls through a proxy that opens tunnels, and what becomes of them when it does not. */
@Timeout(60)
class ProxyOnTheWireTest extends TlsOnTheWire {
    private static final Duration TIMEOUT = Duration.ofMillis(700);
    private static final String BASIC =
            Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));

    @Test
    void aCallGoesThroughTheTunnelAndTheCredentialsGoToTheProxyAlone() throws Exception {
        proxy.admitOnly(USER, PASSWORD);

        VodResponse answer = callThroughProxy(credentials());

        assertThat(answer.status()).as(answer.fault()).isEqualTo(200);
        assertThat(proxy.requests()).singleElement().satisfies(connect -> {
            assertThat(connect)
                    .startsWith("CONNECT vod.test:" + tls.port() + " HTTP/1.1\r\n")
                    .contains("\r\nProxy-Authorization: Basic " + BASIC + "\r\n")
                    .doesNotContain("\r\nAuthorization")
                    .doesNotContain("asset");
        });
        assertThat(server.requests()).singleElement().satisfies(request -> {
            assertThat(request).startsWith("DELETE /v1.0/").contains("\r\nHost: vod.test:" + tls.port() + "\r\n");
            assertThat(request.lines().map(line -> line.replaceAll(":.*", "")).skip(1))
                    .containsExactlyInAnyOrder(
                            "Accept-Encoding", "Authorization", "Connection", "Host", "User-Agent", "X-Sdk-Date", "");
        });
    }

    @Test
    void callsShareOneTunnel() throws Exception {
        try (CallWire wire =
                wire(endpoint(), TIMEOUT, Map.of("vod.proxy", proxy.address().toString()))) {
            for (int i = 0; i < 5; i++) {
                assertThat(wire.call().status()).isEqualTo(200);
            }
        }

        assertThat(proxy.requests()).hasSize(1);
        assertThat(server.requests()).hasSize(5);
    }

    @Test
    void aWrongPasswordIsTheProxysWordAndNotVods() throws Exception {
        proxy.admitOnly(USER, "another");

        VodResponse answer = callThroughProxy(credentials());

        assertRefused(answer, "407", "vod.proxy.user", "vod.proxy.password");
        assertThat(proxy.requests()).hasSize(1); // each further try may lock the user
    }

    @Test
    void aProxyThatWantsOtherAuthenticationIsSaidToWantIt() throws Exception {
        proxy.conduct(
                saying(answer("407 No", "Proxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM\r\n", "denied")));

        assertRefused(callThroughProxy(credentials()), "407", "Negotiate, NTLM");
    }

    @ParameterizedTest
    @CsvSource({"201", "204", "302", "400", "401", "403", "404", "429", "500", "502", "503", "504"})
    void whateverTheProxyAnswersIsNotVods(int status) throws Exception {
        proxy.conduct(saying(answer(
                status + " Word of \u0007 the proxy",
                "Retry-After: 3600\r\n",
                status == 204 ? "" : "{\"error_code\":\"APIGW.0301\",\"delete_result_array\":[]}")));

        assertRefused(callThroughProxy(Map.of()), "HTTP " + status + " Word of \\u0007 the proxy");
    }

    static Stream<Arguments> cuts() {
        RawServer.Conduct close = connection -> false;
        RawServer.Conduct reset = connection -> {
            connection.setSoLinger(true, 0);
            return false;
        };
        return Stream.of(
                Arguments.of("closes at CONNECT", close),
                Arguments.of("resets at CONNECT", reset),
                Arguments.of("half an answer", saying("HTTP/1.1 200 Conn").andClose()),
                Arguments.of("garbage", saying("SSH-2.0-OpenSSH_9.6\r\n").andClose()),
                Arguments.of(
                        "garbage as status", saying("HTTP/1.1 abc def\r\n\r\n").andClose()),
                Arguments.of(
                        "garbage as header",
                        saying("HTTP/1.1 200 OK\r\nno header\r\n\r\n").andClose()),
                Arguments.of(
                        "another version", saying("HTTP/7.1 200 OK\r\n\r\n").andClose()),
                Arguments.of(
                        "only 1xx", saying("HTTP/1.1 101 Switching\r\n\r\n").andClose()),
                Arguments.of("a tunnel that closes", opening(close)),
                Arguments.of("a tunnel that resets", opening(reset)),
                Arguments.of("a tunnel that closes after the hello", opening(ProxyOnTheWireTest::closeAfterTheHello)),
                Arguments.of(
                        "a tunnel without TLS",
                        opening(saying("HTTP/1.1 200 OK\r\n\r\n").andClose())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cuts")
    void aTunnelThatDoesNotStandHasSentNothing(String name, RawServer.Conduct conduct) throws Exception {
        proxy.conduct(conduct);

        assertRefused(callThroughProxy(Map.of()), proxy.address().getAuthority());
    }

    static Stream<Arguments> silences() {
        RawServer.Conduct silent = ProxyOnTheWireTest::saysNoMore;
        return Stream.of(
                Arguments.of("silent at CONNECT", silent),
                Arguments.of("half an answer", (RawServer.Conduct) connection -> {
                    connection.getOutputStream().write("HTTP/1.1 200 O".getBytes(StandardCharsets.US_ASCII));
                    return saysNoMore(connection);
                }),
                Arguments.of("an endless page", (RawServer.Conduct) connection -> {
                    connection
                            .getOutputStream()
                            .write("HTTP/1.1 503 No\r\nContent-Length: 99\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    return saysNoMore(connection);
                }),
                Arguments.of("a silent tunnel", opening(silent)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("silences")
    void theDeadlineEndsWhatTheProxyDelays(String name, RawServer.Conduct conduct) throws Exception {
        proxy.conduct(conduct);

        try (CallWire wire =
                wire(endpoint(), TIMEOUT, Map.of("vod.proxy", proxy.address().toString()))) {
            long begin = System.nanoTime();
            VodResponse answer = wire.call();
            Duration time = Duration.ofNanos(System.nanoTime() - begin);

            assertRefused(answer, "no connection within 700 ms");
            assertThat(time).isBetween(TIMEOUT.minusMillis(5), TIMEOUT.plusSeconds(3));
        }
    }

    @Test
    void aProxyThatIsNotThereHasSentNothing() throws Exception {
        int port = FreePort.find();
        for (String nobody : new String[] {"http://127.0.0.1:" + port, "http://proxy.invalid:3128"}) {
            try (CallWire wire = wire(endpoint(), Duration.ofSeconds(5), Map.of("vod.proxy", nobody))) {
                assertRefused(wire.call(), URI.create(nobody).getAuthority(), "vod.proxy");
            }
        }
    }

    @Test
    void aCutAfterTheTunnelStandsMayHaveActed() throws Exception {
        server.conduct(connection -> false);

        VodResponse answer = callThroughProxy(Map.of());

        assertThat(server.requests()).hasSize(1);
        assertThat(answer.status()).isZero();
        assertThat(answer.mayHaveActed()).as(answer.fault()).isTrue();
    }

    @Test
    void whatVodAnswersThroughTheTunnelIsVods() throws Exception {
        server.conduct(saying(answer("407 Odd", "", "{\"error_code\":\"VOD.10054\"}")));

        VodResponse answer = callThroughProxy(Map.of());

        assertThat(answer.status()).isEqualTo(407);
        assertThat(answer.mayHaveActed()).isTrue();
    }

    @Test
    void aRefusedPasswordIsTriedLessAndLessOftenAndStraightAwayOnceItIsRight() throws Exception {
        SettableClock clock = new SettableClock(CallWire.NOW);
        Map<String, String> settings = new HashMap<>(credentials());
        settings.put("vod.proxy", proxy.address().toString());
        proxy.admitOnly(USER, "another");
        try (CallWire wire = wire(endpoint(), Duration.ofSeconds(5), path(endpoint(), settings, clock))) {
            List<Integer> tries = new ArrayList<>();
            for (int minute = 0; minute < 40; minute++) {
                int before = proxy.requests().size();
                assertRefused(wire.call(), "407", "vod.proxy.password");
                assertRefused(wire.call(), "407", "vod.proxy.password");
                if (proxy.requests().size() > before) {
                    assertThat(proxy.requests()).hasSize(before + 1);
                    tries.add(minute);
                }
                clock.advance(Duration.ofMinutes(1));
            }
            assertThat(tries).containsExactly(0, 1, 3, 7, 15, 25, 35);

            proxy.admitOnly(USER, PASSWORD);
            clock.advance(Duration.ofMinutes(10));
            assertThat(wire.call().status()).isEqualTo(200);
            proxy.admitOnly(USER, "another");
            proxy.cutAll();
            wire.call(); // may find that its tunnel is gone
            assertThat(wire.call().fault()).contains("407");
            clock.advance(Duration.ofMinutes(1));
            proxy.admitOnly(USER, PASSWORD);
            assertThat(wire.call().status()).isEqualTo(200);
        }
    }

    @Test
    void aSourceOfAScheduleUsesTheProxyOfItsAddress() throws Exception {
        assertThat(callAsConfigured("http").status()).isEqualTo(200);
        proxy.admitOnly(USER, PASSWORD);
        VodResponse answer = callAsConfigured("http");
        assertThat(answer.fault()).contains("the proxy " + proxy.address().getAuthority(), "HTTP 407");
        assertThat(answer.mayHaveActed()).isFalse();
        int before = proxy.requests().size();
        // Camel speaks TLS to the proxy of an https: endpoint unless it is told not to
        assertThat(callAsConfigured(null).mayHaveActed()).isFalse();
        assertThat(proxy.requests()).hasSize(before);
    }

    private VodResponse callAsConfigured(String scheme) throws Exception {
        try (CallWire wire = CallWire.asTheHostHasConfigured(endpoint(), context -> {
            trustOurCa(context);
            HttpComponent https = context.getComponent("https", HttpComponent.class);
            https.setProxyHost("127.0.0.1");
            https.setProxyPort(proxy.address().getPort());
            https.setProxyAuthScheme(scheme);
        })) {
            return wire.call();
        }
    }

    @Test
    void theProxyOfTheComponentIsNotUsedInAnyForm() throws Exception {
        URI direct = URI.create("https://localhost:" + tls.port());
        try (CallWire wire = new CallWire(
                direct,
                Duration.ofSeconds(5),
                new Credentials(CallWire.ACCESS_KEY, CallWire.SECRET_KEY),
                path(direct, Map.of()),
                context -> {
                    trustOurCa(context);
                    for (String each : new String[] {"http", "https"}) {
                        HttpComponent http = context.getComponent(each, HttpComponent.class);
                        http.setProxyHost("127.0.0.1");
                        http.setProxyPort(proxy.address().getPort());
                    }
                    context.getGlobalOptions().put("http.proxyHost", "127.0.0.1");
                    context.getGlobalOptions()
                            .put("http.proxyPort", "" + proxy.address().getPort());
                })) {
            VodResponse answer = wire.call();
            assertThat(answer.status()).as(answer.fault()).isEqualTo(200);
        }

        assertThat(proxy.connections()).isZero();
    }

    @Test
    void noLogAndNoFaultHoldsThePassword() throws Exception {
        StringBuilder told = new StringBuilder();
        try (CapturedLog ours = CapturedLog.everythingOf("io.voddelete");
                CapturedLog camel = CapturedLog.everythingOf("org.apache.camel")) {
            for (RawServer.Conduct each : new RawServer.Conduct[] {
                saying(answer("407 No", "Proxy-Authenticate: Basic\r\n", "")),
                connection -> false,
                opening(saying("no"))
            }) {
                proxy.conduct(each);
                told.append(callThroughProxy(credentials()).fault());
            }
            told.append(new CallProxy("p", 1, USER, PASSWORD, "s"))
                    .append(ours.text())
                    .append(camel.text());
        }

        assertThat(proxy.requests())
                .hasSize(3)
                .allSatisfy(each -> assertThat(each).contains(BASIC));
        assertThat(told.toString()).doesNotContain(PASSWORD).doesNotContain(BASIC);
    }

    private void assertRefused(VodResponse answer, String... facts) {
        assertThat(answer.fault()).isNotNull().contains("proxy");
        assertThat(answer.mayHaveActed()).as(answer.fault()).isFalse();
        assertThat(answer.status()).isZero();
        assertThat(answer.retryAfter()).isNull();
        VodError error = DeleteResponse.read(answer).error();
        assertThat(error.errorClass()).isEqualTo(ErrorClass.TRANSIENT);
        assertThat(error.code()).isNull();
        assertThat(error.toString()).contains(facts);
        assertThat(server.requests()).isEmpty();
    }

    private static boolean saysNoMore(Socket connection) throws IOException {
        while (connection.getInputStream().read() >= 0) {
            // nothing is said to it
        }
        return false;
    }

    private static boolean closeAfterTheHello(Socket connection) throws IOException {
        return connection.getInputStream().read() < 0;
    }
}
