package io.voddelete.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.KeyFile;
import io.voddelete.vod.Credentials;
import io.voddelete.vod.DeleteResponse;
import io.voddelete.vod.ErrorCodes.ErrorClass;
import io.voddelete.vod.VodError;
import io.voddelete.vod.VodResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A certificate that is refused is named, and nothing was sent. */
@Timeout(60)
class CertificateFaultsTest extends TlsOnTheWire {
    private static final String DATE = "20[0-9-]+T[0-9:.]+Z";

    @BeforeAll
    static void makeBadCertificates() {
        String name = "SAN=dns:" + NAME + ",dns:localhost";
        keys.make("stranger", "CN=" + NAME + ",O=Inspection Gateway", "-ext", name);
        keys.make("other", "CN=other.invalid", "-signer", "ca", "-ext", "SAN=dns:other.invalid,dns:www.other.invalid");
        keys.make("unnamed", "CN=appliance", "-signer", "ca");
        keys.make("expired", "CN=" + NAME, "-signer", "ca", "-ext", name, "-startdate", "-10d", "-validity", "3");
        keys.make("client", "CN=" + NAME, "-signer", "ca", "-ext", name, "-ext", "eku=clientAuth");
        keys.make("early", "CN=" + NAME, "-signer", "ca", "-ext", name, "-startdate", "+3d", "-validity", "9");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ofAnUnknownCa(boolean proxied) throws Exception {
        VodError error = refused("stranger", proxied);

        assertThat(error.toString())
                .contains("CA is not trusted", "trust store", "credentials.md")
                .containsPattern("subject 'CN=vod.test,O=Inspection Gateway', issuer 'CN=vod.test,O=Inspection Gateway'"
                        + ", valid " + DATE + " to " + DATE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ofAnotherHost(boolean proxied) throws Exception {
        VodError error = refused("other", proxied);

        assertThat(error.toString())
                .contains("it is for other.invalid, www.other.invalid, not for " + host(proxied))
                .contains("subject 'CN=other.invalid', issuer 'CN=Test CA,O=Company'")
                .doesNotContain("not trusted");
    }

    @Test
    void ofAnotherHostWhereTheNextServerIsTheRightOne() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            serve(socket, "other", NAME);
            try (CallWire wire =
                    wire(URI.create("https://localhost:" + socket.getLocalPort()), Duration.ofSeconds(15), Map.of())) {
                assertThat(wire.call().fault())
                        .contains("certificate", "localhost")
                        .doesNotContain("Presented");
            }
        }
    }

    @Test
    void ofNoHost() throws Exception {
        assertThat(refused("unnamed", false).toString()).contains("it is for no host", "subject 'CN=appliance'");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void thatHasExpired(boolean proxied) throws Exception {
        VodError error = refused("expired", proxied);

        assertThat(error.toString())
                .contains("expired", "clock", "subject 'CN=vod.test', issuer 'CN=Test CA,O=Company'")
                .containsPattern("valid " + DATE + " to " + DATE)
                .doesNotContain("not trusted");
    }

    @Test
    void thatIsNotValidYet() throws Exception {
        assertThat(refused("early", false).toString()).contains("not valid yet", "clock", "subject 'CN=vod.test'");
    }

    @Test
    void ofAnyoneWhereTheTrustStoreIsEmpty() throws Exception {
        KeyFile nobody = KeyFile.empty(directory.resolve("nobody.p12"));
        URI endpoint = URI.create("https://localhost:" + tls.port());
        try (CallWire wire = new CallWire(
                endpoint,
                Duration.ofSeconds(15),
                new Credentials(CallWire.ACCESS_KEY, CallWire.SECRET_KEY),
                path(endpoint, Map.of()),
                context -> trust(context, nobody))) {
            VodResponse answer = wire.call();
            assertThat(answer.fault()).contains(endpoint.getAuthority(), "javax.net.ssl.trustStore");
            assertThat(answer.mayHaveActed()).isFalse();
        }
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void thatIsNotForServers() throws Exception {
        assertThat(refused("client", false).toString())
                .contains("key usage", "subject 'CN=vod.test'")
                .doesNotContain("not trusted");
    }

    @Test
    void itIsFetchedOnceAMinuteAtMost() throws Exception {
        tls.show(keys.server("stranger"));
        URI endpoint = endpoint();
        try (CallWire wire = wire(
                endpoint,
                Duration.ofSeconds(5),
                Map.of("vod.proxy", proxy.address().toString()))) {
            for (int i = 0; i < 4; i++) {
                assertThat(wire.call().fault()).contains("Inspection Gateway");
            }
        }

        assertThat(proxy.requests()).hasSize(5);
    }

    @Test
    void aServerThatIsSilentTheSecondTimeIsNotWaitedForLong() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            serve(socket, "stranger");
            Duration timeout = Duration.ofSeconds(15);
            URI endpoint = URI.create("https://localhost:" + socket.getLocalPort());
            try (CallWire wire = wire(endpoint, timeout, Map.of())) {
                long begin = System.nanoTime();
                VodResponse answer = wire.call();
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(timeout);
                assertThat(answer.fault()).contains("certificate", "refused");
                assertThat(answer.mayHaveActed()).isFalse();
            }
        }
    }

    /** What is told of a server that shows this certificate. */
    private VodError refused(String alias, boolean proxied) throws Exception {
        tls.show(keys.server(alias));
        URI endpoint = URI.create("https://" + host(proxied) + ":" + tls.port());
        Map<String, String> changes =
                proxied ? Map.of("vod.proxy", proxy.address().toString()) : Map.of();
        VodResponse answer;
        try (CallWire wire = wire(endpoint, Duration.ofSeconds(5), changes)) {
            answer = wire.call();
        }
        assertThat(answer.mayHaveActed()).as(answer.fault()).isFalse();
        assertThat(answer.fault()).startsWith("the certificate of " + endpoint.getAuthority());
        assertThat(server.requests()).isEmpty();
        VodError error = DeleteResponse.read(answer).error();
        assertThat(error.errorClass()).isEqualTo(ErrorClass.TRANSIENT);
        return error;
    }

    private static String host(boolean proxied) {
        return proxied ? NAME : "localhost";
    }

    /** One connection after the other sees these certificates; what comes then waits for ever. */
    private static void serve(ServerSocket socket, String... aliases) {
        Thread server = new Thread(() -> {
            for (String alias : aliases) {
                try (Socket connection = socket.accept()) {
                    KeyFile.accept(keys.server(alias), connection).startHandshake();
                } catch (IOException | GeneralSecurityException e) {
                    // refused, as it should be
                }
            }
        });
        server.setDaemon(true);
        server.start();
    }
}
