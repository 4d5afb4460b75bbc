package io.voddelete.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.intake.Delivery;
import io.voddelete.intake.InboxFile;
import io.voddelete.intake.IncomingMessage;
import io.voddelete.intake.ListToAccept;
import io.voddelete.intake.MessageIntake;
import io.voddelete.kit.RouteKit;
import io.voddelete.store.Requested;
import io.voddelete.store.Submitted;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

class AcceptRouteTest extends RouteKit {
    private final List<Object> rejected = new CopyOnWriteArrayList<>();
    private final List<Object> chunked = new CopyOnWriteArrayList<>();
    private volatile boolean endpointIsDown;

    AcceptRouteTest() {
        super("pipeline/accept");
    }

    @Override
    protected RouteBuilder neighbours() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:vod-report-rejected")
                        .errorHandler(noErrorHandler())
                        .process(AcceptRouteTest.this::report);
                from("direct:vod-accept-in-chunks")
                        .errorHandler(noErrorHandler())
                        .process(each -> chunked.add(each.getMessage().getBody()));
            }
        };
    }

    private void report(Exchange exchange) throws IOException {
        if (endpointIsDown) {
            throw new IOException("the endpoint is down");
        }
        List<?> lines = exchange.getMessage().getBody(List.class);
        rejected.addAll(lines);
    }

    @Test
    void aListInMemoryIsAcceptedAtOnceAfterItsRejectedLinesAreReported() throws Exception {
        Exchange answer = accept(list(with("not an id")));

        assertThat(answer.getException()).isNull();
        assertThat(answer.getMessage().getBody()).isInstanceOfSatisfying(Submitted.class, submitted -> {
            assertThat(submitted.repeated()).isFalse();
            assertThat(submitted.submission().progress().accepted()).isEqualTo(3);
        });
        assertThat(rejected).hasSize(1);
        assertThat(chunked).isEmpty();
        assertThat(rows("SELECT state || ' ' || accepted || ' ' || rejected FROM submission"))
                .containsExactly("SEALED 3 1");
    }

    @Test
    void nothingIsAcceptedIfARejectedLineCannotBeReported() throws Exception {
        endpointIsDown = true;

        assertThat(accept(list(with("not an id"))).getException()).hasMessage("the endpoint is down");

        assertThat(rows("SELECT count(*) FROM submission")).containsExactly("0");
    }

    @Test
    void aRepetitionReportsAndAcceptsNothing() throws Exception {
        accept(list(with("not an id")));
        rejected.clear();

        Exchange again = accept(list(with("not an id")));

        assertThat(again.getMessage().getBody(Submitted.class).repeated()).isTrue();
        assertThat(rejected).isEmpty();
        assertThat(rows("SELECT count(*) FROM submission")).containsExactly("1");
    }

    @Test
    void aListInAFileIsAcceptedInChunks() throws Exception {
        ListToAccept spooled = list(ids(10_001));
        ListToAccept file = new InboxFile(file("ids.txt", ids(1)));

        assertThat(accept(spooled).getException()).isNull();
        assertThat(accept(file).getException()).isNull();

        assertThat(chunked).containsExactly(spooled, file);
        assertThat(rejected).isEmpty();
        assertThat(rows("SELECT count(*) FROM submission")).containsExactly("0");
    }

    private Exchange accept(ListToAccept list) {
        return template.request(
                "direct:vod-accept-ids", exchange -> exchange.getMessage().setBody(list));
    }

    private ListToAccept list(List<String> lines) throws Exception {
        MessageIntake messages = bean("vodMessages", MessageIntake.class);
        Delivery list = new Delivery("rows", null, null, new Delivery.Rows(lines.iterator()));
        try (IncomingMessage message = new IncomingMessage("key:x", Requested.NONE, List.of(list))) {
            return messages.read(message).getContent();
        }
    }

    private static List<String> with(String line) {
        List<String> lines = new ArrayList<>(ids(3));
        lines.add(line);
        return lines;
    }
}
