package io.voddelete;

import java.io.InputStream;
import org.apache.camel.Message;

/** A server that wants to know of answers which are read while they are sent, to close them when nobody is there any more. */
@FunctionalInterface
interface AnswerWatch {
    /** The name in the registry; nothing has it where the host's server answers. */
    String NAME = "vodAnswerWatch";

    /** @param message as the server made it for the request */
    void streams(Message message, InputStream answer);
}
