package io.voddelete;

import io.voddelete.vod.HttpAnswer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;

/**
 * Makes the variable {@value #VARIABLE} an {@link HttpAnswer}: of what the call gave, or of the exception that it ended
 * with, which says whether VOD may have acted.
 */
final class AnswerProcessor implements Processor {
    static final String VARIABLE = "answer";

    private final InstantSource clock;

    AnswerProcessor(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void process(Exchange exchange) throws IOException {
        Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        exchange.setVariable(VARIABLE, cause == null ? read(exchange) : fault(cause));
    }

    private HttpAnswer read(Exchange exchange) {
        int status =
                header(exchange, Exchange.HTTP_RESPONSE_CODE, Integer.class).orElseThrow();
        byte[] body = exchange.getVariable(VARIABLE, byte[].class);
        Duration retryAfter = header(exchange, "Retry-After", String.class)
                .map(text -> retryAfter(text, clock.instant()))
                .orElse(null);
        return HttpAnswer.of(status, body == null ? new byte[0] : body, retryAfter);
    }

    /** Camel keeps the headers of an answer that was received into a variable under a prefix, in the server's case. */
    private static <T> Optional<T> header(Exchange exchange, String name, Class<T> type) {
        String variable = "header:" + VARIABLE + "." + name;
        return exchange.getVariables().keySet().stream()
                .filter(variable::equalsIgnoreCase)
                .findFirst()
                .map(found -> exchange.getVariable(found, type));
    }

    /** Seconds or an HTTP date (RFC 9110, 10.2.3); null if it is neither. */
    static Duration retryAfter(String text, Instant now) {
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

    static HttpAnswer fault(Exception cause) {
        boolean neverSent = cause instanceof ConnectException
                || cause instanceof ConnectTimeoutException
                || cause instanceof ConnectionRequestTimeoutException
                || cause instanceof UnknownHostException
                || cause instanceof NoRouteToHostException
                || cause instanceof SSLHandshakeException
                || cause instanceof SSLPeerUnverifiedException;
        return HttpAnswer.none(cause.getClass().getSimpleName() + ": " + cause.getMessage(), !neverSent);
    }
}
