package io.voddelete.flow;

import static io.voddelete.flow.HeldLists.assertQuiet;
import static io.voddelete.flow.HeldLists.await;
import static io.voddelete.flow.HeldLists.awaitPlan;
import static io.voddelete.flow.HeldLists.names;
import static io.voddelete.kit.StatusCaller.isProblem;
import static io.voddelete.kit.StatusCaller.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.ShiftedClock;
import io.voddelete.kit.StatusCaller;
import io.voddelete.kit.WebhookCaller;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import io.voddelete.support.Sha256;
import java.io.IOException;
import java.io.StringReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists over a limit wait for an approval: calls are counted at the simulator. */
class ApprovalFlowTest {
    private static final int LIMIT = 40;

    private final ShiftedClock clock = new ShiftedClock();
    private final VodSimulator simulator = VodSimulator.start(SimulatorOptions.defaults()
            .withDeletesPerMinute(0)
            .withInfosPerMinute(0)
            .withClock(clock));

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        simulator.close();
    }

    private RunningModule start(String... changes) throws Exception {
        return RunningModule.start(directory, simulator, HeldLists.settings(LIMIT, changes), clock);
    }

    /** G2: exactly at the limit nothing is to be seen of it. */
    @Test
    void aListAtTheLimitMeetsNoGate() throws Exception {
        try (RunningModule module = start()) {
            module.drop("list.txt", SampleIds.random(1, LIMIT));
            module.awaitEnd(1);

            assertThat(simulator.recorder().deletedCount()).isEqualTo(LIMIT);
            assertThat(simulator.recorder().infoCalls()).hasSize(LIMIT / 10);
            assertThat(names(module.inbox())).containsExactlyInAnyOrder("done", "failed");
            assertThat(names(module.inbox().resolve("done"))).noneMatch(name -> name.contains("plan"));
        }
    }

    /** G2: all that is logged, written and called, without what differs between any two runs. */
    @Test
    void atTheLimitEverythingIsAsItIsWithoutALimit() throws Exception {
        assertThat(traces("over-limit")).isEqualTo(traces("never"));
    }

    private List<String> traces(String required) throws Exception {
        Path own = directory.resolve(required);
        List<String> traces = new ArrayList<>();
        try (VodSimulator vod = VodSimulator.start(
                        SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0));
                CapturedLog log = CapturedLog.ofAll()) {
            try (RunningModule module = RunningModule.start(
                    own,
                    vod,
                    Map.of("vod.approval.required", required, "vod.limit.submission", String.valueOf(LIMIT)))) {
                module.drop("list.txt", SampleIds.random(23, LIMIT));
                module.awaitEnd(1);
                Path done = module.inbox().resolve("done");
                await(() -> names(done).size() == 3 && log.text().contains(") is done: "));
                for (Path file : files(own)) {
                    String name = own.relativize(file).toString();
                    if (name.matches("(inbox|outcome)/.*")) {
                        Files.readAllLines(file).forEach(line -> traces.add(name + ": " + line));
                    }
                }
                traces.addAll(log.lines()); // the stop tells what it happens to wait for
            }
            vod.recorder()
                    .calls()
                    .forEach(call ->
                            traces.add(call.kind() + " of " + call.assetIds().size() + " ids"));
        }
        return traces.stream()
                .map(line -> line.replace(own.toString(), "DATA")
                        .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID")
                        .replaceAll("20[0-9]{2}-[0-9-]{5}T[0-9:.]+Z", "TIME")
                        .replaceAll("127\\.0\\.0\\.1:[0-9]+", "ADDRESS")
                        .replaceAll("\\b([0-9]+( ?s|ms))+\\b", "DURATION")
                        .replaceAll("camel-[0-9]+", "CONTEXT")
                        .replaceAll("(\"request_id\":|\"TIME\",)\"[0-9a-f]{32}\"", "$1REQUEST")
                        .replaceAll("(lines above these three: )[0-9a-f]{64}", "$1HASH"))
                .sorted()
                .toList();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    /** G2, G3: one more, and no call is made until its plan is moved. */
    @Test
    void aListOverTheLimitWaitsInHeldUntilItsPlanIsMoved() throws Exception {
        List<String> ids = SampleIds.random(2, LIMIT + 1);
        try (RunningModule module = start()) {
            module.drop("list.txt", ids);
            Path plan = awaitPlan(module);
            Path held = module.inbox().resolve("held");
            await(() -> names(held).size() == 3);

            assertThat(names(held))
                    .allMatch(name -> name.matches("list-[0-9a-f-]{36}\\.txt(\\.receipt\\.json|\\.plan\\.txt)?"));
            assertThat(Files.readString(plan))
                    .contains("PLAN of list.txt")
                    .contains("41 ids are more than 40 (vod.limit.submission)")
                    .contains("     41 ids: 41 living, 0 not found, 0 gone already   (all asked)")
                    .contains("     41 of the living are PUBLISHED");
            assertThat(simulator.recorder().infoCalls()).hasSize(5);
            assertQuiet(simulator);

            Files.move(plan, module.inbox().resolve("approve").resolve(plan.getFileName()));
            module.awaitEnd(1);

            assertThat(simulator.recorder().deletions().keySet()).containsExactlyInAnyOrderElementsOf(ids);
            Path done = module.inbox().resolve("done");
            await(() -> names(done).size() == 4);
            assertThat(held).isEmptyDirectory();
            assertThat(module.inbox().resolve("approve")).isEmptyDirectory();
            assertThat(names(done))
                    .filteredOn(name -> name.endsWith(".plan.txt"))
                    .hasSize(1);
        }
    }

    /** G3. */
    @Test
    void aChangedAnOldAndAForeignPlanReleaseNothing() throws Exception {
        List<String> ids = SampleIds.random(3, LIMIT + 1);
        try (RunningModule module = start()) {
            module.drop("list.txt", ids);
            Path plan = awaitPlan(module);
            String text = Files.readString(plan);
            Path approve = module.inbox().resolve("approve");
            Path refused = approve.resolve("refused");
            Files.writeString(approve.resolve("crlf.txt"), text.replace("\n", "\r\n"));
            Files.writeString(approve.resolve("edited.txt"), text.replace("41 ids", "14 ids"));
            String above = text.substring(0, text.indexOf("plan sha256")).replace("41 ids", "14 ids");
            String forged = above + "plan sha256 (of the lines above) "
                    + Sha256.hex(above.getBytes(StandardCharsets.UTF_8)) + "\n";
            Files.writeString(approve.resolve("forged.txt"), forged);
            await(() -> Files.exists(refused.resolve("forged.txt.why.txt")));
            assertThat(Files.readString(refused.resolve("forged.txt.why.txt")))
                    .contains("list of this store has such a plan");
            assertQuiet(simulator);

            Files.writeString(approve.resolve("first.txt"), text);
            Files.writeString(approve.resolve("second.txt"), text);
            module.awaitEnd(1);
            await(() -> names(refused).size() == 8 && Files.exists(refused.resolve("second.txt.why.txt")));
            assertThat(Files.readString(refused.resolve("second.txt.why.txt")))
                    .contains("released by this very plan, at 20", "nothing more is to do");
            assertThat(simulator.recorder().deletions().keySet()).containsExactlyInAnyOrderElementsOf(ids);
            assertThat(simulator.recorder().deletions().values()).allMatch(times -> times == 1);
        }
    }

    @Test
    void aPlanInCancelKeepsAllIdsAndIsGoodForNothingAfterwards() throws Exception {
        try (RunningModule module = start()) {
            module.drop("list.txt", SampleIds.random(4, LIMIT + 1));
            Path plan = awaitPlan(module);
            String text = Files.readString(plan);
            Files.move(plan, module.inbox().resolve("cancel").resolve("x.txt"));
            module.awaitEnd(1);
            assertThat(module.totals().kept()).isEqualTo(LIMIT + 1);
            await(() -> Files.isDirectory(module.inbox().resolve("cancelled"))
                    && names(module.inbox().resolve("cancelled")).size() == 4);

            Path approve = module.inbox().resolve("approve");
            Files.writeString(approve.resolve("late.txt"), text);
            await(() -> Files.exists(approve.resolve("refused").resolve("late.txt.why.txt")));
            Path refused = module.inbox().resolve("cancel").resolve("refused");
            Files.writeString(module.inbox().resolve("cancel").resolve("again.txt"), text);
            await(() -> Files.exists(refused.resolve("again.txt.why.txt")));
            assertThat(Files.readString(refused.resolve("again.txt.why.txt")))
                    .contains("was cancelled before", "nothing more is to do");
            assertQuiet(simulator);
        }
    }

    @Test
    void aPlanThatHasExpiredReleasesNothing() throws Exception {
        try (RunningModule module = start("vod.approval.expires", "1h")) {
            module.drop("list.txt", SampleIds.random(5, LIMIT + 1));
            String text = Files.readString(awaitPlan(module));
            clock.advance(Duration.ofHours(1));
            module.awaitEnd(1);
            assertThat(module.totals().kept()).isEqualTo(LIMIT + 1);

            Path approve = module.inbox().resolve("approve");
            Files.writeString(approve.resolve("late.txt"), text);
            await(() -> Files.exists(approve.resolve("refused").resolve("late.txt.why.txt")));
            assertThat(Files.readString(approve.resolve("refused").resolve("late.txt.why.txt")))
                    .contains("expired");
            assertQuiet(simulator);
        }
    }

    /** G10. */
    @Test
    void aClockThatIsSetForwardEndsNoGracePeriod() throws Exception {
        try (RunningModule module = start("vod.grace.period", "10m")) {
            StatusCaller caller = new StatusCaller(module.url());
            module.drop("undone.txt", SampleIds.random(21, LIMIT));
            await(() -> states(caller).equals(List.of("grace")));
            clock.setBy(Duration.ofHours(2));
            Awaitility.await()
                    .during(Duration.ofMillis(2_500))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> states(caller).equals(List.of("grace")));
            String id = caller.ask("/vod/submissions")
                    .get("submissions")
                    .get(0)
                    .get("submission_id")
                    .textValue();
            assertThat(caller.order("/vod/submissions/" + id + "/undo").statusCode())
                    .isEqualTo(200);
            module.awaitEnd(1);
            assertThat(module.totals().kept()).isEqualTo(LIMIT);
            assertThat(simulator.recorder().deleteCalls()).isEmpty();

            module.drop("sent.txt", SampleIds.random(22, LIMIT));
            await(() -> states(caller).contains("grace"));
            clock.advance(Duration.ofMinutes(10));
            module.awaitEnd(2);
            assertThat(simulator.recorder().deletedCount()).isEqualTo(LIMIT);
        }
    }

    /** A list that never waited for an approval has no plan. */
    @Test
    void inItsGracePeriodAListIsCancelledWithItsReceipt() throws Exception {
        try (RunningModule module = start("vod.grace.period", "10m")) {
            module.drop("undone.txt", SampleIds.random(23, LIMIT));
            Path cancel = module.inbox().resolve("cancel");
            await(() -> Files.isDirectory(cancel)
                    && names(module.inbox().resolve("held")).stream().anyMatch(name -> name.endsWith(".receipt.json")));
            Path receipt = module.inbox()
                    .resolve("held")
                    .resolve(names(module.inbox().resolve("held")).stream()
                            .filter(name -> name.endsWith(".receipt.json"))
                            .findFirst()
                            .orElseThrow());
            Files.move(receipt, cancel.resolve("undo-this.json"));
            module.awaitEnd(1);

            assertThat(module.totals().kept()).isEqualTo(LIMIT);
            assertThat(simulator.recorder().deleteCalls()).isEmpty();
            await(() -> names(module.inbox().resolve("cancelled"))
                    .contains(receipt.getFileName().toString()));
            assertThat(names(cancel)).isEmpty();
        }
    }

    private static List<String> states(StatusCaller caller) {
        List<String> states = new ArrayList<>();
        caller.ask("/vod/submissions")
                .get("submissions")
                .forEach(each -> states.add(each.get("state").textValue()));
        return states;
    }

    @Test
    void aReasonMayBeRequired() throws Exception {
        try (RunningModule module = start("vod.approval.reason", "required")) {
            module.drop("list.txt", SampleIds.random(6, LIMIT + 1));
            Path plan = awaitPlan(module);
            Path approve = module.inbox().resolve("approve");
            Files.move(plan, approve.resolve("x.txt"));
            await(() -> Files.exists(approve.resolve("refused").resolve("x.txt.why.txt")));
            assertQuiet(simulator);
            assertThat(awaitPlan(module)).as("who moved it finds it again").isEqualTo(plan);

            Path reason = Files.createDirectory(approve.resolve("CHG-4711"));
            Files.move(plan, reason.resolve("x.txt"));
            module.awaitEnd(1);
            assertThat(simulator.recorder().deletedCount()).isEqualTo(LIMIT + 1);

            module.drop("other.txt", SampleIds.random(16, LIMIT + 1));
            Path other = awaitPlan(module);
            StatusCaller caller = new StatusCaller(module.url());
            String path = "/vod/submissions/"
                    + caller.ask("/vod/submissions?state=held")
                            .get("submissions")
                            .get(0)
                            .get("submission_id")
                            .textValue();
            String sha256 = caller.ask(path + "/plan").get("plan_sha256").textValue();
            assertThat(isProblem(order(caller, path + "/approve", "{\"plan_sha256\":\"" + sha256 + "\"}"), 400))
                    .contains("reason");
            assertThat(json(order(caller, path + "/cancel", "")).get("state").textValue())
                    .as("to keep ids never needs a reason")
                    .isEqualTo("cancelled");
            await(() -> Files.notExists(other));
            assertThat(simulator.recorder().deletedCount()).isEqualTo(LIMIT + 1);
        }
    }

    @Test
    void thePlanIsTheSameToTheByteAfterARestartAndStillGood() throws Exception {
        String before;
        try (RunningModule module = start()) {
            module.drop("list.txt", SampleIds.random(7, LIMIT + 1));
            Path plan = awaitPlan(module);
            before = Files.readString(plan);
            Files.delete(plan);
        }
        int asked = simulator.recorder().infoCalls().size();
        try (RunningModule module = start("vod.limit.submission", "off")) {
            Path plan = awaitPlan(module);
            assertThat(Files.readString(plan)).isEqualTo(before);
            assertThat(simulator.recorder().infoCalls()).hasSize(asked);
            assertQuiet(simulator);
            Files.copy(plan, module.inbox().resolve("approve").resolve("copy.txt"));
            module.awaitEnd(1);
            assertThat(simulator.recorder().deletedCount()).isEqualTo(LIMIT + 1);
        }
    }

    @Test
    void whileVodCannotBeAskedThereIsAPlanThatSaysSoAndCanBeApproved() throws Exception {
        simulator.faults("error=VOD.10074,on=info");
        try (RunningModule module = start()) {
            module.drop("list.txt", SampleIds.random(8, LIMIT + 1));
            Path plan = awaitPlan(module);
            assertThat(Files.readString(plan)).contains("41 ids   (not asked whether they live: ");
            Files.move(plan, module.inbox().resolve("approve").resolve("x.txt"));
            module.awaitEnd(1);
            assertThat(simulator.recorder().deletedCount()).isEqualTo(LIMIT + 1);
        }
    }

    @Test
    void byHttpThePlanIsReadAndNamed() throws Exception {
        try (RunningModule module = start()) {
            StatusCaller caller = new StatusCaller(module.url());
            module.drop("list.txt", SampleIds.random(9, LIMIT + 1));
            String text = Files.readString(awaitPlan(module));
            JsonNode held = caller.ask("/vod/submissions?state=held").get("submissions");
            assertThat(held).hasSize(1);
            assertThat(held.get(0).get("held_for")).hasToString("[\"over-limit\"]");
            String path = "/vod/submissions/" + held.get(0).get("submission_id").textValue();
            JsonNode plan = caller.ask(path + "/plan");
            assertThat(plan.get("living").intValue()).isEqualTo(LIMIT + 1);
            String hash = plan.get("plan_sha256").textValue();
            assertThat(text).endsWith(hash + "\n");
            assertThat(caller.get(path + "/plan", "Accept", "text/plain").body())
                    .isEqualTo(text);

            isProblem(caller.send("POST", path + "/approve"), 401);
            isProblem(caller.order(path + "/approve"), 400);
            isProblem(order(caller, path + "/approve", "{\"plan\":\"x\"}"), 400);
            isProblem(order(caller, path + "/undo", ""), 409);
            isProblem(order(caller, path + "/stop", ""), 409);
            HttpResponse<String> other = order(caller, path + "/approve", approval("0".repeat(64)));
            isProblem(other, 409);
            assertThat(json(other).get("reason").textValue()).isEqualTo("plan-changed");
            assertThat(json(other).get("plan_sha256").textValue()).isEqualTo(hash);
            assertQuiet(simulator);

            for (int i = 0; i < 2; i++) {
                JsonNode approved = json(order(caller, path + "/approve", approval(hash)));
                assertThat(approved.get("state").textValue()).isEqualTo("released");
            }
            module.awaitEnd(1);
            assertThat(simulator.recorder().deletedCount()).isEqualTo(LIMIT + 1);
            assertThat(caller.ask("/vod/submissions?state=held").get("submissions"))
                    .isEmpty();
            isProblem(order(caller, path + "/cancel", ""), 409);
        }
    }

    @Test
    void whoApprovesMayBeSomebodyElseThanWhoGivesCommands() throws Exception {
        String alice = "a-token-that-belongs-to-alice-alone-42";
        try (RunningModule module = start("vod.approval.token", "alice:" + alice)) {
            StatusCaller caller = new StatusCaller(module.url());
            module.drop("list.txt", SampleIds.random(10, LIMIT + 1));
            awaitPlan(module);
            String id = caller.ask("/vod/submissions?state=held")
                    .get("submissions")
                    .get(0)
                    .get("submission_id")
                    .textValue();
            String path = "/vod/submissions/" + id;
            String hash = json(caller.get(path + "/plan", "Authorization", "Bearer " + alice))
                    .get("plan_sha256")
                    .textValue();
            isProblem(order(caller, path + "/approve", approval(hash)), 403);
            isProblem(caller.send("POST", "/vod/sender/pause", "Authorization", "Bearer " + alice), 401);
            assertQuiet(simulator);
            assertThat(caller.post(path + "/approve", approval(hash), alice).statusCode())
                    .isEqualTo(200);
            module.awaitEnd(1);
        }
    }

    /** G7. */
    @Test
    void ofManyOrdersAtTheSameInstantTheFirstIsDoneAndNobodyIsToldSomethingElse() throws Exception {
        for (int round = 0; round < 5; round++) {
            Path own = directory.resolve("round-" + round);
            try (RunningModule module = RunningModule.start(
                    own,
                    simulator,
                    Map.of(
                            "vod.approval.required", "over-limit",
                            "vod.limit.submission", "1",
                            "vod.sender.enabled", "false",
                            "vod.status.enabled", "true",
                            "vod.status.token", StatusCaller.TOKEN))) {
                StatusCaller caller = new StatusCaller(module.url());
                module.drop("list.txt", SampleIds.random(20 + round, 3));
                awaitPlan(module);
                JsonNode held = caller.ask("/vod/submissions?state=held").get("submissions");
                String path =
                        "/vod/submissions/" + held.get(0).get("submission_id").textValue();
                String hash = caller.ask(path + "/plan").get("plan_sha256").textValue();
                List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
                for (int i = 0; i < 6; i++) {
                    boolean approves = (i + round) % 2 == 0;
                    answers.add(CompletableFuture.supplyAsync(() -> approves
                            ? order(caller, path + "/approve", approval(hash))
                            : order(caller, path + "/cancel", "")));
                }
                List<String> states = answers.stream()
                        .map(CompletableFuture::join)
                        .map(answer -> answer.statusCode() + " "
                                + json(answer).get("state").textValue())
                        .distinct()
                        .toList();
                assertThat(states).isSubsetOf("200 released", "200 cancelled", "409 cancelled");
                assertThat(caller.ask(path).get("state").textValue()).isEqualTo("cancelled");
            }
        }
        assertThat(simulator.recorder().calls()).isEmpty();
    }

    @Test
    void aRequestIsToldThatItsListWaits() throws Exception {
        try (RunningModule module =
                start("vod.intake.webhook.enabled", "true", "vod.intake.webhook.secret-key", WebhookCaller.SECRET)) {
            WebhookCaller webhook = new WebhookCaller(module.url() + "/vod/submissions");
            String small = webhook.send("small", WebhookCaller.json(SampleIds.random(15, 3)))
                    .body();
            assertThat(small).doesNotContain("state", "held_for", "plan");
            HttpResponse<String> answer = webhook.send("large", WebhookCaller.json(SampleIds.random(16, LIMIT + 1)));
            assertThat(answer.statusCode()).isEqualTo(202);
            assertThat(json(answer).get("state").textValue()).isEqualTo("held");
            assertThat(json(answer).get("held_for")).hasToString("[\"over-limit\"]");

            StatusCaller caller = new StatusCaller(module.url());
            String path = json(answer).get("plan").textValue();
            await(() -> caller.get(path).statusCode() == 200);
            Path plan = awaitPlan(module);
            assertThat(plan.getFileName().toString()).startsWith("webhook-");
            Files.move(plan, module.inbox().resolve("approve").resolve("x.txt"));
            module.awaitEnd(2);
            assertThat(simulator.recorder().deletedCount()).isEqualTo(LIMIT + 4);
        }
    }

    /** G16: each list needs its own plan, an id that both name is sent once, and both reports say so. */
    @Test
    void ofTwoListsThatWaitForTheSameIdsOneIsCancelledAndTheOtherDeletesThem() throws Exception {
        List<String> ids = SampleIds.random(17, LIMIT + 1);
        try (RunningModule module = start()) {
            module.drop("one.txt", ids);
            Path one = awaitPlan(module);
            String text = Files.readString(one);
            Files.move(one, directory.resolve("one.plan.txt"));
            List<String> more = new ArrayList<>(ids);
            more.addAll(SampleIds.random(18, LIMIT + 1));
            module.drop("two.txt", more);
            Path two = awaitPlan(module);
            assertThat(Files.readString(two)).contains("     82 ids: 82 living");

            Files.writeString(module.inbox().resolve("cancel").resolve("one.txt"), text);
            Files.move(two, module.inbox().resolve("approve").resolve("two.txt"));
            module.awaitEnd(2);

            assertThat(simulator.recorder().deletions().keySet()).containsExactlyInAnyOrderElementsOf(more);
            assertThat(simulator.recorder().deletions().values()).allMatch(times -> times == 1);
            List<CSVRecord> ofOne = awaitReport(module, "cancelled");
            assertThat(ofOne).extracting(row -> row.get("asset_id")).containsExactlyElementsOf(ids);
            assertThat(ofOne).allSatisfy(row -> {
                assertThat(row.get("status")).isEqualTo("DELETED");
                assertThat(row.get("duplicate_of")).contains("file:two.txt");
            });
            List<CSVRecord> ofTwo = awaitReport(module, "done");
            assertThat(ofTwo).extracting(row -> row.get("asset_id")).containsExactlyElementsOf(more);
            assertThat(ofTwo).allSatisfy(row -> {
                assertThat(row.get("status")).isEqualTo("DELETED");
                assertThat(row.get("duplicate_of")).isEmpty();
            });
        }
    }

    /** The rows of the only report in a folder, without the closing lines. */
    private static List<CSVRecord> awaitReport(RunningModule module, String folder) throws IOException {
        Path where = module.inbox().resolve(folder);
        await(() -> Files.isDirectory(where) && names(where).stream().anyMatch(name -> name.endsWith(".report.csv")));
        Path report = where.resolve(names(where).stream()
                .filter(name -> name.endsWith(".report.csv"))
                .findFirst()
                .orElseThrow());
        String table = Files.readString(report).substring(1); // the byte order mark
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .setCommentMarker('#')
                .get();
        return format.parse(new StringReader(table)).getRecords();
    }

    /** G12. */
    @Test
    void aListInPlanIsOnlyPlanned() throws Exception {
        List<String> ids = SampleIds.random(11, LIMIT + 1);
        try (RunningModule module = start()) {
            Path folder = Files.createDirectories(module.inbox().resolve("plan"));
            Files.write(folder.resolve("list.txt"), ids);
            Files.writeString(folder.resolve("letter.txt"), "Dear all,\nplease delete everything.\n");
            Path done = folder.resolve("done");
            await(() -> Files.isDirectory(done) && names(done).size() == 4);

            assertThat(names(folder)).containsExactly("done");
            assertThat(Files.readAllLines(done.resolve("list.txt"))).isEqualTo(ids);
            String plan = Files.readString(done.resolve("list.txt.plan.txt"));
            assertThat(plan)
                    .startsWith("PLAN of list.txt   made ")
                    .contains("Would be held because 41 ids are more than 40 (vod.limit.submission)")
                    .contains("     41 ids: 41 living, 0 not found, 0 gone already   (all asked)");
            assertThat(Files.readString(done.resolve("letter.txt.plan.txt"))).startsWith("NO PLAN of letter.txt");
            assertThat(module.totals().submissions()).isZero();
            assertThat(module.totals().accepted()).isZero();
            Path approve = Files.createDirectories(module.inbox().resolve("approve"));
            Files.writeString(approve.resolve("x.txt"), plan);
            await(() -> Files.exists(approve.resolve("refused").resolve("x.txt.why.txt")));
            assertQuiet(simulator);
        }
    }

    /** G12. */
    @Test
    void aListThatIsSentToBePlannedIsOnlyPlanned() throws Exception {
        List<String> ids = SampleIds.random(12, 300);
        try (RunningModule module = start()) {
            StatusCaller caller = new StatusCaller(module.url());
            JsonNode plan = json(caller.post(
                    "/vod/plans",
                    "[\"" + String.join("\",\"", ids) + "\",\"" + ids.get(0) + "\"]",
                    StatusCaller.TOKEN));
            assertThat(plan.get("ids").intValue()).isEqualTo(300);
            assertThat(plan.get("asked").intValue()).isEqualTo(200);
            assertThat(plan.get("held_for").get(0).get("code").textValue()).isEqualTo("over-limit");
            assertThat(plan.has("submission_id")).isFalse();
            assertThat(simulator.recorder().infoCalls()).hasSize(20);
            assertThat(module.totals().accepted()).isZero();
            assertQuiet(simulator);
        }
    }

    /** The survey of a large list leaves a small one its calls, and is ready within a minute at VOD's usual rate. */
    @Test
    void aSampleOfALargeListIsAskedWithinAMinuteWhileASmallListGoesOn() throws Exception {
        List<String> small = SampleIds.random(14, LIMIT);
        try (RunningModule module = start("vod.info.calls-per-minute", "1500")) {
            long begun = System.nanoTime();
            module.drop("large.txt", SampleIds.random(13, 20_000));
            await(() -> simulator.recorder().infoCalls().size() > 5);
            module.drop("small.txt", small);
            await(() -> simulator.recorder().deletedCount() == LIMIT);
            int asked = simulator.recorder().infoCalls().size();
            Path plan = awaitPlan(module);
            Duration time = Duration.ofNanos(System.nanoTime() - begun);

            assertThat(asked).as("calls until the small list was deleted").isLessThan(204);
            assertThat(simulator.recorder().infoCalls()).hasSize(204);
            assertThat(Files.readString(plan)).contains("   2000 of them asked, chosen at random: ");
            assertThat(time).isLessThan(Duration.ofSeconds(60));
            assertThat(simulator.recorder().deletions().keySet()).containsExactlyInAnyOrderElementsOf(small);
        }
    }

    private static String approval(String hash) {
        return "{\"plan_sha256\":\"" + hash + "\",\"reason\":\"CHG-4711\"}";
    }

    private static HttpResponse<String> order(StatusCaller caller, String path, String body) {
        return caller.post(path, body, StatusCaller.TOKEN);
    }
}
