package io.voddelete.camel;

import io.voddelete.outcome.EventWriter;
import io.voddelete.outcome.EventWriter.Form;
import io.voddelete.outcome.EventWriter.Written;
import io.voddelete.outcome.OutcomeBlock;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Makes the message for an endpoint from an outcome, a rejected line or a notice: JSON with its content type, maybe signed. A block
 * of outcomes, which only our files take, becomes JSON lines.
 */
final class EventProcessor implements Processor {
    /** The name that the bindings of CloudEvents for other protocols than HTTP look for, in which case matters. */
    private static final String CONTENT_TYPE_OF_CLOUDEVENTS = "content-type";

    private final EventWriter writer;
    private final EventSigning signing;

    EventProcessor(EventWriter writer, EventSigning signing) {
        this.writer = writer;
        this.signing = signing;
    }

    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        Form form = writer.form();
        Object about = message.getBody();
        if (about instanceof OutcomeBlock block) {
            message.setBody(writer.lines(block));
            return;
        }
        Written written = writer.write(about);
        message.setBody(written.json());
        message.removeHeader(Exchange.CONTENT_TYPE);
        message.setHeader(
                form == Form.CLOUDEVENTS ? CONTENT_TYPE_OF_CLOUDEVENTS : Exchange.CONTENT_TYPE, form.mediaType());
        signing.headers(exchange, about, written).forEach(message::setHeader);
    }
}
