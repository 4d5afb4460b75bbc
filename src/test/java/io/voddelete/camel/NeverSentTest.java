package io.voddelete.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.RawServer;
import io.voddelete.vod.VodResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that end before their request went out have certainly not acted. */
@Timeout(20)
class NeverSentTest {
    private static final Duration TIMEOUT = Duration.ofMillis(300);
    private static final Duration LATEST = Duration.ofMillis(380);

    /** What a server does with a connection instead of a TLS handshake. */
    private interface Conduct {
        void meet(Socket connection) throws IOException;
    }

    @Test
    void aRefusedConnection() throws Exception {
        URI nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
        try (CallWire wire = new CallWire(nobody, TIMEOUT)) {
            assertNeverSent(wire.call());
        }
    }

    @Test
    void aServerThatAcceptsNoConnection() throws Exception {
        List<Socket> crowd = new ArrayList<>();
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            fill(socket, crowd);
            try (CallWire wire = new CallWire(URI.create("http://127.0.0.1:" + socket.getLocalPort()), TIMEOUT)) {
                assertNeverSent(wire.call());
                assertThat(wire.timeOfLateCall(LATEST)).isBetween(TIMEOUT.minusMillis(5), LATEST);
            }
        } finally {
            for (Socket each : crowd) {
                each.close();
            }
        }
    }

    @Test
    void aBatchWhoseLeaseEndsBeforeItsCallWould() throws Exception {
        try (RawServer server = RawServer.start(RawServer.saying(RawServer.answer("200 OK", "", "{}")));
                CallWire wire = new CallWire(server.address(), TIMEOUT)) {
            VodResponse answer = wire.callUnderLease(CallWire.NOW.plus(TIMEOUT).minusMillis(1));
            assertNeverSent(answer);
            assertThat(answer.toString()).contains("the lease of its ids ends too soon");
            assertThat(server.requests()).isEmpty();
            assertThat(wire.callUnderLease(CallWire.NOW.plus(TIMEOUT)).status()).isEqualTo(200);
        }
    }

    @Test
    void aServerThatSpeaksNoTls() throws Exception {
        assertNeverSent(callByTls(connection -> {
            connection.getInputStream().read();
            connection
                    .getOutputStream()
                    .write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }));
    }

    @Test
    void aServerThatBreaksTheHandshakeOff() throws Exception {
        assertNeverSent(callByTls(connection -> connection.getInputStream().read()));
    }

    @Test
    void aServerThatResetsTheHandshake() throws Exception {
        assertNeverSent(callByTls(connection -> {
            connection.getInputStream().read();
            connection.setSoLinger(true, 0);
        }));
    }

    @Test
    void aServerThatNeverEndsTheHandshake() throws Exception {
        assertNeverSent(callByTls(connection -> {
            while (connection.getInputStream().read() >= 0) {
                // it says nothing
            }
        }));
    }

    private static void assertNeverSent(VodResponse answer) {
        assertThat(answer.fault()).isNotNull();
        assertThat(answer.mayHaveActed()).as(answer.fault()).isFalse();
    }

    private static VodResponse callByTls(Conduct conduct) throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            Thread server = new Thread(() -> {
                try (Socket connection = socket.accept()) {
                    conduct.meet(connection);
                } catch (IOException e) {
                    // the client has gone
                }
            });
            server.setDaemon(true);
            server.start();
            try (CallWire wire = new CallWire(URI.create("https://127.0.0.1:" + socket.getLocalPort()), TIMEOUT)) {
                return wire.call();
            }
        }
    }

    /** Connects until the queue of connections that wait to be accepted is full. */
    private static void fill(ServerSocket socket, List<Socket> crowd) throws IOException {
        for (int i = 0; i < 10; i++) {
            Socket one = new Socket();
            crowd.add(one);
            try {
                one.connect(new InetSocketAddress("127.0.0.1", socket.getLocalPort()), 200);
            } catch (SocketTimeoutException e) {
                return;
            }
        }
        throw new IOException("the queue does not fill");
    }
}
