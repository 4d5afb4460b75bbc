package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.voddelete.intake.Schedule;
import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.HostileFront;
import io.voddelete.kit.RawServer;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.ShiftedClock;
import io.voddelete.kit.StoreFile;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import io.voddelete.support.TimeSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists on a schedule of seconds, over real Quartz, from a folder and from an HTTP server. */
class ScheduleFlowTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    /** Far off, so that nothing fires but what the test fires itself. */
    private static final String NEW_YEAR = "0 0 0 1 1 ?";

    @TempDir
    Path directory;

    private VodSimulator simulator;

    @BeforeEach
    void startSimulator() {
        simulator = VodSimulator.start(
                SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0));
    }

    @AfterEach
    void stopSimulator() {
        simulator.close();
    }

    @Test
    void filesOfAFolderAreOneSubmissionAndConsumedOnceItIsAccepted() throws Exception {
        drop("a.csv", List.of("asset_id", SampleIds.random(1, 1).get(0), "no id"));
        drop("b.txt", SampleIds.random(2, 2));
        try (CapturedLog log = CapturedLog.ofAll();
                RunningModule module = start(folder())) {
            module.awaitEnd(1);

            assertThat(rows("SELECT source FROM submission"))
                    .singleElement()
                    .asString()
                    .matches("schedule:every-second@\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
            assertThat(rows("SELECT lines, accepted, rejected FROM submission")).containsExactly("5 3 1");
            assertThat(module.outcomes().success())
                    .allSatisfy(
                            outcome -> assertThat(outcome.get("request_reason").textValue())
                                    .isEqualTo("CHG-4712"));
            await().atMost(SOON).until(() -> names(lists()).equals(List.of(".camel")));
            assertThat(names(lists().resolve(".camel"))).containsExactly("a.csv", "b.txt");
            await().atMost(SOON)
                    .until(() -> log.lines().stream().anyMatch(line -> line.contains("the source is empty")));
            awaitRuns(1);
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("the source is empty"))
                    .hasSize(1);
            assertThat(log.lines()).noneMatch(line -> line.startsWith("WARN") || line.startsWith("ERROR"));
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("next runs at"))
                    .singleElement()
                    .asString()
                    .matches(".*(, .*){2}.*");
        }
    }

    @Test
    void aCronThatMayMeanSomethingElseIsSaidOnceAtTheStart() throws Exception {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        Map<String, String> settings = new HashMap<>(folder());
        settings.put("vod.intake.schedule.cron", "0 30 2 ? * 1-5");
        settings.put("vod.intake.schedule.time-zone", berlin.getId());
        ZoneOffsetTransition change = berlin.getRules().nextTransition(Instant.now());
        ZoneOffsetTransition other = berlin.getRules().nextTransition(change.getInstant());
        try (CapturedLog log = CapturedLog.ofAll()) {
            start(settings).close();
            assertThat(warnings(log))
                    .hasSize(2)
                    .allMatch(line -> line.contains("'every-second'") && line.contains("vod.intake.schedule.cron"))
                    .anySatisfy(line -> assertThat(line).contains("'1-5'", "SUN-THU", "MON-FRI", "Sunday, "))
                    .anySatisfy(line -> assertThat(line)
                            .contains(
                                    "Sun " + change.getDateTimeBefore().toLocalDate() + " 02:30",
                                    "Sun " + other.getDateTimeBefore().toLocalDate() + " 02:30",
                                    "02:30 +01:00 Europe/Berlin",
                                    "Mon ",
                                    "02:30 +02:00 Europe/Berlin",
                                    "vod.intake.schedule.time-zone=UTC"));
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("next runs at"))
                    .singleElement()
                    .asString()
                    .containsPattern(
                            "( (Sun|Mon|Tue|Wed|Thu) \\d{4}-\\d\\d-\\d\\d 02:30 \\+0[12]:00 Europe/Berlin,?){3}$");
        }
    }

    @Test
    void oneFileThatCannotBeReadKeepsAllOfThemWhereTheyLieUntilItIsMended() throws Exception {
        drop("a.txt", SampleIds.random(1, 1));
        drop("b.json", List.of("[\"half"));
        try (CapturedLog log = CapturedLog.ofAll();
                RunningModule module = start(folder())) {
            await().atMost(SOON).until(() -> warnings(log).size() == 1);
            assertThat(warnings(log).get(0))
                    .contains("Schedule 'every-second' failed", "list 'b.json'", "next attempt is at");
            assertThat(names(lists())).containsExactly("a.txt", "b.json");
            assertThat(rows("SELECT count(*) FROM submission")).containsExactly("0");
            assertThat(rows("SELECT count(*) FROM asset")).containsExactly("0");

            drop("b.json", List.of("[\"" + SampleIds.random(2, 1).get(0) + "\"]"));

            assertThat(module.awaitEnd(1).deleted()).isEqualTo(2);
            await().atMost(SOON).until(() -> names(lists()).equals(List.of(".camel")));
            assertThat(log.lines()).noneMatch(line -> line.startsWith("ERROR"));
        }
    }

    @Test
    void aFileThatIsWrittenToOrSaysSoByItsNameWaitsForALaterRun() throws Exception {
        drop("written.txt", SampleIds.random(1, 1));
        drop("old.txt", SampleIds.random(2, 1));
        drop("ids.txt.tmp", SampleIds.random(3, 1));
        Map<String, String> settings = new HashMap<>(folder());
        settings.put("vod.intake.schedule.cron", NEW_YEAR);
        settings.put("vod.intake.file.min-age", "1500ms");
        ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();
        try (RunningModule module = start(settings)) {
            writer.scheduleAtFixedRate(() -> touch("written.txt"), 0, 100, TimeUnit.MILLISECONDS);
            fire(module, 2050);
            assertThat(names(lists())).containsExactly(".camel", "ids.txt.tmp", "written.txt");

            writer.shutdown();
            assertThat(writer.awaitTermination(SOON.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            fire(module, 2051);
            assertThat(names(lists())).containsExactly(".camel", "ids.txt.tmp");
            assertThat(module.awaitEnd(2).deleted()).isEqualTo(2);
        } finally {
            writer.shutdownNow();
        }
    }

    /** Writes to it as a copy does that keeps the time of its original. */
    private void touch(String name) {
        try {
            Files.writeString(lists().resolve(name), "\n", StandardOpenOption.APPEND);
            Files.setLastModifiedTime(lists().resolve(name), FileTime.from(Instant.EPOCH));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aFolderThatIsNotThereIsWarnedOfAndItsRunIsMadeWhenItIsThere() throws Exception {
        Map<String, String> settings = new HashMap<>(folder());
        settings.put("vod.intake.schedule.cron", NEW_YEAR);
        try (CapturedLog log = CapturedLog.ofAll();
                RunningModule module = start(settings)) {
            String before = lastRun();
            Files.delete(lists());

            fire(module, 2050);

            assertThat(warnings(log))
                    .singleElement()
                    .asString()
                    .contains(
                            "Schedule 'every-second' failed: NoSuchFileException",
                            lists().toString(),
                            "next attempt is at");
            assertThat(lastRun()).isEqualTo(before);
            drop("a.txt", SampleIds.random(1, 1));
            fire(module, 2050);
            assertThat(module.awaitEnd(1).deleted()).isEqualTo(1);
        }
    }

    @Test
    void afterACrashBeforeTheFilesWereMovedAFailedIdIsNotTriedAgain() throws Exception {
        List<String> ids = SampleIds.random(1, 1);
        String unknown = "f".repeat(32);
        drop("a.txt", List.of(ids.get(0), unknown));
        Map<String, String> staying = new HashMap<>(Map.of(
                "vod.intake.schedule.source-uri",
                "file:" + lists() + "?noop=true&idempotent=false",
                "vod.intake.schedule.cron",
                NEW_YEAR));
        try (RunningModule module = start(staying)) {
            fire(module, 2050);
            module.awaitEnd(1);
        }
        Map<String, String> moving = new HashMap<>(folder());
        moving.put("vod.intake.schedule.cron", NEW_YEAR);
        try (RunningModule module = start(moving)) {
            fire(module, 2051);

            assertThat(names(lists())).containsExactly(".camel");
            assertThat(lastRun()).startsWith("2051");
            assertThat(module.totals().submissions()).isEqualTo(1);
            assertThat(rows("SELECT DISTINCT generation FROM asset")).containsExactly("1");
        }
    }

    @Test
    void aRunThatWasMissedWhileTheModuleWasDownIsMadeOnceAtItsStart() throws Exception {
        Map<String, String> hourly = new HashMap<>(folder());
        hourly.put("vod.intake.schedule.cron", "0 0 * * * ?");
        start(hourly).close();
        setLastRun("2026-11-01T08:00:00Z");
        drop("a.txt", SampleIds.random(1, 2));
        Instant before = Instant.now();
        try (RunningModule module = start(hourly)) {
            module.awaitEnd(1);
            String planned = before.truncatedTo(ChronoUnit.HOURS).toString();
            assertThat(rows("SELECT source FROM submission")).containsExactly("schedule:every-second@" + planned);
            await().atMost(SOON).until(() -> names(lists()).equals(List.of(".camel")));
        }
        drop("b.txt", SampleIds.random(3, 2));
        try (CapturedLog log = CapturedLog.ofAll();
                RunningModule module = start(hourly)) {
            await().atMost(SOON)
                    .until(() ->
                            log.lines().stream().anyMatch(line -> line.contains("Started vod-take-in-missed-run")));
            assertThat(module.totals().submissions()).isEqualTo(1);
            assertThat(names(lists())).containsExactly(".camel", "b.txt");
        }
    }

    @Test
    void aRunThatWasMissedIsLeftOutWhereMisfireIsSkip() throws Exception {
        Map<String, String> hourly = new HashMap<>(folder());
        hourly.put("vod.intake.schedule.cron", "0 0 * * * ?");
        hourly.put("vod.intake.schedule.misfire", "skip");
        start(hourly).close();
        setLastRun("2026-11-01T08:00:00Z");
        drop("a.txt", SampleIds.random(1, 2));
        try (CapturedLog log = CapturedLog.ofAll();
                RunningModule module = start(hourly)) {
            await().atMost(SOON).until(() -> log.lines().stream().anyMatch(line -> line.contains("misfire is skip")));
            assertThat(module.totals().submissions()).isZero();
            assertThat(names(lists())).containsExactly("a.txt");
        }
    }

    @Test
    void anHttpSourceIsAskedForItsListAndNothingIsSentButTheQuestion() throws Exception {
        String list = "[\"" + String.join("\",\"", SampleIds.random(1, 3)) + "\"]";
        try (RawServer server = RawServer.start(RawServer.saying(RawServer.answer(
                        "200 OK", "Content-Type: application/json\r\nCamelHttpUri: http://x/\r\n", list)));
                RunningModule module = start(call(server))) {
            assertThat(module.awaitEnd(1).deleted()).isEqualTo(3);

            assertThat(server.requests().get(0))
                    .startsWith("GET /list?key=s3cr3t-key HTTP/1.1\r\n")
                    .doesNotContainIgnoringCase("X-Sdk-Date")
                    .doesNotContainIgnoringCase("Authorization")
                    .doesNotContainIgnoringCase("fire")
                    .doesNotContainIgnoringCase("trigger");
            awaitRuns(1);
            assertThat(rows("SELECT DISTINCT accepted || ' ' || duplicate FROM submission ORDER BY id"))
                    .startsWith("3 0", "0 3");
        }
    }

    private record Failure(String why, RawServer.Conduct answer) {}

    private static List<Failure> failures() {
        String id = "a".repeat(32) + "\n";
        String html = "<html>Log in</html>";
        return List.of(
                new Failure("500", RawServer.saying(RawServer.answer("500 Oops", "", id))),
                new Failure("302", RawServer.saying(RawServer.answer("302 Found", "Location: /other\r\n", id))),
                new Failure("206", RawServer.saying(RawServer.answer("206 Partial Content", "", id))),
                new Failure("401", RawServer.saying(RawServer.answer("401 Unauthorized", "", id))),
                new Failure("Premature end", cutOff("Content-Length: 1000\r\n", bytes(id))),
                new Failure("Premature end", cutOff("Transfer-Encoding: chunked\r\n", bytes("21\r\n" + id + "\r\n"))),
                new Failure("neither a Content-Length nor chunks", cutOff("Connection: close\r\n", bytes(id + id))),
                new Failure(
                        "neither a Content-Length nor chunks",
                        cutOff("Content-Encoding: gzip\r\nConnection: close\r\n", gzipped(id))),
                new Failure("no complete response within 400 ms", connection -> {
                    connection.getOutputStream().write(bytes("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + id));
                    return connection.getInputStream().read() >= 0; // until the client has had enough
                }),
                new Failure("bytes of headers", HostileFront::endlessLine),
                new Failure("bytes of headers", HostileFront::endlessHeaders),
                new Failure("more than 5000 bytes", RawServer.saying(RawServer.answer("200 OK", "", id.repeat(200)))),
                new Failure(
                        "HTML page",
                        RawServer.saying(RawServer.answer("200 OK", "Content-Type: text/html\r\n", html))));
    }

    /** Closes the connection after so much. */
    private static RawServer.Conduct cutOff(String headers, byte[] body) {
        return connection -> {
            connection.getOutputStream().write(bytes("HTTP/1.1 200 OK\r\n" + headers + "\r\n"));
            connection.getOutputStream().write(body);
            return false;
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] gzipped(String text) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    @Test
    void ofAnAnswerThatIsNotWholeAndWellNothingIsAcceptedAndTheNextTimeIsTried() throws Exception {
        ShiftedClock clock = new ShiftedClock();
        try (CapturedLog log = CapturedLog.ofAll();
                RawServer server = RawServer.start(connection -> false)) {
            Map<String, String> settings = new HashMap<>(call(server));
            settings.put("vod.intake.schedule.cron", NEW_YEAR);
            settings.put("vod.intake.schedule.timeout", "400ms");
            settings.put("vod.intake.file.max-bytes", "5000");
            try (RunningModule module = start(settings, clock)) {
                for (Failure failure : failures()) {
                    clock.advance(Duration.ofMinutes(2)); // a fault is said once a minute
                    server.conduct(failure.answer());
                    int before = warnings(log).size();
                    fire(module, 2050);
                    assertThat(warnings(log).subList(before, warnings(log).size()))
                            .as(failure.why())
                            .singleElement()
                            .asString()
                            .contains("Schedule 'every-second' failed", failure.why(), "next attempt is at");
                }
                assertThat(rows("SELECT count(*) FROM asset")).containsExactly("0");

                server.conduct(RawServer.saying(
                        RawServer.answer("200 OK", "", SampleIds.random(1, 1).get(0))));
                fire(module, 2050);

                assertThat(module.awaitEnd(1).deleted()).isEqualTo(1);
                assertThat(log.text()).doesNotContain("s3cr3t");
                assertThat(server.requests()).noneMatch(request -> request.contains("/other"));
            }
        }
    }

    @Test
    void anEmptyAnswerIsAnEmptySource() throws Exception {
        List<String> answers = List.of(
                "HTTP/1.1 204 No Content\r\n\r\n",
                RawServer.answer("200 OK", "", ""),
                RawServer.answer("200 OK", "", "[]"),
                RawServer.answer("200 OK", "", "asset_id\r\n"),
                RawServer.answer("200 OK", "", "{\"asset_ids\":[]}"));
        try (CapturedLog log = CapturedLog.ofAll();
                RawServer server = RawServer.start(connection -> false)) {
            Map<String, String> settings = new HashMap<>(call(server));
            settings.put("vod.intake.schedule.cron", NEW_YEAR);
            try (RunningModule module = start(settings)) {
                int year = 2050;
                for (String answer : answers) {
                    server.conduct(RawServer.saying(answer));
                    fire(module, ++year);
                    assertThat(lastRun()).as(answer).startsWith(year + "-01-01");
                }
                assertThat(module.totals().submissions()).isZero();
                // a second after its start the module looks for a missed run, and finds those of years to come
                assertThat(warnings(log)).allMatch(warning -> warning.contains("planned time of its last run"));
                assertThat(log.lines())
                        .filteredOn(line -> line.contains("the source is empty"))
                        .hasSize(1);
            }
        }
    }

    @Test
    void aStopInTheMiddleOfARunAcceptsNothingAndTheRunIsMadeAfterTheNextStart() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        RawServer.Conduct slow = connection -> {
            connection
                    .getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Length: 33\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            asked.countDown();
            return connection.getInputStream().read() >= 0;
        };
        try (RawServer server = RawServer.start(slow)) {
            Map<String, String> settings = new HashMap<>(call(server));
            settings.put("vod.intake.schedule.timeout", "1s");
            try (RunningModule module = start(settings)) {
                assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
                assertThat(module.totals().submissions()).isZero();
            }
            assertThat(rows("SELECT count(*) FROM submission")).containsExactly("0");
            server.conduct(RawServer.saying(
                    RawServer.answer("200 OK", "", SampleIds.random(1, 1).get(0))));
            try (RunningModule module = start(settings)) {
                assertThat(module.awaitEnd(1).deleted()).isEqualTo(1);
            }
        }
    }

    /** As a database would give them. */
    public static final class Rows {
        public List<Map<String, Object>> rows() {
            return List.of(
                    Map.of("ASSET_ID", "a".repeat(32), "NAME", "x"), Map.of("ASSET_ID", "b".repeat(32), "NAME", "y"));
        }
    }

    @Test
    void rowsOfAnyEndpointAreAList() throws Exception {
        try (RunningModule module = start(Map.of(
                "vod.intake.schedule.source-mode",
                "call",
                "vod.intake.schedule.source-uri",
                "class:" + Rows.class.getName() + "?method=rows",
                "vod.intake.schedule.cron",
                NEW_YEAR))) {
            fire(module, 2050);
            module.awaitEnd(1);
            assertThat(rows("SELECT asset_id FROM asset ORDER BY 1")).containsExactly("a".repeat(32), "b".repeat(32));
        }
    }

    @Test
    void whereItIsOffNothingOfQuartzIsThereAndNothingIsMissed() throws Exception {
        start(Map.of("vod.intake.schedule.source-uri", "file:" + lists(), "vod.intake.schedule.cron", NEW_YEAR))
                .close();
        assertThat(lastRun()).endsWith(" " + NEW_YEAR + " UTC");
        try (RunningModule module = start(Map.of("vod.intake.schedule.enabled", "false"))) {
            assertThat(lastRun()).endsWith(" off");
            assertThat(module.context().hasComponent("quartz")).isNull();
            assertThat(module.context().getRoute("vod-begin-run")).isNull();
        }
    }

    @Test
    void anHttpSourceThatIsToBePolledAndAnAddressOfNoComponentAreRefusedAtTheStart() {
        assertThatThrownBy(() -> start(Map.of("vod.intake.schedule.source-uri", "https://host/list?key=s3cr3t-key")))
                .hasMessageContainingAll("vod.intake.schedule.source-mode", "'poll'")
                .hasMessageContaining("Allowed: call");
        assertThatThrownBy(() -> start(Map.of("vod.intake.schedule.source-uri", "nothing:there?key=s3cr3t-key")))
                .hasMessageContainingAll("vod.intake.schedule.source-uri", "(not shown)")
                .hasMessageNotContaining("s3cr3t");
    }

    private static Map<String, String> call(RawServer server) {
        return Map.of(
                "vod.intake.schedule.source-mode",
                "call",
                "vod.intake.schedule.source-uri",
                server.address() + "/list?key=s3cr3t-key");
    }

    /** As Quartz does on New Year of that year; returns when the run is over. */
    private static void fire(RunningModule module, int year) {
        module.context()
                .createProducerTemplate()
                .sendBody("direct:vod-begin-run", new Schedule.Fired(Instant.parse(year + "-01-01T00:00:00Z"), false));
    }

    private static List<String> warnings(CapturedLog log) {
        return log.lines().stream()
                .filter(line -> line.startsWith("WARN Schedule"))
                .toList();
    }

    private void setLastRun(String time) {
        StoreFile.of(data())
                .change("UPDATE setting SET value = '" + time
                        + "' || substr(value, instr(value, ' ')) WHERE name LIKE 'schedule:%'");
    }

    private Path data() {
        return directory.resolve("data");
    }

    private Path lists() {
        return directory.resolve("lists");
    }

    private Map<String, String> folder() {
        return Map.of("vod.intake.schedule.source-uri", "file:" + lists());
    }

    private RunningModule start(Map<String, String> changes) throws Exception {
        return start(changes, TimeSource.system());
    }

    private RunningModule start(Map<String, String> changes, TimeSource clock) throws Exception {
        Files.createDirectories(lists());
        Map<String, String> all = new HashMap<>(Map.of(
                "vod.intake.schedule.enabled", "true",
                "vod.intake.schedule.name", "every-second",
                "vod.intake.schedule.reason", "CHG-4712",
                "vod.intake.schedule.cron", "0/1 * * * * ?"));
        all.putAll(changes);
        return RunningModule.start(data(), simulator, all, clock);
    }

    private void drop(String name, List<String> lines) throws IOException {
        Files.createDirectories(lists());
        Path half = Files.write(lists().resolve(name + ".tmp"), lines);
        Files.move(half, lists().resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Waits until so many more runs are remembered. */
    private void awaitRuns(int runs) {
        String last = lastRun();
        for (int i = 0; i < runs; i++) {
            String before = last;
            await().atMost(SOON).until(() -> !lastRun().equals(before));
            last = lastRun();
        }
    }

    private String lastRun() {
        return rows("SELECT value FROM setting WHERE name LIKE 'schedule:%'")
                .get(0)
                .lines()
                .findFirst()
                .orElseThrow();
    }

    private List<String> rows(String sql) {
        return StoreFile.of(data()).rows(sql);
    }
}
