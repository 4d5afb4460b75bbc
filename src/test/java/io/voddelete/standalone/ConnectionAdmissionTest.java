package io.voddelete.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.impl.ConnectionBase;
import io.voddelete.kit.CapturedLog;
import io.voddelete.support.ThrottledLog;
import io.voddelete.support.TimeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** What is accepted, and what a connection that is closed still counts. */
@Timeout(60)
class ConnectionAdmissionTest {
    /** What earlier tests of this JVM may open or close meanwhile. */
    private static final Offset<Long> OF_OTHERS = Offset.offset(15L);

    private static final int MOST = 40;
    /** How many the system gives at a time. */
    private static final int ACCEPTED_AT_ONCE = 16;

    private static final Duration SOON = Duration.ofSeconds(20);

    private final ConnectionLimit limit = new ConnectionLimit(MOST, MOST);
    private final List<Channel> served = new CopyOnWriteArrayList<>();
    private final List<Socket> clients = new ArrayList<>();
    private StandaloneVertx vertx;
    private int port;

    @BeforeEach
    void listen() throws Exception {
        vertx = StandaloneVertx.start(
                StandaloneHttpServer.TIMEOUTS,
                limit,
                MemoryBudget.Both.of(Runtime.getRuntime().maxMemory()),
                System::nanoTime,
                new ThrottledLog(
                        LoggerFactory.getLogger(ConnectionAdmission.class),
                        "accepting an HTTP connection",
                        TimeSource.system()));
        port = vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1"))
                .requestHandler(request -> {
                    served.add(((ConnectionBase) request.connection()).channel());
                    request.response().end();
                })
                .listen(0)
                .toCompletionStage()
                .toCompletableFuture()
                .get()
                .actualPort();
    }

    @AfterEach
    void close() throws Exception {
        for (Socket client : clients) {
            client.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    /** A burst would else meet "too many open files": new ones are let in for some whose descriptors are not given back. */
    @Test
    void whoIsClosedCountsUntilItsDescriptorIsGivenBack() throws Exception {
        for (int i = 0; i < MOST; i++) {
            ask(connect());
        }
        long before = descriptors();
        EventLoop thread = served.get(0).eventLoop();
        CompletableFuture<Integer> counted = new CompletableFuture<>();
        CompletableFuture<Long> held = new CompletableFuture<>();

        thread.execute(() -> {
            served.forEach(channel -> channel.unsafe().close(channel.voidPromise()));
            thread.execute(() -> {
                held.complete(MOST - (before - descriptors()));
                counted.complete(limit.all().size());
            });
        });

        assertThat(held.get()).isCloseTo(MOST, OF_OTHERS);
        assertThat(counted.get()).isEqualTo(MOST);
        Awaitility.await().atMost(SOON).until(() -> limit.all().isEmpty());
        assertThat(descriptors()).isCloseTo(before - MOST, OF_OTHERS);
    }

    @Test
    void whileTooManyAreBeingClosedNewOnesWaitAndAreServedAfterwards() throws Exception {
        ask(connect());
        CountDownLatch busy = new CountDownLatch(1);
        served.get(0).eventLoop().execute(() -> await(busy));
        long before = descriptors();
        for (int i = 0; i < 3 * MOST; i++) {
            connect();
        }
        try {
            Awaitility.await().atMost(SOON).until(limit::isSaturated);
            Awaitility.await()
                    .during(Duration.ofMillis(500))
                    .atMost(SOON)
                    .until(() -> descriptors() - before - 3 * MOST <= MOST + MOST / 4 + ACCEPTED_AT_ONCE);
        } finally {
            busy.countDown();
        }

        for (Socket last : clients.subList(clients.size() - MOST / 2, clients.size())) {
            ask(last);
        }
    }

    @Test
    void whatGoesWrongAtAcceptingIsOneLineAndTheNextIsServed() throws Exception {
        ask(connect());
        try (CapturedLog log = CapturedLog.ofAll()) {
            Channel listening = served.get(0).parent();
            for (int i = 0; i < 3; i++) {
                listening
                        .eventLoop()
                        .submit(() -> listening.pipeline().fireExceptionCaught(new IOException("Too many open files")))
                        .get();
            }
            ask(connect());

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARN Accepting an HTTP connection failed")
                    .contains("Too many open files", "vod.http.max-connections");
        }
    }

    private Socket connect() throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
        client.setSoTimeout(20_000);
        clients.add(client);
        return client;
    }

    private static void ask(Socket client) throws IOException {
        client.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        String status = new String(client.getInputStream().readNBytes(15), StandardCharsets.US_ASCII);
        assertThat(status).isEqualTo("HTTP/1.1 200 OK");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Of this process, which has both ends of each connection. */
    private static long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
