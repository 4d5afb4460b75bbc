package io.voddelete.camel;

import java.io.InputStream;
import org.apache.camel.CamelContext;
import org.apache.camel.Message;

/** A server that closes responses which are produced while they are sent, as soon as the client is gone. */
@FunctionalInterface
public interface AnswerWatch {
    /** The name in the registry; not bound if the host's server answers. */
    String NAME = "vodAnswerWatch";

    /** Enables this for the responses of a context. */
    static void bind(CamelContext context, AnswerWatch watch) {
        VodBeans.bind(context, NAME, watch);
    }

    /** @param message created by the server for the request */
    void streams(Message message, InputStream answer);
}
