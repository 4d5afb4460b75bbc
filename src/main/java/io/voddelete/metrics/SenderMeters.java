package io.voddelete.metrics;

import io.micrometer.core.instrument.Tags;
import io.voddelete.store.Counter;
import java.util.List;

/** What is measured of the sender and of the schedules. */
record SenderMeters(WatchedModule module, Snapshots snapshots) {
    private static final List<String> STATES = List.of("running", "waiting", "paused", "stopped");
    private static final List<String> HINDRANCES = List.of("backlog", "fault", "setting", "throttled");

    void bindTo(Meters meters) {
        for (String state : STATES) {
            meters.gauge(
                    "sender.state",
                    null,
                    "1 for the state of the sender",
                    Tags.of("state", state),
                    () -> snapshots.sender().state().equals(state) ? 1 : 0);
        }
        for (String cause : Counter.PAUSES.labels()) {
            meters.gauge(
                    "sender.paused",
                    null,
                    "1 while the sender is paused for this cause",
                    Tags.of("cause", cause.replace('-', '_')),
                    () -> snapshots.sender().isPausedBy(cause) ? 1 : 0);
        }
        for (String cause : HINDRANCES) {
            meters.gauge(
                    "sender.hindered",
                    null,
                    "1 while the sender waits or is stopped for this cause",
                    Tags.of("cause", cause),
                    () -> snapshots.sender().isHinderedBy(cause) ? 1 : 0);
        }
        String pace = "DELETE calls a minute";
        meters.gauge("pace.calls.per.minute", null, pace, Tags.of("kind", "configured"), module.configuredPace());
        meters.gauge("pace.calls.per.minute", null, pace, Tags.of("kind", "admitted"), module.admittedPace());
        module.schedules().forEach((name, runs) -> {
            Tags tags = Tags.of("schedule", name);
            meters.time("schedule.last.run.timestamp", "When the last run was planned", tags, runs.last());
            meters.time(
                    "schedule.next.run.timestamp", "When the first run that is not done is planned", tags, runs.next());
        });
    }
}
