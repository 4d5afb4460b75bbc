package io.voddelete.camel;

import static io.voddelete.kit.RawServer.answer;
import static io.voddelete.kit.RawServer.saying;
import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.RawServer;
import io.voddelete.vod.VodResponse;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever answers a call cannot fill the memory with what is not the body. */
@Timeout(20)
class AnswerHeadTest extends OnTheWire {
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long MOST_ALLOCATED = 16L << 20;
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";

    AnswerHeadTest() {
        super(Duration.ofSeconds(10), "");
    }

    @ParameterizedTest
    @CsvSource({
        "endless status line, 'HTTP/1.1 200 ', x",
        "endless header line, 'X: ', x",
        "endless name, '', x",
        "endless folded header, 'X: 1\r\n', ' x\r\n'",
        "endless headers, '', 'X: 1\r\n'",
        "endless empty headers, '', 'X:\r\n'",
        "endless blank lines, '', '\r\n'"
    })
    void aHeadWithoutEndIsAFault(String name, String before, String again) {
        boolean first = name.equals("endless status line") || name.equals("endless blank lines");

        assertFault((first ? "" : OK) + before, again, "");
    }

    @ParameterizedTest
    @CsvSource({
        "endless size of a chunk, '5;', x",
        "endless digits, '0', 0",
        "endless trailer line, '0\r\nX: ', x",
        "endless trailers, '0\r\n', 'X: 1\r\n'"
    })
    void chunksWithoutEndAreAFault(String name, String before, String again) {
        assertFault(CHUNKED + before, again, "");
    }

    @Test
    void theFaultNamesTheBounds() {
        assertFault(OK + "X: ", "x", String.valueOf(CallConnections.LONGEST_LINE));
        assertFault(OK, "X: 1\r\n", String.valueOf(CallConnections.MOST_HEADERS));
        assertFault(OK, "X: " + "x".repeat(8000) + "\r\n", String.valueOf(CallConnections.LONGEST_HEAD));
    }

    @Test
    void manyAndLongHeadersWithinTheBoundsAreTaken() {
        server.conduct(
                saying(answer("200 OK", "X-Token: " + "x".repeat(120_000) + "\r\n" + "Y: 1\r\n".repeat(80), "{}")));

        assertThat(wire.call().status()).isEqualTo(200);
    }

    private void assertFault(String before, String again, String part) {
        server.conduct(connection -> {
            connection.getOutputStream().write(before.getBytes(StandardCharsets.US_ASCII));
            byte[] block = again.repeat(Math.max(1, 1024 / again.length())).getBytes(StandardCharsets.US_ASCII);
            RawServer.writeEndlessly(connection.getOutputStream(), block);
            return false;
        });
        long allocated = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());

        VodResponse answer = wire.call();

        assertThat(THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - allocated)
                .isLessThan(MOST_ALLOCATED);
        assertThat(answer.fault()).isNotEmpty().contains(part).doesNotContain("within 10000 ms");
        assertThat(answer.status()).isZero();
        assertThat(answer.mayHaveActed()).isTrue();
        server.conduct(saying(answer("200 OK", "", "{}")));
        assertThat(wire.call().status()).isEqualTo(200);
    }
}
