package io.voddelete.camel;

import io.voddelete.vod.IamUser;
import io.voddelete.vod.TokenCall;
import io.voddelete.vod.VodResponse;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;

/** Asks IAM for a token by the route {@code vod-ask-for-token}, whose steps it gives. */
final class TokenProcessor implements Function<IamUser, TokenCall.Answer> {
    /** The request for a token, as an exchange property. */
    private static final String CALL = "CamelVodTokenCall";

    private final String projectId;
    private final InstantSource clock;
    private ProducerTemplate template;

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
        TokenCall call = new TokenCall(user, projectId, clock.instant());
        Exchange exchange = template.request("direct:vod-ask-for-token", each -> each.setProperty(CALL, call));
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
        message.setBody(call(exchange).body());
    }

    private void read(Exchange exchange) {
        Object token =
                exchange.getVariable(ResponseProcessor.HEADERS, Map.class).get(TokenCall.TOKEN_HEADER);
        VodResponse answer = ResponseProcessor.read(exchange, clock.instant());
        exchange.removeVariable(ResponseProcessor.VARIABLE);
        exchange.getMessage().setBody(call(exchange).read(answer, token == null ? null : token.toString()));
    }

    private static void readFault(Exchange exchange) {
        exchange.getMessage()
                .setBody(fault(call(exchange), exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class)));
    }

    private static TokenCall.Answer fault(TokenCall call, Exception cause) {
        return call.read(ResponseProcessor.fault(cause), null);
    }

    /** The request for a token; null in a foreign message. */
    static TokenCall call(Exchange exchange) {
        return exchange.getProperty(CALL) instanceof TokenCall call ? call : null;
    }
}
