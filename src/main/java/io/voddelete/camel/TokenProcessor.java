package io.voddelete.camel;

import io.voddelete.jfr.FlightEvents;
import io.voddelete.vod.IamUser;
import io.voddelete.vod.TokenCall;
import io.voddelete.vod.VodError;
import io.voddelete.vod.VodResponse;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;

/** Asks IAM for a token by the route {@code vod-ask-for-token}, whose steps it gives. */
final class TokenProcessor implements Function<IamUser, TokenCall.Answer> {
    /** The request for a token, as an exchange property. */
    private static final String CALL = "CamelVodTokenCall";

    private final String projectId;
    private final InstantSource clock;
    /** Null until it is bound. */
    private @Nullable ProducerTemplate template;

    TokenProcessor(String projectId, InstantSource clock) {
        this.projectId = projectId;
        this.clock = clock;
    }

    void bind(CamelContext context) {
        template = context.createProducerTemplate();
        VodBeans.bind(context, "vodWriteTokenCall", (Processor) this::write);
        VodBeans.bind(context, "vodReadToken", (Processor) this::read);
        VodBeans.bind(context, "vodReadTokenFault", (Processor) TokenProcessor::readFault);
    }

    /** Does not throw because of IAM. */
    @Override
    public TokenCall.Answer apply(IamUser user) {
        ProducerTemplate asks = template;
        if (asks == null) {
            throw new IllegalStateException("The route vod-ask-for-token is not installed yet");
        }
        TokenCall call = new TokenCall(user, projectId, clock.instant());
        FlightEvents.Call event = FlightEvents.call("token", 0);
        TokenCall.Answer answer = ask(asks, call);
        VodError error = answer.error();
        event.end(error == null ? TokenCall.CREATED : error.httpStatus(), () -> VodError.word(error));
        return answer;
    }

    private static TokenCall.Answer ask(ProducerTemplate asks, TokenCall call) {
        Exchange exchange = asks.request("direct:vod-ask-for-token", each -> each.setProperty(CALL, call));
        TokenCall.Answer answer = exchange.getMessage().getBody(TokenCall.Answer.class);
        return answer != null ? answer : fault(call, exchange.getException());
    }

    private void write(Exchange exchange) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_METHOD, "POST");
        message.setHeader(Exchange.HTTP_PATH, TokenCall.PATH);
        message.setHeader(Exchange.HTTP_QUERY, TokenCall.QUERY);
        message.setHeader(Exchange.CONTENT_TYPE, "application/json;charset=utf8");
        message.setBody(requireCall(exchange).body());
    }

    private void read(Exchange exchange) {
        Map<?, ?> headers = exchange.getVariable(ResponseProcessor.HEADERS, Map.class);
        Object token = headers == null ? null : headers.get(TokenCall.TOKEN_HEADER);
        VodResponse answer = ResponseProcessor.read(exchange, clock.instant());
        exchange.removeVariable(ResponseProcessor.VARIABLE);
        exchange.getMessage().setBody(requireCall(exchange).read(answer, token == null ? null : token.toString()));
    }

    private static void readFault(Exchange exchange) {
        exchange.getMessage()
                .setBody(
                        fault(requireCall(exchange), exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class)));
    }

    private static TokenCall.Answer fault(TokenCall call, Exception cause) {
        return call.read(ResponseProcessor.fault(cause), null);
    }

    /** The request for a token; null in a foreign message. */
    static @Nullable TokenCall call(Exchange exchange) {
        return exchange.getProperty(CALL) instanceof TokenCall call ? call : null;
    }

    private static TokenCall requireCall(Exchange exchange) {
        TokenCall call = call(exchange);
        if (call == null) {
            throw new IllegalStateException("The message has no request for a token: only this module sends one here");
        }
        return call;
    }
}
