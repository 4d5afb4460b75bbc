package io.voddelete.route;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Properties;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

class RunRouteTest extends RouteKit {
    private volatile List<String> lines = List.of();

    RunRouteTest() {
        super("intake/run");
    }

    @Override
    protected void configure(Properties settings) {
        settings.setProperty(Setting.INTAKE_SCHEDULE_ENABLED.key(), "true");
        settings.setProperty(Setting.INTAKE_SCHEDULE_CRON.key(), "0/1 * * * * ?");
        settings.setProperty(Setting.INTAKE_SCHEDULE_SOURCE_URI.key(), "file:" + directory.resolve("lists"));
    }

    @Override
    protected RouteBuilder neighbours() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:vod-read-source").errorHandler(noErrorHandler()).process(exchange -> take(run(exchange)));
                from("direct:vod-accept-ids").errorHandler(noErrorHandler()).process(RunRouteTest.this::acceptAll);
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
        AcceptIds acceptIds = bean("vodAcceptIds", AcceptIds.class);
        SubmissionReader reading = acceptIds.open(exchange.getMessage().getBody(SpooledList.class));
        reading.forEach(acceptIds::accept);
        acceptIds.seal(reading);
        acceptIds.close(reading);
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
        Schedule schedule = bean("vodSchedule", Schedule.class);
        Instant planned = Instant.now().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS);
        ScheduleRun run = schedule.due(new Schedule.Fired(planned, false)).get(0);
        Exchange done = template.send("direct:vod-take-in-run", exchange -> exchange.setVariable("run", run));
        schedule.finish(List.of(run));
        assertThat(done.getException()).isNull();
        return planned;
    }
}
