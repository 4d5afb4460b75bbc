package io.voddelete.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.voddelete.intake.Schedule;
import io.voddelete.kit.RouteKit;
import io.voddelete.settings.Setting;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

class ScheduleRouteTest extends RouteKit {
    private final List<Schedule.Fired> fired = new CopyOnWriteArrayList<>();

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
                from("direct:vod-begin-run")
                        .process(exchange -> fired.add(exchange.getMessage().getBody(Schedule.Fired.class)));
            }
        };
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
}
