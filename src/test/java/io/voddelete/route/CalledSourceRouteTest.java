package io.voddelete.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.RouteKit;
import io.voddelete.settings.Setting;
import java.util.Properties;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

class CalledSourceRouteTest extends RouteKit {
    CalledSourceRouteTest() {
        super("intake/source");
    }

    @Override
    protected void configure(Properties settings) {
        settings.setProperty(Setting.INTAKE_SCHEDULE_ENABLED.key(), "true");
        settings.setProperty(Setting.INTAKE_SCHEDULE_CRON.key(), "0/1 * * * * ?");
        settings.setProperty(Setting.INTAKE_SCHEDULE_SOURCE_MODE.key(), "call");
        settings.setProperty(Setting.INTAKE_SCHEDULE_SOURCE_URI.key(), "direct:source");
    }

    @Override
    protected RouteBuilder neighbours() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:source").process(exchange -> {
                    assertThat(exchange.getMessage().getBody()).isNull();
                    exchange.getMessage().setBody(String.join("\n", ids(3)));
                    exchange.getMessage().setHeader("CamelHttpUri", "http://elsewhere");
                });
            }
        };
    }

    @Test
    void oneCallWithoutABodyGivesTheListAndItsHeadersGoNowhere() throws Exception {
        assertThat(SourceRouteTest.read(this, template).isMore()).isFalse();

        assertThat(timesTaken("vod-call-source-of-lists")).isEqualTo(1);
    }
}
