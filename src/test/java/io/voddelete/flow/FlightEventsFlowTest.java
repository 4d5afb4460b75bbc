package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StatusCaller;
import io.voddelete.kit.TokenSettings;
import io.voddelete.kit.WebhookCaller;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jfr.Configuration;
import jdk.jfr.EventType;
import jdk.jfr.Recording;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a recording of a running module holds, made with the settings that are shipped. */
class FlightEventsFlowTest {
    private static final Path SHIPPED = Path.of("config", "jfr", "vod-delete.jfc");
    private static final SimulatorOptions OPTIONS =
            SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);
    private static final Map<String, String> SERVED = Map.of(
            "vod.status.enabled",
            "true",
            "vod.status.token",
            StatusCaller.TOKEN,
            "vod.intake.webhook.enabled",
            "true",
            "vod.intake.webhook.secret-key",
            WebhookCaller.SECRET);

    @TempDir
    Path directory;

    @Test
    void eachKindOfEventIsRecordedWithItsValuesAndWithoutAnyId() throws Exception {
        List<String> ids = SampleIds.random(31, 23);
        List<RecordedEvent> events = new ArrayList<>();
        try (VodSimulator simulator = VodSimulator.start(OPTIONS.withFaults("error=VOD.10062,on=delete,times=1"));
                Recording recording = begin()) {
            try (RunningModule module = RunningModule.start(directory.resolve("data"), simulator, SERVED)) {
                StatusCaller caller = new StatusCaller(module.url());
                caller.order("/vod/sender/pause");
                WebhookCaller webhook = new WebhookCaller(module.url() + "/vod/submissions");
                assertThat(webhook.send("msg-1", WebhookCaller.json(ids)).statusCode())
                        .isEqualTo(202);
                caller.order("/vod/sender/resume");
                module.awaitEnd(1);
            }
            events.addAll(end(recording));
        }

        List<RecordedEvent> deletes = calls(events, "delete");
        assertThat(deletes.stream().map(call -> call.getInt("ids"))).allMatch(size -> size > 0 && size <= 10);
        assertThat(deletes.stream()
                        .filter(call -> call.getString("result").equals("ok"))
                        .mapToInt(call -> call.getInt("ids"))
                        .sum())
                .isEqualTo(ids.size());
        assertThat(deletes.stream()
                        .filter(call -> call.getString("result").equals("ok"))
                        .map(call -> call.getInt("status")))
                .containsOnly(200);
        assertThat(deletes.stream()
                        .filter(call -> !call.getString("result").equals("ok"))
                        .map(call -> call.getString("result")))
                .containsExactly("gone");
        assertThat(deletes)
                .allSatisfy(call -> assertThat(call.getDuration()).isPositive().isLessThan(Duration.ofMinutes(1)));
        assertThat(of(events, "vod.Slot"))
                .allSatisfy(slot -> assertThat(slot.getInt("ids")).isBetween(1, 10))
                .filteredOn(slot -> slot.getString("kind").equals("delete") && slot.getBoolean("granted"))
                .hasSameSizeAs(deletes);
        assertThat(of(events, "vod.Claim").stream().mapToInt(claim -> claim.getInt("ids")))
                .allMatch(claimed -> claimed > 0)
                .satisfies(all -> assertThat(
                                all.stream().mapToInt(Integer::intValue).sum())
                        .isGreaterThanOrEqualTo(23));
        Set<String> verbs = of(events, "vod.Commit").stream()
                .flatMap(commit -> List.of(commit.getString("verb").split(" ")).stream())
                .collect(Collectors.toSet());
        assertThat(verbs).contains("accept", "claim", "begin", "settle", "mark", "remember", "end");
        assertThat(verbs).allMatch(verb -> verb.matches("[a-z]{3,12}"));
        assertThat(of(events, "vod.Commit"))
                .allSatisfy(commit -> assertThat(commit.getLong("rows")).isPositive())
                .anySatisfy(commit -> assertThat(commit.getLong("rows")).isGreaterThan(23));
        assertThat(of(events, "vod.Pause").stream()
                        .map(pause -> pause.getString("cause") + " " + pause.getBoolean("begins")))
                .containsExactly("operator true", "operator false");

        String all = events.stream().map(RecordedEvent::toString).collect(Collectors.joining());
        assertThat(ids).noneMatch(all::contains);
        assertThat(all)
                .doesNotContain("msg-1", SimulatorOptions.PROJECT_ID, SimulatorOptions.ACCESS_KEY)
                .doesNotContainPattern("[0-9a-f]{8}-[0-9a-f]{4}")
                .doesNotContain("stackTrace = [");
    }

    @Test
    void refusedCallsAndTheirPauseAndTheTokenAreRecorded() throws Exception {
        List<RecordedEvent> events = new ArrayList<>();
        try (VodSimulator simulator = VodSimulator.start(OPTIONS.withFaults("error=VOD.10055,on=delete,times=1"));
                Recording recording = begin()) {
            try (RunningModule module =
                    RunningModule.start(directory.resolve("data"), simulator, TokenSettings.of(simulator))) {
                module.drop("list.txt", SampleIds.random(32, 1));
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> module.senderPause().isPresent());
            }
            events.addAll(end(recording));
        }

        assertThat(calls(events, "token"))
                .extracting(call -> call.getInt("status") + " " + call.getString("result"))
                .containsExactly("201 ok");
        assertThat(calls(events, "delete"))
                .extracting(call -> call.getString("result"))
                .containsExactly("account");
        assertThat(of(events, "vod.Pause"))
                .extracting(pause -> pause.getString("cause") + " " + pause.getBoolean("begins"))
                .startsWith("account true");
        String all = events.stream().map(RecordedEvent::toString).collect(Collectors.joining());
        assertThat(all).doesNotContain(SimulatorOptions.PASSWORD, SimulatorOptions.USER);
    }

    @Test
    void theShippedSettingsNameEveryEventOfTheModule() throws Exception {
        try (Recording recording = begin()) {
            try (VodSimulator simulator = VodSimulator.start(OPTIONS);
                    RunningModule module = RunningModule.start(directory, simulator, SERVED)) {
                module.drop("list.txt", SampleIds.random(33, 1));
                module.awaitEnd(1);
                new StatusCaller(module.url()).order("/vod/sender/pause");
            }
            List<EventType> types = jdk.jfr.FlightRecorder.getFlightRecorder().getEventTypes().stream()
                    .filter(type -> type.getCategoryNames().equals(List.of("VOD delete")))
                    .toList();

            assertThat(types)
                    .extracting(EventType::getName)
                    .containsExactlyInAnyOrder("vod.Call", "vod.Slot", "vod.Commit", "vod.Claim", "vod.Pause");
            assertThat(Configuration.create(SHIPPED).getSettings().keySet().stream()
                            .map(key -> key.substring(0, key.indexOf('#')))
                            .distinct())
                    .containsExactlyInAnyOrderElementsOf(
                            types.stream().map(EventType::getName).toList());
            assertThat(types.stream().flatMap(type -> type.getFields().stream()))
                    .extracting(ValueDescriptor::getName)
                    .noneMatch(field -> field.matches("(?i).*(asset|submission|callId|file|uri|message|source).*"));
            recording.stop();
        }
    }

    private static Recording begin() throws IOException, ParseException {
        Recording recording = new Recording(Configuration.create(SHIPPED));
        recording.start();
        return recording;
    }

    private List<RecordedEvent> end(Recording recording) throws IOException {
        recording.stop();
        Path file = Files.createTempFile(directory, "run", ".jfr");
        recording.dump(file);
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("vod."))
                .sorted((one, other) -> one.getEndTime().compareTo(other.getEndTime()))
                .toList();
    }

    private static List<RecordedEvent> calls(List<RecordedEvent> events, String kind) {
        return of(events, "vod.Call").stream()
                .filter(call -> call.getString("kind").equals(kind))
                .toList();
    }

    private static List<RecordedEvent> of(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals(name))
                .toList();
    }
}
