package io.voddelete.camel;

import io.voddelete.intake.IncomingMessage;
import io.voddelete.message.AcceptedSubmission;
import io.voddelete.message.SubmissionDeferredException;
import io.voddelete.message.SubmissionRefusedException;
import io.voddelete.store.StoreException;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.RootCause;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.StreamCache;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Takes the list of a host's message in and answers when it is durable, in the caller's thread. The list goes on in an exchange
 * of its own: nothing else of the message steers what follows, and the host finds its headers, properties and variables as
 * they were. If nothing is accepted, its body too, unless it can be read only once: such a body is recognized when it comes
 * again.
 */
final class TakeMessageProcessor implements Processor {
    /** The header with the id of the submission. */
    static final String SUBMISSION_ID = "VodSubmissionId";

    private static final String INSIDE = "direct:vod-take-in-message";

    private final ProducerTemplate template;
    private final MessageBody body = new MessageBody();

    TakeMessageProcessor(CamelContext context) {
        this.template = context.createProducerTemplate();
    }

    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        List<StreamCache> caches = MessageBody.caches(exchange);
        caches.forEach(StreamCache::reset); // the host may have read them before, and may read them afterwards
        try {
            AcceptedSubmission accepted = takeIn(body.read(exchange));
            message.setBody(accepted);
            message.setHeader(SUBMISSION_ID, accepted.submissionId());
        } finally {
            caches.forEach(StreamCache::reset);
        }
    }

    private AcceptedSubmission takeIn(IncomingMessage incoming) {
        Exchange inside = template.send(INSIDE, each -> {
            each.getMessage().setBody(incoming);
            each.getExchangeExtension().addOnCompletion(new Closing(incoming));
        });
        if (inside.getException() != null) {
            throw translated(inside.getException());
        }
        return inside.getMessage().getBody(AcceptedSubmission.class);
    }

    /** Also where the host's {@code intercept} ends the route between two steps. */
    private static final class Closing extends SynchronizationAdapter {
        private final IncomingMessage message;

        Closing(IncomingMessage message) {
            this.message = message;
        }

        @Override
        public void onDone(Exchange exchange) {
            message.close();
        }

        @Override
        public boolean allowHandover() {
            return false;
        }
    }

    private static RuntimeException translated(Exception exception) {
        if (RootCause.isBehind(exception, SubmissionRefusedException.class)) {
            return RootCause.find(exception, SubmissionRefusedException.class);
        }
        if (RootCause.isBehind(exception, SubmissionDeferredException.class)) {
            return RootCause.find(exception, SubmissionDeferredException.class);
        }
        Throwable cause = RootCause.innermost(exception);
        if (cause instanceof StoreException fault) {
            return new SubmissionDeferredException(
                    "store",
                    "The ids cannot be stored at the moment: " + RootCause.shown(fault),
                    fault.remedy(),
                    exception);
        }
        if (cause instanceof CallDeferredException) {
            return new SubmissionDeferredException(
                    "stopping",
                    "The module is stopping or has ended",
                    "if it does not start again, restart the application",
                    exception);
        }
        return new SubmissionDeferredException(
                "failed",
                "The list could not be accepted: " + RootCause.shown(cause),
                "check the source of the body, the data directory and the rejected endpoint",
                exception);
    }
}
