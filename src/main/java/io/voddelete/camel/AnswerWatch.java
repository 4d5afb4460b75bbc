package io.voddelete.camel;

import java.io.InputStream;
import org.apache.camel.CamelContext;
import org.apache.camel.Message;

/** A server that wants to know of answers which are read while they are sent, to close them when nobody is there any more. */
@FunctionalInterface
public interface AnswerWatch {
    /** The name in the registry; nothing has it where the host's server answers. */
    String NAME = "vodAnswerWatch";

    /** Lets the answers of this context be watched. */
    static void bind(CamelContext context, AnswerWatch watch) {
        VodBeans.bind(context, NAME, watch);
    }

    /** @param message as the server made it for the request */
    void streams(Message message, InputStream answer);
}
