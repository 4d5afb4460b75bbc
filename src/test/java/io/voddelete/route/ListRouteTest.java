package io.voddelete.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.intake.Delivery;
import io.voddelete.intake.IncomingMessage;
import io.voddelete.intake.MessageIntake;
import io.voddelete.intake.MessageList;
import io.voddelete.kit.RouteKit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.builder.ExchangeBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

class ListRouteTest extends RouteKit {
    private final List<Object> rejected = new CopyOnWriteArrayList<>();
    private final List<Object> spooled = new CopyOnWriteArrayList<>();

    ListRouteTest() {
        super("intake/list");
    }

    @Override
    protected RouteBuilder neighbours() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:vod-report-rejected")
                        .errorHandler(noErrorHandler())
                        .process(each -> {
                            List<?> lines = each.getMessage().getBody(List.class);
                            rejected.addAll(lines);
                        });
                from("direct:vod-accept-ids")
                        .errorHandler(noErrorHandler())
                        .process(each -> spooled.add(each.getMessage().getBody()));
            }
        };
    }

    @Test
    void aListInMemoryIsAcceptedInTheRouteAfterItsRejectedLinesAreReported() throws Exception {
        List<String> lines = new ArrayList<>(ids(3));
        lines.add("not an id");

        assertThat(acceptAll(lines).getException()).isNull();

        assertThat(rejected).hasSize(1);
        assertThat(spooled).isEmpty();
        assertThat(rows("SELECT state || ' ' || accepted || ' ' || rejected FROM submission"))
                .containsExactly("SEALED 3 1");
    }

    @Test
    void aRepetitionReportsAndAcceptsNothing() throws Exception {
        List<String> lines = new ArrayList<>(ids(3));
        lines.add("not an id");
        acceptAll(lines);
        rejected.clear();

        assertThat(acceptAll(lines).getException()).isNull();

        assertThat(rejected).isEmpty();
        assertThat(rows("SELECT count(*) FROM submission")).containsExactly("1");
    }

    @Test
    void aSpooledListIsAcceptedInChunks() throws Exception {
        assertThat(acceptAll(ids(10_001)).getException()).isNull();

        assertThat(spooled).hasSize(1);
        assertThat(rejected).isEmpty();
        assertThat(rows("SELECT count(*) FROM submission")).containsExactly("0");
    }

    private Exchange acceptAll(List<String> lines) throws Exception {
        MessageIntake messages = bean("vodMessages", MessageIntake.class);
        Delivery list = new Delivery("rows", null, null, new Delivery.Rows(lines.iterator()));
        MessageList read = messages.read(new IncomingMessage("key:x", List.of(list)));
        try {
            Exchange exchange = ExchangeBuilder.anExchange(context).build();
            exchange.setVariable("list", read);
            return template.send("direct:vod-accept-list", exchange);
        } finally {
            messages.close(read);
        }
    }
}
