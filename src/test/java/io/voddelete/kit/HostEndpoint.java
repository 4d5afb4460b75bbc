package io.voddelete.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.ExpressionAdapter;

/**
 * A route of a host application that accepts messages asynchronously, as Kafka does: sending returns before the message has
 * arrived. Counts messages.
 */
public final class HostEndpoint extends RouteBuilder {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final long delayMillis;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger mostInFlight = new AtomicInteger();
    private final AtomicInteger begun = new AtomicInteger();
    private final List<JsonNode> received = new CopyOnWriteArrayList<>();
    private volatile int refuseEvery = Integer.MAX_VALUE;
    private volatile int silentAfter = Integer.MAX_VALUE;

    /** @param delayMillis time from sending to arrival */
    public HostEndpoint(String name, long delayMillis) {
        this.name = name;
        this.delayMillis = delayMillis;
    }

    /** Returns its URI for a setting. */
    public String uri() {
        return "direct:" + name;
    }

    /** Lets no further message arrive after this many. */
    public HostEndpoint silentAfter(int count) {
        silentAfter = count;
        return this;
    }

    /** Refuses every n-th message. */
    public HostEndpoint refuseEvery(int count) {
        refuseEvery = count;
        return this;
    }

    @Override
    public void configure() {
        from(uri())
                .routeId(name)
                .errorHandler(noErrorHandler())
                .process(exchange -> {
                    begun.incrementAndGet();
                    mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
                })
                .delay(new ExpressionAdapter() {
                    @Override
                    public Object evaluate(Exchange exchange) {
                        return begun.get() > silentAfter ? Duration.ofHours(1).toMillis() : delayMillis;
                    }
                })
                .asyncDelayed()
                .process(this::arrive);
    }

    private void arrive(Exchange exchange) throws IOException {
        inFlight.decrementAndGet();
        if (begun.get() % refuseEvery == 0) {
            throw new IOException("refused by the host's endpoint");
        }
        received.add(JSON.readTree(exchange.getMessage().getBody(byte[].class)));
    }

    /** Returns the number of messages sent. */
    public int begun() {
        return begun.get();
    }

    /** Returns the maximum number of messages in flight at a time. */
    public int mostInFlight() {
        return mostInFlight.get();
    }

    /** Returns the messages that arrived, in order, each as its schema says. */
    public List<JsonNode> received() {
        received.forEach(EventSchemas::check);
        return received;
    }

    /** Returns one member of each message that arrived. */
    public List<String> received(String member) {
        return received().stream().map(json -> json.path(member).asText()).toList();
    }
}
