package io.voddelete.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.intake.Schedule;
import io.voddelete.intake.ScheduleRun;
import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.RouteKit;
import io.voddelete.settings.Setting;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.SynchronizationAdapter;
import org.junit.jupiter.api.Test;

class DueRouteTest extends RouteKit {
    private final Instant soon = Instant.now().plusSeconds(3600).truncatedTo(ChronoUnit.SECONDS);
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private volatile boolean failing;

    DueRouteTest() {
        super("intake/due");
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
                from("direct:vod-take-in-run").errorHandler(noErrorHandler()).process(DueRouteTest.this::takeIn);
            }
        };
    }

    /** As a polled file does: it is moved when the run ends well, and only then. */
    private void takeIn(Exchange exchange) throws IOException {
        seen.add("run with " + exchange.getMessage().getHeaders());
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onComplete(Exchange done) {
                seen.add("consumed");
            }

            @Override
            public void onFailure(Exchange failed) {
                seen.add("left");
            }
        });
        if (failing) {
            throw new IOException("made up");
        }
        bean("vodSchedule", Schedule.class).noteEmpty(exchange.getVariable("run", ScheduleRun.class));
    }

    @Test
    void aDueRunIsMadeOnceWithoutTheHeadersOfTheClockAndThenConsumed() {
        begin(soon);
        begin(soon);

        assertThat(seen).containsExactly("run with {}", "consumed");
    }

    @Test
    void whatARunThatFailsHasReadIsNotConsumedAndTheNextTimeIsTried() {
        try (CapturedLog log = CapturedLog.ofAll()) {
            failing = true;
            begin(soon);
            assertThat(seen).containsExactly("run with {}", "left");
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARN Schedule 'nightly' failed: made up. Its lists stay at their source");
        }
        failing = false;
        begin(soon.plusSeconds(1));
        assertThat(seen).hasSize(4).endsWith("consumed");
    }

    private void begin(Instant time) {
        template.sendBodyAndHeaders(
                "direct:vod-begin-run",
                new Schedule.Fired(time, false),
                Map.of("nextFireTime", time, "CamelHttpUri", "http://x"));
    }
}
