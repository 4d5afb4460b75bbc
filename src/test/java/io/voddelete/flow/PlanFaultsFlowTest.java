package io.voddelete.flow;

import static io.voddelete.flow.HeldLists.assertQuiet;
import static io.voddelete.flow.HeldLists.await;
import static io.voddelete.flow.HeldLists.awaitPlan;
import static io.voddelete.flow.HeldLists.names;
import static io.voddelete.flow.HeldLists.plans;
import static io.voddelete.kit.StatusCaller.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.ShiftedClock;
import io.voddelete.kit.StatusCaller;
import io.voddelete.kit.StoreFile;
import io.voddelete.kit.Tool;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be in the way of a plan and its approval: nothing is deleted meanwhile, it is told, and then it goes on. */
class PlanFaultsFlowTest {
    private static final int LIMIT = 40;
    private static final int MOST_FILLED = 1024;
    /** Since Java 25 all timers and unnamed threads share a pool, which has a single thread on a machine of two cores. */
    private static final Executor THREADS = task -> new Thread(task).start();

    private final ShiftedClock clock = new ShiftedClock();
    private final SimulatorOptions options = SimulatorOptions.defaults()
            .withDeletesPerMinute(0)
            .withInfosPerMinute(0)
            .withClock(clock);
    private VodSimulator simulator = VodSimulator.start(options);

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        simulator.close();
    }

    private RunningModule start(Path data, String... changes) throws Exception {
        return RunningModule.start(data, simulator, HeldLists.settings(LIMIT, changes), clock);
    }

    /** A trigger stands for the full disk. */
    @Test
    void aPlanThatTheStoreCannotTakeIsMadeAsSoonAsItCan() throws Exception {
        try (RunningModule module = start(directory);
                CapturedLog log = CapturedLog.ofAll()) {
            change("CREATE TRIGGER full_disk BEFORE INSERT ON plan BEGIN SELECT RAISE(ABORT, 'disk full'); END");
            module.drop("list.txt", SampleIds.random(31, LIMIT + 1));
            await(() ->
                    log.lines().stream().anyMatch(line -> line.startsWith("ERROR") && line.contains("store a plan")));
            assertThat(log.text()).contains("disk full", "It is made when the store works again");
            assertThat(plans(module)).isEmpty();
            assertQuiet(simulator);

            change("DROP TRIGGER full_disk");
            approve(module);
            module.awaitEnd(1);
            assertThat(simulator.recorder().deletedCount()).isEqualTo(LIMIT + 1);
        }
    }

    @Test
    void aPlanForWhichTheDiskOfTheInboxHasNoRoomIsWrittenAsSoonAsItHas() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        boolean mounted = Tool.run("mount", "-t", "tmpfs", "-o", "mode=0750,size=256k", "tmpfs", disk.toString())
                .succeeded();
        assumeTrue(mounted, "no tmpfs can be mounted here, which needs root");
        try (RunningModule module = start(
                        directory,
                        "vod.intake.file.directory",
                        disk.resolve("inbox").toString());
                CapturedLog log = CapturedLog.ofAll()) {
            Path half = Files.write(module.inbox().resolve(".list.txt.tmp"), SampleIds.random(32, LIMIT + 1));
            Path ballast = fill(disk);
            Files.move(half, module.inbox().resolve("list.txt"), StandardCopyOption.ATOMIC_MOVE);
            StatusCaller caller = new StatusCaller(module.url());
            String path = awaitHeld(caller);
            await(() -> caller.get(path + "/plan").statusCode() == 200);
            await(() -> log.lines().stream()
                    .anyMatch(line -> line.contains("the files of lists that wait or waited failed")));
            assertThat(names(module.inbox().resolve("held")))
                    .as("neither a plan nor a part of one")
                    .allMatch(name -> name.matches("list-[0-9a-f-]{36}\\.txt"));
            assertQuiet(simulator);

            Files.delete(ballast);
            Path plan = awaitPlan(module);
            assertThat(Files.readString(plan))
                    .isEqualTo(
                            caller.get(path + "/plan", "Accept", "text/plain").body());
            approve(module);
            module.awaitEnd(1);
            assertThat(simulator.recorder().deletedCount()).isEqualTo(LIMIT + 1);
        } finally {
            Tool.run("umount", "-l", disk.toString());
        }
    }

    /** A file stands where the folder belongs: permissions do not stop root. */
    @Test
    void aFolderOfApprovalsThatCannotBeMadeIsToldAndHidesNoPlan() throws Exception {
        Path inTheWay = Files.createFile(directory.resolve("share"));
        Path approve = inTheWay.resolve("approve");
        try (RunningModule module = start(directory, "vod.approval.folder", approve.toString());
                CapturedLog log = CapturedLog.ofAll()) {
            module.drop("one.txt", SampleIds.random(33, LIMIT + 1));
            module.drop("two.txt", SampleIds.random(34, LIMIT + 1));
            await(() -> plans(module).size() == 2);
            await(() -> log.lines().stream()
                    .anyMatch(line ->
                            line.contains("the files of lists that wait or waited failed") && line.contains("share")));
            Path cancel = module.inbox().resolve("cancel");
            Files.move(plans(module).get(0), cancel.resolve("x.txt"));
            await(() -> module.totals().kept() == LIMIT + 1);
            assertQuiet(simulator);

            Files.delete(inTheWay);
            await(() -> Files.isDirectory(approve));
            Files.move(plans(module).get(0), approve.resolve("x.txt"));
            module.awaitEnd(2);
            assertThat(simulator.recorder().deletedCount()).isEqualTo(LIMIT + 1);
        }
    }

    @Test
    void whileVodIsOutOfReachPlansSaySoAndNothingIsAcceptedByAPlanOrDeleted() throws Exception {
        List<String> ids = SampleIds.random(35, LIMIT + 1);
        try (RunningModule module = start(directory)) {
            int port = simulator.endpoint().getPort();
            simulator.close();
            Path folder = Files.createDirectories(module.inbox().resolve("plan"));
            Files.write(folder.resolve("list.txt"), ids);
            Path planned = folder.resolve("done").resolve("list.txt.plan.txt");
            await(() -> Files.exists(planned));
            assertThat(Files.readString(planned)).contains("     41 ids   (not asked whether they live: ");
            assertThat(module.totals().accepted()).isZero();

            module.drop("list.txt", ids);
            assertThat(Files.readString(awaitPlan(module)))
                    .contains("     41 ids   (not asked whether they live: ", "first  " + ids.get(0));
            assertThat(module.totals().pending()).isEqualTo(LIMIT + 1);

            simulator = VodSimulator.start(options.withPort(port));
            assertQuiet(simulator);
            approve(module);
            module.awaitEnd(1);
            assertThat(simulator.recorder().deletions().keySet()).containsExactlyInAnyOrderElementsOf(ids);
        }
    }

    /** G3: the same list is held in two installations, and each needs its own plan. */
    @Test
    void thePlanOfAnotherInstallationReleasesNothing() throws Exception {
        List<String> ids = SampleIds.random(36, LIMIT + 1);
        try (RunningModule one = start(directory.resolve("one"));
                RunningModule two = start(directory.resolve("two"))) {
            one.drop("list.txt", ids);
            two.drop("list.txt", ids);
            Path ofOne = awaitPlan(one);
            awaitPlan(two);
            Path approve = two.inbox().resolve("approve");
            Files.copy(ofOne, approve.resolve("x.txt"));
            Path why = approve.resolve("refused").resolve("x.txt.why.txt");
            await(() -> Files.exists(why));
            assertThat(Files.readString(why)).contains("it is that of another installation");
            assertQuiet(simulator);

            approve(two);
            two.awaitEnd(1);
            assertThat(simulator.recorder().deletedCount()).isEqualTo(LIMIT + 1);
            assertThat(one.totals().pending()).isEqualTo(LIMIT + 1);
        }
    }

    /** G7. */
    @Test
    void ofApprovalsAndTheExpiryAtTheSameInstantOneWinsAndTheOthersAreTold() throws Exception {
        for (int round = 0; round < 5; round++) {
            Path own = directory.resolve("round-" + round);
            try (RunningModule module = start(own, "vod.sender.enabled", "false", "vod.approval.expires", "1h")) {
                StatusCaller caller = new StatusCaller(module.url());
                module.drop("list.txt", SampleIds.random(40 + round, LIMIT + 1));
                Path plan = awaitPlan(module);
                String path = awaitHeld(caller);
                String hash = caller.ask(path + "/plan").get("plan_sha256").textValue();
                clock.advance(Duration.ofMinutes(59));
                List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
                List<CompletableFuture<Void>> expiry = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    if (i == round) {
                        expiry.add(CompletableFuture.runAsync(() -> clock.advance(Duration.ofMinutes(1)), THREADS));
                    } else {
                        answers.add(CompletableFuture.supplyAsync(
                                () -> caller.post(
                                        path + "/approve", "{\"plan_sha256\":\"" + hash + "\"}", StatusCaller.TOKEN),
                                THREADS));
                    }
                }
                List<String> told = answers.stream()
                        .map(CompletableFuture::join)
                        .map(answer -> answer.statusCode() + " "
                                + json(answer).get("state").textValue())
                        .distinct()
                        .toList();
                expiry.forEach(CompletableFuture::join);
                await(() -> !caller.ask(path).get("state").textValue().equals("held"));

                String state = caller.ask(path).get("state").textValue();
                assertThat(told).containsExactly(state.equals("expired") ? "410 expired" : "200 released");
                Path late = module.inbox().resolve("approve").resolve("late.txt");
                Files.copy(plan.toFile().exists() ? plan : awaitMoved(module), late);
                Path why = late.resolveSibling("refused").resolve("late.txt.why.txt");
                await(() -> Files.exists(why));
                assertThat(Files.readString(why)).contains(state.equals("expired") ? "has expired" : "was released");
            }
        }
        assertThat(simulator.recorder().deleteCalls()).isEmpty();
    }

    private static Path awaitMoved(RunningModule module) throws IOException {
        List<Path> found = new ArrayList<>();
        await(() -> {
            for (String folder : List.of("done", "cancelled")) {
                Path where = module.inbox().resolve(folder);
                if (Files.isDirectory(where)) {
                    names(where).stream()
                            .filter(name -> name.endsWith(".plan.txt"))
                            .map(where::resolve)
                            .forEach(found::add);
                }
            }
            return !found.isEmpty();
        });
        return found.get(0);
    }

    private static String awaitHeld(StatusCaller caller) {
        await(() ->
                !caller.ask("/vod/submissions?state=held").get("submissions").isEmpty());
        return "/vod/submissions/"
                + caller.ask("/vod/submissions?state=held")
                        .get("submissions")
                        .get(0)
                        .get("submission_id")
                        .textValue();
    }

    private static void approve(RunningModule module) throws IOException {
        Files.move(awaitPlan(module), module.inbox().resolve("approve").resolve("approved.txt"));
    }

    /** Takes all the room of a small disk. */
    private static Path fill(Path disk) throws IOException {
        Path ballast = disk.resolve("ballast");
        try (OutputStream out = Files.newOutputStream(ballast)) {
            for (int i = 0; i < MOST_FILLED; i++) {
                out.write(new byte[1024]);
            }
        } catch (IOException e) {
            assertThat(Files.size(ballast)).as("the disk is full: " + e).isPositive();
            return ballast;
        }
        throw new AssertionError("the disk is larger than " + MOST_FILLED + " KiB");
    }

    private void change(String sql) throws SQLException {
        try (Connection connection = StoreFile.of(directory).change();
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 5000");
            statement.execute(sql);
        }
    }
}
