package io.voddelete.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.intake.AcceptIds;
import io.voddelete.intake.ListInMemory;
import io.voddelete.intake.SpooledList;
import io.voddelete.intake.SubmissionReader;
import io.voddelete.kit.RouteKit;
import io.voddelete.kit.SpringConversion;
import io.voddelete.message.AcceptedSubmission;
import io.voddelete.message.SubmissionDeferredException;
import io.voddelete.message.SubmissionRefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.builder.ExchangeBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;

/** The routes of {@code direct:vod-delete} with a pipeline that accepts by the real beans, and the conversions of Spring. */
abstract class MessageRouteKit extends RouteKit {
    static final List<String> IDS = ids(3);
    static final String TEXT = String.join("\n", IDS);
    final Set<String> inside = ConcurrentHashMap.newKeySet();
    volatile boolean endpointIsDown;
    volatile Runnable afterCommit = () -> {};

    MessageRouteKit() {
        super("intake/message");
    }

    @Override
    protected RouteBuilder neighbours() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:vod-accept-ids").errorHandler(noErrorHandler()).process(MessageRouteKit.this::accept);
            }
        };
    }

    private void accept(Exchange exchange) throws IOException {
        inside.addAll(exchange.getMessage().getHeaders().keySet());
        inside.addAll(exchange.getVariables().keySet());
        if (endpointIsDown) {
            throw new IOException("the endpoint is down");
        }
        AcceptIds acceptIds = bean("vodAcceptIds", AcceptIds.class);
        if (exchange.getMessage().getBody() instanceof ListInMemory list) {
            exchange.getMessage().setBody(acceptIds.acceptAtOnce(list));
            afterCommit.run();
            return;
        }
        try (SubmissionReader reading = acceptIds.open(exchange.getMessage().getBody(SpooledList.class))) {
            reading.forEach(acceptIds::accept);
            acceptIds.seal(reading);
            exchange.getMessage().setBody(reading);
        }
        afterCommit.run();
    }

    @BeforeEach
    void convertAsSpring() {
        context.getTypeConverterRegistry().addFallbackTypeConverter(new SpringConversion(), true);
    }

    Exchange send(Object body, Map<String, Object> headers) {
        Exchange exchange = ExchangeBuilder.anExchange(context).withBody(body).build();
        headers.forEach(exchange.getMessage()::setHeader);
        return template.send("direct:vod-delete", exchange);
    }

    static AcceptedSubmission accepted(Exchange answer) {
        assertThat(answer.getException()).isNull();
        return (AcceptedSubmission) answer.getMessage().getBody();
    }

    static String refused(Exchange answer) {
        assertThat(answer.getException()).isExactlyInstanceOf(SubmissionRefusedException.class);
        return answer.getException(SubmissionRefusedException.class).reason();
    }

    static String deferred(Exchange answer) {
        assertThat(answer.getException()).isExactlyInstanceOf(SubmissionDeferredException.class);
        assertThat(answer.getException(SubmissionDeferredException.class).remedy())
                .isNotBlank();
        return answer.getException(SubmissionDeferredException.class).reason();
    }

    List<Exchange> messages(Object... bodies) {
        return Arrays.stream(bodies)
                .map(body -> ExchangeBuilder.anExchange(context).withBody(body).build())
                .toList();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
