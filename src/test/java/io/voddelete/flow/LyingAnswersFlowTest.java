package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.Invariants;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.simulator.SeenCall;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import io.voddelete.store.Totals;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that do not say what happened: every outcome is true all the same. */
class LyingAnswersFlowTest {
    private static final SimulatorOptions OPTIONS =
            SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);

    @TempDir
    Path directory;

    /** Each of them twice to a DELETE and once to {@code asset/info}, one after the other. */
    private static final List<String> LIES = List.of(
            "lie=missing",
            "lie=extra",
            "lie=duplicate",
            "lie=contradiction",
            "lie=shuffled",
            "lie=foreign",
            "lie=other-batch",
            "lie=escaped",
            "lie=hostile",
            "lie=no-word",
            "lie=empty",
            "lie=null",
            "lie=null-array",
            "lie=html",
            "lie=charset",
            "lie=garbage",
            "lie=cut-json",
            "word=UNKNOW",
            "word=SUCCESS",
            "half");

    private static final List<String> AFTER_THE_DEED = List.of(
            "page=502,effect=after", "codeless=504,effect=after", "error=VOD.10051,effect=after", "cut,effect=after");

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyOutcomeIsTrue(boolean infoPermitted) throws Exception {
        List<String> ids = Stream.of(SampleIds.random(7, 800), SampleIds.fated(404, 20), SampleIds.fated(410, 10))
                .flatMap(List::stream)
                .toList();
        List<String> toDeletes = Stream.concat(LIES.stream(), AFTER_THE_DEED.stream())
                .map(fault -> fault + ",on=delete,times=2")
                .toList();
        List<String> toInfos =
                LIES.stream().map(fault -> fault + ",on=info,times=1").toList();
        List<String> faults = infoPermitted
                ? Stream.concat(toDeletes.stream(), toInfos.stream()).toList()
                : toDeletes;
        SimulatorOptions options = OPTIONS.withInfoRefused(!infoPermitted).withFaults(String.join("; ", faults));
        try (VodSimulator simulator = VodSimulator.start(options);
                RunningModule module = RunningModule.start(directory, simulator, Map.of("vod.preflight", "false"))) {
            module.drop("ids.txt", ids);
            Totals totals = module.awaitEnd(1);

            Invariants invariants = new Invariants(simulator.recorder(), module.outcomes());
            if (infoPermitted) {
                invariants.check(ids);
            } else {
                invariants.checkWithoutReadBack(ids);
            }
            assertThat(totals.deleted()).isBetween(800L, 830L);
            assertThat(simulator.recorder().calls())
                    .extracting(SeenCall::fault)
                    .as("all were told")
                    .containsAll(faults);
        }
    }

    @Test
    void whatInfoLeavesOutIsNeverTakenAsGone() throws Exception {
        List<String> ids = SampleIds.random(8, 100);
        try (VodSimulator simulator = VodSimulator.start(OPTIONS.withFaults("absent,rate=0.5"));
                RunningModule module = RunningModule.start(directory, simulator, Map.of())) {
            module.drop("ids.txt", ids);

            assertThat(module.awaitEnd(1).deleted()).isEqualTo(100);
            new Invariants(simulator.recorder(), module.outcomes()).check(ids);
        }
    }

    /** An id that never existed, and a service that never says so. With tags to be checked, all would wait for it. */
    @ParameterizedTest
    @ValueSource(strings = {"error=VOD.10062,on=info", "error=VOD.10051,on=info"})
    void whatInfoNeverSpeaksOfHasAnOutcomeAllTheSame(String fault) throws Exception {
        List<String> ids = Stream.of(SampleIds.random(11, 30), SampleIds.fated(404, 2))
                .flatMap(List::stream)
                .toList();
        try (VodSimulator simulator = VodSimulator.start(OPTIONS.withFaults(fault));
                RunningModule module = RunningModule.start(directory, simulator, Map.of("vod.protect.tags", "off"))) {
            module.drop("ids.txt", ids);
            Totals totals = module.awaitEnd(1);

            new Invariants(simulator.recorder(), module.outcomes()).check(ids);
            assertThat(totals.deleted()).isEqualTo(30);
            assertThat(totals.failed()).isEqualTo(2);
        }
    }

    /** With the tags that protect by default, an id is not sent unchecked; the nine that share its questions do not wait for it. */
    @Test
    void anIdThatMakesEveryQuestionFailIsNeverSentAndHoldsNoOther() throws Exception {
        List<String> ids = SampleIds.random(12, 60);
        List<String> others = SampleIds.random(13, 60);
        String bad = ids.get(23);
        try (VodSimulator simulator = VodSimulator.start(OPTIONS.withFaults("error=VOD.10051,on=info,ids=" + bad));
                RunningModule module = RunningModule.start(directory, simulator, Map.of("vod.retry.attempts", "1"))) {
            module.drop("ids.txt", ids);
            Awaitility.await().until(() -> module.totals().deleted() == 59);
            AtomicInteger lists = new AtomicInteger();
            Awaitility.await().pollInterval(Duration.ofSeconds(1)).until(() -> {
                // a question that succeeds between two that fail tells that this asset is at fault
                int list = lists.getAndIncrement();
                module.drop("more-" + list + ".txt", List.of(others.get(list)));
                return module.totals().failed() == 1;
            });
            Totals totals = module.awaitEnd(1 + lists.get());

            assertThat(totals.failed()).isEqualTo(1);
            assertThat(module.outcomes().failure()).singleElement().satisfies(outcome -> {
                assertThat(outcome.get("asset_id").textValue()).isEqualTo(bad);
                assertThat(outcome.get("error_code").textValue()).isEqualTo("VOD.10051");
                assertThat(outcome.get("attempts").intValue()).isZero();
            });
            assertThat(simulator.recorder().deleteCalls())
                    .allSatisfy(call -> assertThat(call.assetIds()).doesNotContain(bad));
        }
    }

    @Test
    void whatIsBeingDeletedIsAskedAboutUntilItIsGone() throws Exception {
        List<String> ids = SampleIds.random(9, 40);
        String faults = "deleting=FAILED,for=1s,rate=0.5; seems-living,for=1s,rate=0.5";
        try (VodSimulator simulator = VodSimulator.start(OPTIONS.withFaults(faults));
                RunningModule module = RunningModule.start(directory, simulator, Map.of("vod.confirm", "true"))) {
            module.drop("ids.txt", ids);

            assertThat(module.awaitEnd(1).deleted()).isEqualTo(40);
            new Invariants(simulator.recorder(), module.outcomes()).check(ids);
            assertThat(simulator.recorder().infoCalls())
                    .as("asked before, and after until each is gone")
                    .hasSizeGreaterThan(8);
        }
    }

    /** Nine others in its calls are deleted, and it is found with few calls. */
    @Test
    void anAssetThatSpoilsItsCallsWithoutAVisibleCauseFailsAlone() throws Exception {
        List<String> ids = Stream.of(SampleIds.random(10, 200), SampleIds.fated(401, 2))
                .flatMap(List::stream)
                .toList();
        try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                RunningModule module = RunningModule.start(directory, simulator, Map.of("vod.retry.attempts", "2"))) {
            module.drop("ids.txt", ids);
            Totals totals = module.awaitEnd(1);

            new Invariants(simulator.recorder(), module.outcomes()).check(ids);
            assertThat(totals.deleted()).isEqualTo(200);
            assertThat(module.outcomes().failure())
                    .extracting(outcome -> outcome.get("reason").textValue())
                    .containsOnly("denied");
            assertThat(simulator.recorder().deleteCalls()).hasSizeLessThan(40);
        }
    }
}
