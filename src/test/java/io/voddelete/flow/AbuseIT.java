package io.voddelete.flow;

import static io.voddelete.kit.WebhookCaller.bytes;
import static io.voddelete.kit.WebhookCaller.gzip;
import static io.voddelete.kit.WebhookCaller.json;
import static io.voddelete.kit.WebhookCaller.signed;
import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.Counters;
import io.voddelete.kit.FreePort;
import io.voddelete.kit.Invariants;
import io.voddelete.kit.ModuleProcess;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.WebhookCaller;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jar with little memory, while many send what is too much, too deep, too slow or wrongly signed: whoever calls it
 * correctly is served, nothing else is accepted. Prints how long correct callers wait. The full size: {@code
 * -Dabuse.requests=20000 -Dabuse.slow=500 -Dabuse.bytes=1073741824}.
 */
class AbuseIT {
    private static final int REQUESTS = Integer.getInteger("abuse.requests", 600);
    private static final int SLOW = Integer.getInteger("abuse.slow", 100);
    private static final long BYTES = Long.getLong("abuse.bytes", 64L << 20);
    private static final int CALLERS = 4;
    private static final String NEW_SECRET = "whsec_YW5vdGhlci1tYWRlLXVwLXNlY3JldC1vZi10ZXN0cw==";
    private static final String OLD_SECRET = "whsec_YS1zZWNyZXQtdGhhdC1pcy1uby1sb25nZXItdmFsaWQ=";

    @TempDir
    Path directory;

    private final int port = FreePort.find();
    private final WebhookCaller caller = new WebhookCaller("http://127.0.0.1:" + port + "/vod/submissions");
    private final AtomicBoolean ended = new AtomicBoolean();

