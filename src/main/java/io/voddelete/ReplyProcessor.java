package io.voddelete;

import io.voddelete.web.Reply;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Makes the {@link Reply} in the body the answer to the request. No other header goes out: Camel would send back every
 * header and every query parameter of the request.
 */
final class ReplyProcessor implements Processor {
    @Override
    public void process(Exchange exchange) throws InvalidPayloadException {
        Message message = exchange.getMessage();
        Reply reply = message.getMandatoryBody(Reply.class);
        message.removeHeaders("*");
        reply.headers().forEach(message::setHeader);
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, reply.status());
        message.setBody(reply.body());
    }
}
