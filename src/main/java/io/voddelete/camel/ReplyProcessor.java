package io.voddelete.camel;

import io.voddelete.http.Reply;
import io.voddelete.http.Streamed;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Turns the {@link Reply} or {@link Streamed} in the body into the response. No other headers are sent, since Camel would send
 * back every header and query parameter of the request.
 */
public final class ReplyProcessor implements Processor {
    @Override
    public void process(Exchange exchange) throws InvalidPayloadException {
        if (exchange.getMessage().getBody() instanceof Streamed streamed) {
            AnswerWatch watch =
                    exchange.getContext().getRegistry().lookupByNameAndType(AnswerWatch.NAME, AnswerWatch.class);
            if (watch != null) {
                watch.streams(exchange.getMessage(), streamed.body());
            }
            give(exchange.getMessage(), streamed.status(), streamed.headers(), streamed.body());
        } else {
            Reply reply = exchange.getMessage().getMandatoryBody(Reply.class);
            // Camel copies an array through another thread and two buffers of 16 KiB
            give(exchange.getMessage(), reply.status(), reply.headers(), ByteBuffer.wrap(reply.body()));
        }
    }

    private static void give(Message message, int status, Map<String, String> headers, Object body) {
        message.removeHeaders("*");
        headers.forEach(message::setHeader);
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setBody(body);
    }
}
