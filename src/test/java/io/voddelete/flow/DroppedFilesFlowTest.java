package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voddelete.intake.Inbox;
import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.Invariants;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import io.voddelete.store.Totals;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as people really drop them, through the whole module. */
class DroppedFilesFlowTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    private VodSimulator simulator;
    private RunningModule module;

    @BeforeEach
    void start() throws Exception {
        simulator = VodSimulator.start(
                SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0));
        module = RunningModule.start(directory, simulator, Map.of());
    }

    @AfterEach
    void stop() {
        module.close();
        simulator.close();
    }

    @Test
    void everyFormatIsReadPlainAndPackedWhateverItsNameSays() throws Exception {
        List<String> ids = SampleIds.random(31, 90);
        drop("a.txt", text(lines(ids.subList(0, 10))));
        drop(
                "b.csv",
                text("title;Asset_ID\r\n"
                        + ids.subList(10, 20).stream()
                                .map(id -> "\"x;\ny\";\"" + id + "\"\r\n")
                                .collect(Collectors.joining())));
        drop("c.json", text("{\"asset_ids\":" + JSON.writeValueAsString(ids.subList(20, 30)) + "}"));
        drop(
                "d.jsonl",
                text(ids.subList(30, 40).stream()
                        .map(id -> "{\"asset_id\":\"" + id + "\"}\n")
                        .collect(Collectors.joining())));
        drop("e.txt.gz", packed(text(lines(ids.subList(40, 50)))));
        drop("f.json", packed(text("\ufeff" + JSON.writeValueAsString(ids.subList(50, 60)))));
        drop("g", text("asset_id,b\n" + lines(ids.subList(60, 70))));
        drop("h.csv", text(JSON.writeValueAsString(ids.subList(70, 80))));
        drop("i.json", text(lines(ids.subList(80, 90))));

        Totals totals = module.awaitEnd(9);

        assertThat(totals).isEqualTo(new Totals(9, 90, 0, 90, 0, 0, 0, 0, 0));
        new Invariants(simulator.recorder(), module.outcomes()).check(ids);
        await().atMost(SOON).until(() -> names("done", ".report.csv").size() == 9);
        assertThat(names("done", ".receipt.json")).hasSize(9);
    }

    @Test
    void aFileThatCannotBeReadAcceptsNothingAndItsReceiptSaysWhyAndWhere() throws Exception {
        byte[] good = text(lines(SampleIds.random(32, 20)));
        byte[] cut = packed(good);
        drop("cut.txt.gz", java.util.Arrays.copyOf(cut, cut.length - 9));
        drop("latin.txt", (lines(SampleIds.random(33, 1)) + "caf\u00e9\n").getBytes(StandardCharsets.ISO_8859_1));
        drop("utf16.txt", lines(SampleIds.random(34, 2)).getBytes(StandardCharsets.UTF_16));
        drop("broken.json", text("[\"" + SampleIds.random(35, 1).get(0) + "\",\n oops]"));
        drop(
                "origin.json",
                text("{\"asset_ids\":[\"" + SampleIds.random(36, 1).get(0) + "\"],\"delete_type\":[\"origin\"]}"));
        drop(
                "origin.jsonl",
                text("{\"asset_id\":\"" + SampleIds.random(47, 1).get(0) + "\",\"delete_type\":\"origin\"}\n"));
        drop("deep.json", text("[".repeat(10_000)));
        drop("empty.csv", new byte[0]);
        drop("book.xlsx", new byte[] {'P', 'K', 3, 4, 0, 0, 0, 0});
        drop("bomb.txt.gz", bomb());

        await().atMost(SOON)
                .until(() -> names("failed", ".receipt.json").size() == 10
                        && names(".", "").isEmpty());

        Map<String, String> problems = names("failed", ".receipt.json").stream()
                .map(name -> json(inbox("failed").resolve(name)))
                .collect(Collectors.toMap(
                        receipt -> receipt.get("source").textValue(),
                        receipt -> receipt.get("reason").textValue() + ": "
                                + receipt.get("problem").textValue()));
        assertThat(problems.get("file:cut.txt.gz")).startsWith("bad-gzip");
        assertThat(problems.get("file:latin.txt")).startsWith("not-utf-8").contains("36", "line 2");
        assertThat(problems.get("file:utf16.txt")).startsWith("not-utf-8");
        assertThat(problems.get("file:broken.json")).startsWith("bad-json").contains("line 2");
        assertThat(problems.get("file:origin.json")).startsWith("bad-json").contains("delete_type");
        assertThat(problems.get("file:origin.jsonl"))
                .startsWith("unknown-option")
                .contains("line 1", "delete_type");
        assertThat(problems.get("file:deep.json")).startsWith("bad-json");
        assertThat(problems.get("file:empty.csv")).startsWith("no-asset-ids");
        assertThat(problems.get("file:book.xlsx")).startsWith("bad-xlsx");
        assertThat(problems.get("file:bomb.txt.gz")).startsWith("too-large");
        assertThat(simulator.recorder().calls()).isEmpty();
        assertThat(module.totals()).isEqualTo(new Totals(0, 0, 0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void listsThatPeopleReallyHadAreReadFromTheRightColumnOrRefused() throws Exception {
        for (String name : List.of(
                "01a-sep-line-wrong-column.csv",
                "01c-report-title-wrong-column.csv",
                "01d-report-title-dry-run.csv",
                "03b-list.tar.gz",
                "04a-quote-in-title.tsv",
                "15a-nbsp.csv",
                "15b-blank-rows.csv")) {
            drop(name, Files.readAllBytes(Path.of("src/test/resources/cases", name)));
        }

        Totals totals = module.awaitEnd(5);

        assertThat(totals).isEqualTo(new Totals(5, 17, 0, 17, 0, 0, 0, 0, 0));
        new Invariants(simulator.recorder(), module.outcomes())
                .check(List.of(
                        "e2a214e8bbe9c6751d52490575ffc53d",
                        "64d4748ca3c77ebf03aa3897fcf4c6b6",
                        "b2609a0bdd2b75508c656018eee38dc1",
                        "fc434d6e6054aa24dbc01b3d2ea2038c",
                        "a0d0861e4f7e23534227e820e6a60526",
                        "8c529b4839c340b3b3c478b638e6d772",
                        "e323e5d8fae9081d6d119a47095211f5",
                        "b8c1a85a2e882ae29a82e771d85b5a7c",
                        "a06dce91b29b04e42f69949f9c39e0e3",
                        "85c78a1055bcafa2fb4d541b708a361b",
                        "13d6ee8c8302462e410b1cda0adbce99",
                        "9c3d9d1baaa3ba79f66f233e88eaf87e",
                        "30e7939c7d4d247748018d0b8369ddd7",
                        "07f4da41f5dd93aa46908d8510e12f02",
                        "d559b81887c4552c6365f7b5e9880d50",
                        "efbe5001f84dd4e3548f7f493262efeb",
                        "6f58a359eb68bdbdeb0675209f9a1c21"));
        await().atMost(SOON).until(() -> names("failed", ".receipt.json").size() == 2);
        assertThat(names("failed", ".receipt.json"))
                .extracting(name ->
                        json(inbox("failed").resolve(name)).get("reason").textValue())
                .containsExactlyInAnyOrder("unknown-option", "not-a-list");
        await().atMost(SOON).until(() -> names("done", ".receipt.json").size() == 5);
        for (String name : names("done", ".receipt.json")) {
            assertThat(json(inbox("done").resolve(name))
                            .get("notices")
                            .get(0)
                            .get("code")
                            .textValue())
                    .isEqualTo("id-column");
        }
    }

    @Test
    void whatIsNoAssetIdIsRejectedAndReachesNeitherTheWireNorTheLogUnescaped() throws Exception {
        List<String> ids = SampleIds.random(37, 2);
        List<String> hostile = List.of(
                ids.get(0).toUpperCase(java.util.Locale.ROOT),
                ids.get(0) + " " + ids.get(1),
                ids.get(0) + "," + ids.get(1),
                "\"" + ids.get(0) + "\"",
                "../" + ids.get(0),
                ids.get(0).substring(3) + "%2C",
                ids.get(0) + "&delete_type=origin",
                "${body}",
                "{{vod.secret-key}}",
                "\u202e" + ids.get(0),
                "\u0000" + ids.get(0),
                "CamelHttpUri=http://elsewhere",
                "x".repeat(10 << 20));
        List<String> lines = new ArrayList<>(hostile);
        lines.removeIf(line -> line.indexOf(0) >= 0); // in text, NUL refuses the whole list
        lines.add(ids.get(0));
        try (CapturedLog log = CapturedLog.of(Inbox.class)) {
            drop("hostile.txt", text(lines(lines)));
            drop(
                    "hostile.json",
                    text(JSON.writeValueAsString(Stream.concat(hostile.stream().limit(12), Stream.of(ids.get(1)))
                            .toList())));

            Totals totals = module.awaitEnd(2);

            assertThat(totals).isEqualTo(new Totals(2, 2, 0, 2, 0, 0, 24, 0, 0));
            assertThat(String.join("", log.lines())).doesNotContain("\u202e", "\u0000");
        }
        new Invariants(simulator.recorder(), module.outcomes()).check(ids);
        await().atMost(SOON).until(() -> names("done", ".report.csv").size() == 2);
        for (String name : names("done", "")) {
            assertThat(Files.readString(inbox("done").resolve(name)).contains("\u202e")
                            && !name.matches("hostile-[^.]*\\.(txt|json)"))
                    .as(name)
                    .isFalse();
        }
    }

    @Test
    void theSameIdAThousandTimesIsDeletedOnceAndEachLineHasItsLine() throws Exception {
        String id = SampleIds.random(38, 1).get(0);
        drop("same.txt.gz", packed(text(lines(Collections.nCopies(1_000, id)))));

        Totals totals = module.awaitEnd(1);

        assertThat(totals).isEqualTo(new Totals(1, 1, 0, 1, 0, 0, 0, 999, 0));
        assertThat(simulator.recorder().timesDeleted(id)).isEqualTo(1);
        await().atMost(SOON).until(() -> names("done", ".report.csv").size() == 1);
        List<String> report = Files.readAllLines(
                inbox("done").resolve(names("done", ".report.csv").get(0)));
        assertThat(report).hasSize(1_004);
        assertThat(report.subList(1, 1_001)).allMatch(line -> line.contains(id + "\",\"DELETED\""));
        assertThat(names("done", ".duplicates.jsonl")).hasSize(1);
    }

    @Test
    void aFileDroppedAgainSaysWhatItsIdsAreAndTriesFailedOnesAgain() throws Exception {
        String living = SampleIds.random(39, 1).get(0);
        String missing = SampleIds.fated(404, 1).get(0);
        drop("ids.txt", text(lines(List.of(living, missing))));
        module.awaitEnd(1);
        drop("ids.txt", text(lines(List.of(living, missing))));

        Totals totals = module.awaitEnd(2);

        assertThat(totals).isEqualTo(new Totals(2, 3, 0, 1, 2, 0, 0, 1, 0));
        await().atMost(SOON).until(() -> names("done", ".report.csv").size() == 2);
        JsonNode receipt = names("done", ".receipt.json").stream()
                .map(name -> json(inbox("done").resolve(name)))
                .filter(each -> each.get("accepted").intValue() == 1)
                .findFirst()
                .orElseThrow();
        assertThat(receipt.at("/duplicates/list/0/state").textValue())
                .matches("deleted 20\\d\\d-.*Z by file:ids\\.txt");
        assertThat(module.outcomes().failure())
                .extracting(outcome -> outcome.get("generation").intValue())
                .containsExactly(1, 2);
    }

    @Test
    void filesOfAnyNameAreTakenIn() throws Exception {
        List<String> names = List.of(
                "a b.txt",
                "\u00fcber \u4e2d\u6587.csv",
                "$x${y}{{z}}.txt",
                "a'b\"c;d.txt",
                "-rf.txt",
                "a%2Fb.txt",
                "n".repeat(251) + ".txt");
        List<String> ids = SampleIds.random(46, names.size());
        for (String name : names) {
            drop(name, text(ids.get(names.indexOf(name)) + "\n"));
        }

        module.awaitEnd(names.size());

        new Invariants(simulator.recorder(), module.outcomes()).check(ids);
        await().atMost(SOON)
                .until(() -> names("done", ".report.csv").size() == names.size()
                        && names(".", "").isEmpty());
        assertThat(module.outcomes().success())
                .extracting(outcome -> outcome.get("source").textValue())
                .containsExactlyInAnyOrderElementsOf(
                        names.stream().map(name -> "file:" + name).toList());
    }

    @Test
    void filesOfAnyNameAreRefused() throws Exception {
        List<String> names = List.of("null", "'q'", "$x${y}", "b\u202e\n.txt");
        try (CapturedLog log = CapturedLog.of(Inbox.class)) {
            for (String name : names) {
                drop(name, text("nothing\n"));
            }
            await().atMost(SOON)
                    .until(() -> names("failed", "").size() == 2 * names.size()
                            && names(".", "").isEmpty());

            assertThat(log.lines()).hasSameSizeAs(names).noneMatch(line -> line.matches("(?s).*[\n\u202e].*"));
        }
    }

    /** What fails inside a split must come to the inbox too, else the file is read every half second without a word. */
    @Test
    void aFileWhoseRejectedLinesFindNoEndpointWaitsAndGoesOnByItself() throws Exception {
        module.close();
        module = RunningModule.start(directory, simulator, Map.of("vod.outcome.rejected-uri", "http://127.0.0.1:1/"));
        try (CapturedLog log = CapturedLog.of(Inbox.class)) {
            drop("ids.txt", text(lines(List.of(SampleIds.random(45, 1).get(0), "no id"))));
            await().atMost(SOON).until(() -> !log.lines().isEmpty());

            assertThat(log.lines()).singleElement().asString().contains("ids.txt", "in 10 s");
        }
        assertThat(names(".", "")).containsExactly("ids.txt");
        module.close();
        module = RunningModule.start(directory, simulator, Map.of());

        assertThat(module.awaitEnd(1)).isEqualTo(new Totals(1, 1, 0, 1, 0, 0, 1, 0, 0));
    }

    @Test
    void sameNameWithNewContentAndSameContentUnderANewNameAreSubmissionsOfTheirOwn() throws Exception {
        List<String> ids = SampleIds.random(40, 4);
        drop("a.txt", text(lines(ids.subList(0, 2))));
        module.awaitEnd(1);
        drop("a.txt", text(lines(ids.subList(2, 4))));
        module.awaitEnd(2);
        drop("b.txt", text(lines(ids.subList(2, 4))));

        assertThat(module.awaitEnd(3)).isEqualTo(new Totals(3, 4, 0, 4, 0, 0, 0, 2, 0));
    }

    @Test
    void theInboxMayGoAwayAndComeBack() throws Exception {
        await().atMost(SOON).until(() -> Files.exists(module.inbox()));
        Path away = directory.resolve("away");
        Files.move(module.inbox(), away);
        List<String> ids = SampleIds.random(41, 3);
        Files.write(away.resolve("ids.txt"), ids);
        if (Files.exists(module.inbox())) {
            Files.delete(module.inbox());
        }
        Files.move(away, module.inbox());

        module.awaitEnd(1);

        new Invariants(simulator.recorder(), module.outcomes()).check(ids);
    }

    @Test
    void linksAndPipesAreLeftAlone() throws Exception {
        Path outside = Files.write(directory.resolve("outside.txt"), SampleIds.random(42, 3));
        Files.createDirectories(module.inbox());
        Files.createSymbolicLink(module.inbox().resolve("link.txt"), outside);
        assertThat(new ProcessBuilder(
                                "mkfifo", module.inbox().resolve("pipe.txt").toString())
                        .start()
                        .waitFor())
                .isZero();
        List<String> ids = SampleIds.random(43, 3);
        drop("whole.txt", text(lines(ids)));

        assertThat(module.awaitEnd(1).accepted()).isEqualTo(3);
        assertThat(names(".", "")).containsExactlyInAnyOrder("link.txt", "pipe.txt");
    }

    /** As long against the min-age of 300 ms here as a minute is against that of 2 s by default. */
    @Test
    void aWriterThatTakesThirtyTimesTheMinAgeIsWaitedFor() throws Exception {
        List<String> ids = SampleIds.random(44, 120);
        Path slow = module.inbox().resolve("slow.txt");
        Files.createDirectories(module.inbox());
        ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();
        try {
            ids.forEach(id -> writer.schedule(() -> append(slow, id), 75L * ids.indexOf(id), TimeUnit.MILLISECONDS));

            module.awaitEnd(1);
        } finally {
            writer.shutdownNow();
        }
        assertThat(module.totals()).isEqualTo(new Totals(1, 120, 0, 120, 0, 0, 0, 0, 0));
    }

    private static void append(Path file, String id) {
        try {
            Files.writeString(file, id + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String lines(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }

    private static byte[] packed(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }

    /** 64 MiB of blank lines in 64 KiB. */
    private static byte[] bomb() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] blank = "\n".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            for (int i = 0; i < 64; i++) {
                out.write(blank);
            }
        }
        return bytes.toByteArray();
    }

    private void drop(String name, byte[] content) throws IOException {
        Files.createDirectories(module.inbox());
        Path half = Files.write(directory.resolve("half"), content);
        Files.move(half, module.inbox().resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path inbox(String folder) {
        return module.inbox().resolve(folder);
    }

    private List<String> names(String folder, String end) throws IOException {
        if (!Files.isDirectory(inbox(folder))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(inbox(folder))) {
            return files.filter(file -> !Files.isDirectory(file))
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(end) && !name.endsWith(".tmp"))
                    .toList();
        }
    }

    private static JsonNode json(Path file) {
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
