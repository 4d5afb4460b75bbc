package io.voddelete.camel;

import static io.voddelete.kit.RawServer.answer;
import static io.voddelete.kit.RawServer.saying;
import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.RawServer;
import io.voddelete.vod.VodResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One call is one request with one end in time, whatever the server does. */
@Timeout(20)
class CallDeadlineTest extends OnTheWire {
    private static final Duration TIMEOUT = Duration.ofMillis(500);
    private static final Duration LATEST = Duration.ofMillis(600);

    CallDeadlineTest() {
        super(TIMEOUT, "");
    }

    @BeforeAll
    void callOnce() {
        wire.call(); // what is loaded and compiled at the first call does not count
    }

    @Test
    void endsWhileTheServerSaysNothing() {
        server.conduct(CallDeadlineTest::waitForTheClient);

        assertEndsAtTheDeadline();
    }

    @Test
    void endsWhileTheHeadDrips() {
        server.conduct(connection -> drip(connection, "HTTP/1.1 200 OK\r\nX-Long: " + "x".repeat(1000)));

        assertEndsAtTheDeadline();
    }

    @Test
    void endsWhileTheBodyDrips() {
        server.conduct(connection -> drip(connection, answer("200 OK", "", "x".repeat(1000))));

        assertEndsAtTheDeadline();
    }

    @Test
    void endsWhileOneInterimAnswerFollowsTheOther() {
        server.conduct(connection -> {
            RawServer.writeEndlessly(
                    connection.getOutputStream(),
                    "HTTP/1.1 103 Early Hints\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return false;
        });

        assertEndsAtTheDeadline();
    }

    @Test
    void endsEvenIfTheErrorHasNoEndOfBody() {
        server.conduct(connection -> {
            saying("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 10\r\n\r\nhalf")
                    .answer(connection);
            return waitForTheClient(connection);
        });

        assertEndsAtTheDeadline();
    }

    @Test
    void theNextCallAfterALateOneHasAFreshConnection() {
        server.conduct(CallDeadlineTest::waitForTheClient);
        wire.call();
        server.conduct(saying(answer("200 OK", "", "{}")));

        assertThat(wire.call().status()).isEqualTo(200);
        assertThat(server.connections()).isEqualTo(2);
    }

    private void assertEndsAtTheDeadline() {
        long begin = System.nanoTime();
        VodResponse answer = wire.call();
        Duration time = Duration.ofNanos(System.nanoTime() - begin);

        assertThat(server.requests()).hasSize(1);
        assertThat(answer.fault()).contains("no complete response within 500 ms");
        assertThat(answer.status()).isZero();
        assertThat(answer.mayHaveActed()).isTrue();
        Duration shortest = time.compareTo(LATEST) > 0 ? wire.timeOfLateCall(LATEST) : time;
        assertThat(shortest).isBetween(TIMEOUT.minusMillis(5), LATEST);
    }

    private static boolean waitForTheClient(Socket connection) throws IOException {
        InputStream in = connection.getInputStream();
        while (in.read() >= 0) {
            // it is to say no more
        }
        return false;
    }

    private static boolean drip(Socket connection, String text) throws IOException {
        OutputStream out = connection.getOutputStream();
        connection.setSoTimeout(20);
        for (byte each : text.getBytes(StandardCharsets.US_ASCII)) {
            out.write(each);
            try {
                if (connection.getInputStream().read() < 0) {
                    return false;
                }
            } catch (SocketTimeoutException e) {
                // the time between two bytes
            }
        }
        return false;
    }
}
