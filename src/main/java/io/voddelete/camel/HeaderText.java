package io.voddelete.camel;

import java.nio.charset.StandardCharsets;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** The text in a header of a message. */
final class HeaderText {
    private HeaderText() {}

    /** Null if the message has no such header. What Kafka gives as bytes is UTF-8: as an object, it would be another one each time. */
    static @Nullable String of(Message message, String name) {
        Object value = message.getHeader(name);
        if (value instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        return value == null ? null : value.toString();
    }
}
