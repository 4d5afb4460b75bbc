package io.voddelete.camel;

import io.voddelete.vod.SignatureMismatch;
import io.voddelete.vod.VodResponse;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Turns the variable {@value #VARIABLE} into a {@link VodResponse}: here the response of a call, in {@link #readFault} the
 * exception with which it ended, which says whether VOD may have acted.
 */
final class ResponseProcessor implements Processor {
    static final String VARIABLE = "answer";

    private static final int UNAUTHORIZED = 401;

    /** All headers of the response in the variable; Camel ignores their case. */
    static final String HEADERS = "header:" + VARIABLE;

    private final InstantSource clock;
    private final Consumer<SignatureMismatch> mismatches;

    /**
     * @param mismatches receives each response that quotes a request, whether it differs from the signed one or not
     */
    ResponseProcessor(InstantSource clock, Consumer<SignatureMismatch> mismatches) {
        this.clock = clock;
        this.mismatches = mismatches;
    }

    @Override
    public void process(Exchange exchange) {
        VodResponse answer = read(exchange, clock.instant()).to(SigningProcessor.lastPass(exchange));
        exchange.setVariable(VARIABLE, answer);
        ObservedCalls.end(exchange, answer);
        if (answer.status() == UNAUTHORIZED) {
            String signed = SigningProcessor.explainSigned(exchange);
            if (!signed.isEmpty()) {
                SignatureMismatch.read(answer, signed).ifPresent(mismatches);
            }
        }
    }

    /** Reads the response in the variable; its headers are gone afterwards. */
    static VodResponse read(Exchange exchange, Instant now) {
        Map<?, ?> headers = exchange.getVariable(HEADERS, Map.class);
        if (headers == null || !(headers.get(Exchange.HTTP_RESPONSE_CODE) instanceof Integer status)) {
            throw new IllegalStateException("There is no HTTP response in the variable '" + VARIABLE
                    + "', into which the call must receive it. What to do: compare the changed copy of the route with the"
                    + " original");
        }
        byte[] body = exchange.getVariable(VARIABLE, byte[].class);
        Object retryAfter = headers.get("Retry-After");
        exchange.removeVariable(HEADERS);
        Object requestId = headers.get("X-Request-Id");
        return VodResponse.of(
                        status,
                        body == null ? new byte[0] : body,
                        retryAfter == null ? null : retryAfter(retryAfter.toString(), now))
                .ofRequest(requestId == null ? null : requestId.toString());
    }

    /**
     * Call only in the branch that caught the exception: the exchange keeps it through every later call.
     */
    static void readFault(Exchange exchange) {
        VodResponse none = fault(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
        exchange.setVariable(VARIABLE, none);
        ObservedCalls.end(exchange, none);
    }

    /** Seconds or an HTTP date (RFC 9110, 10.2.3); null if it is neither. */
    static @Nullable Duration retryAfter(String text, Instant now) {
        if (text.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        try {
            Duration until = Duration.between(
                    now,
                    ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
            return until.isNegative() ? Duration.ZERO : until;
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    static VodResponse fault(Exception cause) {
        boolean neverSent = cause instanceof ConnectException
                || cause instanceof ConnectTimeoutException
                || cause instanceof ConnectionRequestTimeoutException
                || cause instanceof UnknownHostException
                || cause instanceof NoRouteToHostException
                || cause instanceof SSLHandshakeException
                || cause instanceof SSLPeerUnverifiedException;
        if (cause.getCause() instanceof Error error) { // Camel wraps it
            return VodResponse.none(error.toString(), true);
        }
        String kind = cause instanceof NotSentException ? "" : cause.getClass().getSimpleName() + ": ";
        return VodResponse.none(kind + cause.getMessage(), !neverSent);
    }
}
