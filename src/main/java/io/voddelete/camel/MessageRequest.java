package io.voddelete.camel;

import io.voddelete.settings.SourceAddress;
import io.voddelete.store.Requested;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** Who asked for the list of a message, and why: what its headers say, otherwise where it comes from. */
final class MessageRequest {
    /** Who asked, as the host knows it. */
    static final String BY = "VodRequestedBy";

    static final String REASON = "VodReason";

    private static final String TRACE = "traceparent";

    private MessageRequest() {}

    /** @param messages those of a batch, otherwise only that of the exchange */
    static Requested of(Exchange exchange, List<Message> messages) {
        Message whole = exchange.getMessage();
        String by = header(whole, messages, BY);
        Endpoint from = exchange.getFromEndpoint();
        return Requested.of(
                by == null ? route(exchange) : by,
                from == null ? null : new SourceAddress(from.getEndpointBaseUri()).place(),
                header(whole, messages, REASON),
                header(whole, messages, TRACE));
    }

    /** Null if it was sent to us without a route. */
    private static @Nullable String route(Exchange exchange) {
        String route = exchange.getFromRouteId();
        return route == null || VodRoutes.has(exchange.getContext(), route) ? null : "route:" + route;
    }

    /** Of a batch, what all its messages say. */
    private static @Nullable String header(Message whole, List<Message> messages, String name) {
        String given = HeaderText.of(whole, name);
        if (given != null && !given.isBlank()) {
            return given;
        }
        Set<String> all = messages.stream()
                .map(message -> Objects.requireNonNullElse(HeaderText.of(message, name), ""))
                .collect(Collectors.toSet());
        String same = all.size() == 1 ? all.iterator().next() : "";
        return same.isBlank() ? null : same;
    }
}
