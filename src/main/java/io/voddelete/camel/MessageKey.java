package io.voddelete.camel;

import io.voddelete.message.SubmissionRefusedException;
import io.voddelete.support.Sha256;
import io.voddelete.support.Text;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** The key that identifies a message that is delivered again. Keys of different kinds never collide. */
final class MessageKey {
    /** The host's own key. */
    static final String HEADER = "VodSubmissionKey";

    /** Headers set by camel-jms and camel-kafka. */
    private static final String JMS_MESSAGE_ID = "JMSMessageID";

    private static final String KAFKA_TOPIC = "kafka.TOPIC";
    private static final String KAFKA_PARTITION = "kafka.PARTITION";
    private static final String KAFKA_OFFSET = "kafka.OFFSET";

    private static final Pattern VALID = Pattern.compile("[!-~]{1,255}");

    private MessageKey() {}

    /**
     * The key of a message; null if it has none.
     *
     * @throws SubmissionRefusedException if it cannot be used
     */
    static @Nullable String of(Message message) {
        String own = own(message);
        return own != null ? own : ofBroker(message);
    }

    /**
     * Returns the key of a batch; null if one of its messages has none. It names the first and the last message and depends on
     * all: a batch of other messages is another submission.
     */
    static @Nullable String ofBatch(Message whole, List<Message> messages) {
        String own = own(whole);
        if (own != null) {
            return own;
        }
        List<String> keys = messages.stream().map(MessageKey::of).toList();
        if (keys.contains(null)) {
            return null;
        }
        String all = Sha256.hex(String.join("\n", keys).getBytes(StandardCharsets.UTF_8));
        return "batch:" + keys.get(0) + ".." + keys.get(keys.size() - 1) + ":" + all.substring(0, 16);
    }

    private static @Nullable String own(Message message) {
        String key = HeaderText.of(message, HEADER);
        return key == null ? null : "key:" + valid(HEADER, key);
    }

    private static @Nullable String ofBroker(Message message) {
        String id = HeaderText.of(message, JMS_MESSAGE_ID);
        if (id != null) {
            return "jms:" + valid(JMS_MESSAGE_ID, id);
        }
        String topic = HeaderText.of(message, KAFKA_TOPIC);
        String partition = HeaderText.of(message, KAFKA_PARTITION);
        String offset = HeaderText.of(message, KAFKA_OFFSET);
        return topic == null || partition == null || offset == null
                ? null
                : "kafka:" + valid(KAFKA_TOPIC, topic + ":" + partition + ":" + offset);
    }

    private static String valid(String header, String key) {
        if (!VALID.matcher(key).matches()) {
            throw new SubmissionRefusedException(
                    "bad-key",
                    "The header " + header + " is '" + Text.visible(key) + "'",
                    "give it a " + HEADER + " of 1 to 255 visible ASCII characters");
        }
        return key;
    }
}