    @Test
    void correctCallersAreServedAndNothingElseIsAccepted() throws Exception {
        List<String> ids = SampleIds.random(51, REQUESTS);
        ConcurrentLinkedQueue<String> left = new ConcurrentLinkedQueue<>(ids);
        List<Socket> slow = new ArrayList<>();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (VodSimulator simulator = VodSimulator.start(
                        SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0));
                ModuleProcess module = ModuleProcess.start(directory, settings(simulator), "-Xmx128m")) {
            String warm = left.remove();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .ignoreException(UncheckedIOException.class)
                    .until(() -> send(secretOf(0), warm), status -> status == 202);

            for (int i = 0; i < SLOW; i++) {
                slow.add(slowSender(i % 2 == 0));
            }
            List<Future<?>> attacks = new ArrayList<>();
            for (Consumer<Integer> attack : List.<Consumer<Integer>>of(
                    this::sendWithoutEnd, this::sendDeep, this::sendTooMany, this::sendWithOldSecret)) {
                attacks.add(threads.submit(() -> untilTheEnd(Duration.ofMillis(100), attack)));
            }
            attacks.add(threads.submit(() -> untilTheEnd(Duration.ofSeconds(1), round -> dribble(slow))));

            List<Future<List<Long>>> served = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                String secret = secretOf(i);
                served.add(threads.submit(() -> callCorrectly(secret, left)));
            }
            List<Long> micros = new ArrayList<>();
            for (Future<List<Long>> some : served) {
                micros.addAll(some.get());
            }
            ended.set(true);
            for (Future<?> attack : attacks) {
                attack.get();
            }
            micros.sort(null);
            double p99 = micros.get(micros.size() * 99 / 100) / 1e3;
            System.err.printf(
                    "AbuseIT: %d correct requests beside %d slow senders, ms p50 %.1f, p99 %.1f, most %.1f; peak memory %d MiB%n",
                    micros.size(),
                    SLOW,
                    micros.get(micros.size() / 2) / 1e3,
                    p99,
                    micros.get(micros.size() - 1) / 1e3,
                    module.peakMebibytes());
            Awaitility.await().atMost(Duration.ofSeconds(120)).until(() -> settledAndReported(REQUESTS));
            assertThat(Counters.checked(directory.resolve("data")).submissions())
                    .isEqualTo(REQUESTS);
            new Invariants(simulator.recorder(), module.outcomes()).check(ids);
            // loose: the machine that builds may be busy, the figure above tells
            assertThat(p99).isLessThan(5_000);
            assertThat(module.peakMebibytes()).isLessThan(400);
            assertThat(module.log()).doesNotContain("OutOfMemoryError", " ERROR ");
        } finally {
            ended.set(true);
            for (Socket socket : slow) {
                socket.close();
            }
            threads.shutdownNow();
        }
    }

    private Map<String, String> settings(VodSimulator simulator) {
        Map<String, String> settings = new HashMap<>(ModuleProcess.settingsFor(simulator));
        settings.put("vod.http.port", String.valueOf(port));
        settings.put("vod.intake.webhook.enabled", "true");
        settings.put("vod.intake.webhook.secret-key", WebhookCaller.SECRET + "," + NEW_SECRET);
        return settings;
    }

    /** While a secret is changed some callers have the one, some the other. */
    private static String secretOf(int caller) {
        return caller % 2 == 0 ? WebhookCaller.SECRET : NEW_SECRET;
    }

    private int send(String secret, String id) {
        byte[] list = bytes(json(List.of(id)));
        return caller.send(signed(secret, "msg-" + id, Instant.now(), list), list)
                .statusCode();
    }

    private List<Long> callCorrectly(String secret, ConcurrentLinkedQueue<String> ids) {
        List<Long> micros = new ArrayList<>();
        for (String id = ids.poll(); id != null; id = ids.poll()) {
            long start = System.nanoTime();
            assertThat(send(secret, id)).isEqualTo(202);
            micros.add((System.nanoTime() - start) / 1000);
        }
        return micros;
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** Has sent a part, of the head or of the body. */
    private Socket slowSender(boolean ofHead) throws IOException {
        Socket socket = connect();
        String head = "POST /vod/submissions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
        String body = "Content-Length: 1000000\r\n\r\n[\"" + "a".repeat(10_000);
        socket.getOutputStream().write((head + (ofHead ? "X-Slow: " : body)).getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static void dribble(List<Socket> slow) {
        for (Socket socket : slow) {
            try {
                socket.getOutputStream().write('a');
            } catch (IOException hungUp) {
                // after half a minute, as it should be
            }
        }
    }

    /** At least once. */
    private void untilTheEnd(Duration interval, Consumer<Integer> attack) {
        AtomicInteger round = new AtomicInteger();
        Awaitility.await()
                .atMost(Duration.ofHours(1))
                .pollDelay(Duration.ZERO)
                .pollInterval(interval)
                .until(() -> {
                    attack.accept(round.getAndIncrement());
                    return ended.get();
                });
    }

    private void sendWithoutEnd(int number) {
        byte[] chunk = ("10000\r\n" + " ".repeat(65_536) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            out.write("POST /vod/submissions HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            for (long sent = 0; sent < BYTES; sent += 65_536) {
                out.write(chunk);
            }
            throw new AssertionError("all of an endless body was taken: " + BYTES + " bytes");
        } catch (IOException hungUp) {
            // as it should be
        }
    }

    private void sendDeep(int number) {
        isRefused(400, signedBody("deep-" + number, bytes("[".repeat(10_000))));
        isRefused(400, signedBody("deep-" + number, bytes("{\"a\":".repeat(10_000))));
    }

    private void sendTooMany(int number) {
        byte[] many = bytes("[" + "\"a\",".repeat(999_999) + "\"a\"]");
        byte[] packed = gzip(many);
        Map<String, String> headers = signed("many-" + number, Instant.now(), packed);
        headers.put("Content-Encoding", "gzip");
        isRefused(413, caller.send(headers, packed));
        try {
            // the slow senders announce more than may come in at the same time
            assertThat(signedBody("many-" + number, many).statusCode()).isIn(413, 503);
        } catch (UncheckedIOException hungUp) {
            // it need not read on to be heard
        }
    }

    private void sendWithOldSecret(int number) {
        byte[] list = bytes(json(SampleIds.random(1_000_000L + number, 1)));
        isRefused(401, caller.send(signed(OLD_SECRET, "old-" + number, Instant.now(), list), list));
    }

    private HttpResponse<String> signedBody(String id, byte[] body) {
        return caller.send(signed(id, Instant.now(), body), body);
    }

    private static void isRefused(int status, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    }

    private boolean settledAndReported(int count) {
        Counters counters = Counters.of(directory.resolve("data"));
        return counters.settled() == count && counters.unreported() == 0;
    }
}
