package io.voddelete.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.voddelete.intake.AcceptIds;
import io.voddelete.intake.Delivery;
import io.voddelete.intake.Schedule;
import io.voddelete.intake.ScheduleRun;
import io.voddelete.intake.SpooledList;
import io.voddelete.intake.SubmissionReader;
import io.voddelete.kit.RouteKit;
import io.voddelete.settings.Setting;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

class ScheduleRouteTest extends RouteKit {
    private final List<Schedule.Fired> fired = new CopyOnWriteArrayList<>();
    private volatile List<String> lines = List.of();

    ScheduleRouteTest() {
        super("intake/schedule");
    }

    @Override
    protected void configure(Properties settings) {
        settings.setProperty(Setting.INTAKE_SCHEDULE_ENABLED.key(), "true");
        settings.setProperty(Setting.INTAKE_SCHEDULE_CRON.key(), "0/1 * * * * ?");
        settings.setProperty(Setting.INTAKE_SCHEDULE_TIME_ZONE.key(), "Asia/Kathmandu");
        settings.setProperty(Setting.INTAKE_SCHEDULE_SOURCE_URI.key(), "file:" + directory.resolve("lists"));
    }

    @Override
    protected RouteBuilder neighbours() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:begin-run")
                        .process(exchange -> fired.add(exchange.getMessage().getBody(Schedule.Fired.class)));
                from("direct:read-source").errorHandler(noErrorHandler()).process(exchange -> take(run(exchange)));
                from("direct:accept-ids").errorHandler(noErrorHandler()).process(ScheduleRouteTest.this::acceptAll);
            }
        };
    }

    private static ScheduleRun run(Exchange exchange) {
        return exchange.getVariable("run", ScheduleRun.class);
    }

    private void take(ScheduleRun run) throws Exception {
        byte[] content = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        run.take(new Delivery("a.txt", null, null, new Delivery.Content(() -> new ByteArrayInputStream(content))));
    }

    private void acceptAll(Exchange exchange) throws Exception {
        AcceptIds acceptIds = bean("acceptIds", AcceptIds.class);
        SubmissionReader reading = acceptIds.open(exchange.getMessage().getBody(SpooledList.class));
        reading.forEach(acceptIds::accept);
        acceptIds.seal(reading);
        acceptIds.close(reading);
    }

    @Test
    void aRunBeginsAtTheStartAndAtEachPlannedTimeWithThatTime() {
        await().atMost(SOON).until(() -> fired.size() >= 4);

        List<Schedule.Fired> all = List.copyOf(fired); // it goes on
        List<Instant> planned = all.stream()
                .map(Schedule.Fired::at)
                .filter(time -> time.getNano() == 0)
                .toList();
        assertThat(all).hasSizeLessThanOrEqualTo(planned.size() + 1);
        assertThat(planned).hasSizeGreaterThanOrEqualTo(3).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void whatWasReadIsAcceptedAsOneSubmission() throws Exception {
        lines = ids(3);

        takeIn();

        assertThat(rows("SELECT accepted FROM submission WHERE state = 'SEALED' AND source LIKE 'schedule:nightly@%Z'"))
                .containsExactly("3");
    }

    @Test
    void whereNothingWasReadTheRunIsOnlyRemembered() throws Exception {
        Instant planned = takeIn();

        assertThat(rows("SELECT count(*) FROM submission")).containsExactly("0");
        assertThat(rows("SELECT value FROM setting WHERE name = 'schedule:nightly'"))
                .singleElement()
                .asString()
                .startsWith(planned.toString());
    }

    private Instant takeIn() throws Exception {
        Schedule schedule = bean("schedule", Schedule.class);
        Instant planned = Instant.now().plus(Duration.ofHours(1)).truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
        ScheduleRun run = schedule.due(new Schedule.Fired(planned)).get(0);
        Exchange done = template.send("direct:take-in-run", exchange -> exchange.setVariable("run", run));
        schedule.finish(List.of(run));
        assertThat(done.getException()).isNull();
        return planned;
    }
}
