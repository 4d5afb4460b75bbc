package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.kit.CorrectCallers;
import io.voddelete.kit.FreePort;
import io.voddelete.kit.HostileConnections;
import io.voddelete.kit.ModuleProcess;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.SentIds;
import io.voddelete.kit.StatusCaller;
import io.voddelete.kit.WebhookCaller;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jar with little memory and 1 024 descriptors, one process for all: strangers who know no secret take memory, threads
 * and connections where they can, beside callers who do as they should. Prints how long these wait. The full size:
 * {@code -Dabuse.half=1700 -Dabuse.pipelines=16 -Dabuse.downloads=400 -Dabuse.idle=1200 -Dabuse.seconds=20}.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WireAbuseIT {
    private static final int HALF = Integer.getInteger("abuse.half", 600);
    private static final int PIPELINES = Integer.getInteger("abuse.pipelines", 16);
    private static final int DOWNLOADS = Integer.getInteger("abuse.downloads", 100);
    private static final int SILENT = Integer.getInteger("abuse.silent", 64);
    private static final int IDLE = Integer.getInteger("abuse.idle", 1200);
    private static final int GUESSERS = Integer.getInteger("abuse.guessers", 400);
    private static final int SHREDDERS = Integer.getInteger("abuse.shredders", 200);
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("abuse.seconds", 4));
    private static final boolean CALM = isCalm();
    private static final int CALLERS = 4;
    /** In one process that withstands all of them, one after another, started as the README says. */
    private static final int MOST_MEBIBYTES = 260;

    private static final int DOWNLOADED_LINES = 60_000;

    @TempDir
    static Path directory;

    private final int port = FreePort.find();
    private final WebhookCaller caller = new WebhookCaller("http://127.0.0.1:" + port + "/vod/submissions");
    private final StatusCaller status = new StatusCaller("http://127.0.0.1:" + port);
    private final SentIds ids = new SentIds(SampleIds.random(77, 100_000));
    private VodSimulator simulator;
    private ModuleProcess module;
    private String report;
    private long descriptors;

    @BeforeAll
    void start() throws Exception {
        simulator = VodSimulator.start(
                SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0));
        Map<String, String> settings = new HashMap<>(ModuleProcess.settingsFor(simulator));
        settings.put("vod.http.port", String.valueOf(port));
        settings.put("vod.intake.webhook.enabled", "true");
        settings.put("vod.intake.webhook.secret-key", WebhookCaller.SECRET);
        settings.put("vod.status.enabled", "true");
        settings.put(
                "vod.status.token", StatusCaller.TOKEN); // who shows none, or another one, may ask or not as before
        // as behind a proxy, so that the memory is reached before the connections are
        settings.put("vod.http.max-connections-per-address", "512");
        module = ModuleProcess.startBy(
                List.of("sh", "-c", "ulimit -n 1024; export MALLOC_ARENA_MAX=2; exec \"$@\"", "sh"),
                directory,
                settings,
                "-Xms32m",
                "-Xmx128m",
                "-XX:MaxNewSize=16m",
                "-XX:MinHeapFreeRatio=10",
                "-XX:MaxHeapFreeRatio=20");
        module.drop("downloaded.txt", Collections.nCopies(DOWNLOADED_LINES, ids.accepted(ids.next())));
        Awaitility.await()
                .atMost(Duration.ofSeconds(120))
                .ignoreException(UncheckedIOException.class)
                .until(() -> status.get("/observe/health/ready").statusCode() == 200);
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !newest().isEmpty());
        awaitSettled();
        report = "/vod/submissions/" + newest().get(0).get("submission_id").textValue() + "/report";
        warmUp();
        awaitSettled();
        descriptors = descriptors();
    }

    private void warmUp() throws Exception {
        try (CorrectCallers callers = new CorrectCallers(caller, CALLERS, ids, 100)) {
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> callers.accepted() > 300);
            System.err.println("WireAbuseIT: nobody attacks: " + callers.end());
        }
    }

    @AfterAll
    void stop() {
        try {
            awaitSettled();
            ids.check(simulator.recorder(), module.outcomes());
            assertThat(module.log()).doesNotContain("OutOfMemory", " ERROR ", "\tat ");
        } finally {
            module.close();
            simulator.close();
        }
    }

    @Test
    void halfSentBodies() throws Exception {
        withstands(
                "half-sent bodies",
                100,
                () -> HostileConnections.halfSentBodies(port, HALF, WebhookCaller.head(), 65_536));
    }

    @Test
    void halfSentLargeBodies() throws Exception {
        withstands(
                "half-sent large bodies",
                100_000,
                () -> HostileConnections.halfSentBodies(port, HALF / 8, WebhookCaller.head(), 1_000_000));
    }

    @Test
    void requestsWithoutEndOfWhichNoAnswerIsRead() throws Exception {
        withstands(
                "pipelining",
                100,
                () -> HostileConnections.pipelining(port, PIPELINES, "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n"));
    }

    @Test
    void questionsWithoutEndOfWhichNoAnswerIsRead() throws Exception {
        withstands(
                "pipelined questions",
                100,
                () -> HostileConnections.pipelining(
                        port, PIPELINES, "GET /vod/submissions?limit=500 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
    }

    @Test
    void unreadDownloads() throws Exception {
        withstands(
                "unread downloads",
                100,
                () -> HostileConnections.unreadAnswers(
                        port, DOWNLOADS, "GET " + report + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
        Awaitility.await().atMost(Duration.ofSeconds(CALM ? 10 : 180)).untilAsserted(() -> {
            HttpResponse<String> whole = status.get(report);
            assertThat(whole.statusCode()).as(whole.body()).isEqualTo(200);
            assertThat(whole.body().lines().count()).isGreaterThan(DOWNLOADED_LINES);
        });
    }

    @Test
    void unreadLists() throws Exception {
        withstands(
                "unread lists",
                100,
                () -> HostileConnections.unreadAnswers(
                        port, DOWNLOADS, "GET /vod/submissions?limit=500 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
    }

    @Test
    void silentBodiesBesideLargeLists() throws Exception {
        withstands("silent bodies", 100_000, () -> HostileConnections.silentBodies(port, SILENT, WebhookCaller.head()));
    }

    @Test
    void idleConnections() throws Exception {
        withstands("idle connections", 100, () -> HostileConnections.idle(port, IDLE));
    }

    @Test
    void guessersOfTokens() throws Exception {
        String guess = "GET /vod/summary HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                + StatusCaller.TOKEN.replace('o', '0') + "\r\n\r\n";
        long before = refusedCallers();

        withstands("guessers", 100, () -> HostileConnections.asking(port, GUESSERS, guess.repeat(8)));

        assertThat(refusedCallers() - before).isGreaterThan(GUESSERS);
    }

    @Test
    void bodiesInTinyParts() throws Exception {
        withstands("tiny parts", 100, () -> HostileConnections.tinyParts(port, SHREDDERS, WebhookCaller.head()));
    }

    @Test
    void connectionsThatComeAndGo() throws Exception {
        withstands("short connections", 100, () -> HostileConnections.shortLived(port, 200));
    }

    private void withstands(String attack, int bytes, Supplier<HostileConnections> attacker) throws Exception {
        module.forgetPeak();
        CorrectCallers.Served served;
        int opened;
        try (HostileConnections hostile = attacker.get();
                CorrectCallers callers = new CorrectCallers(caller, CALLERS, ids, bytes)) {
            module.drop(attack.replace(' ', '-') + ".txt", List.of(ids.accepted(ids.next())));
            Awaitility.await().pollDelay(TIME).atMost(TIME.plusSeconds(60)).until(() -> callers.accepted() > 20);
            served = callers.end();
            opened = hostile.opened();
        }
        Instant end = Instant.now();
        long peak = module.peakMebibytes();
        System.err.printf("WireAbuseIT: %s, %d opened: %s; peak memory %d MiB%n", attack, opened, served, peak);
        sendOne();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(this::isWell);
        System.err.printf(
                "WireAbuseIT: %s: well after %d ms%n",
                attack, Duration.between(end, Instant.now()).toMillis());
        assertThat(served.others()).isEmpty();
        assertThat(Duration.between(end, Instant.now())).isLessThan(Duration.ofSeconds(10));
        assertThat(peak).isLessThanOrEqualTo(MOST_MEBIBYTES);
        // on a machine that has other things to do the callers wait for these too; the figure above tells
        int slower = CALM ? 1 : 24;
        assertThat(served.quantile(50)).isLessThanOrEqualTo(250 * slower);
        assertThat(served.quantile(99)).isLessThanOrEqualTo(1000 * slower);
    }

    private static boolean isCalm() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        return system.getSystemLoadAverage() < 2 * system.getAvailableProcessors();
    }

    /** It is ready, has deleted all, and has closed what the attacker left. */
    private boolean isWell() {
        return status.get("/observe/health/ready").statusCode() == 200
                && descriptors() < descriptors + 30
                && ids.areSettled(directory.resolve("data"));
    }

    private void awaitSettled() {
        Awaitility.await().atMost(Duration.ofSeconds(120)).until(() -> ids.areSettled(directory.resolve("data")));
    }

    private long refusedCallers() {
        return status.ask("/vod/summary").path("refused_callers").path("count").longValue();
    }

    private JsonNode newest() {
        return status.ask("/vod/submissions").get("submissions");
    }

    private void sendOne() {
        String id = ids.next();
        HttpResponse<String> answer = caller.send("msg-" + id, WebhookCaller.json(List.of(id)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        ids.accepted(id);
    }

    private long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc", String.valueOf(module.pid()), "fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
