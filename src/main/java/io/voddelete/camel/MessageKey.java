package io.voddelete.camel;

import io.voddelete.message.SubmissionRefusedException;
import io.voddelete.support.Sha256;
import io.voddelete.support.Text;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** The key that identifies a message that is delivered again. Keys of different kinds never collide. */
final class MessageKey {
    /** The host's own key. */
    static final String HEADER = "VodSubmissionKey";

    /** Header set by camel-jms. */
    private static final String JMS_MESSAGE_ID = "JMSMessageID";

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
        if (key == null) {
            return null;
        }
        if (!VALID.matcher(key).matches()) {
            throw new SubmissionRefusedException(
                    "bad-key",
                    "The header " + HEADER + " is '" + Text.visible(key) + "'",
                    "give it a " + HEADER + " of 1 to 255 visible ASCII characters");
        }
        return "key:" + key;
    }

    /** A record keeps the headers of the JMS message that it was made of; its own place tells more. */
    private static @Nullable String ofBroker(Message message) {
        if (property(message, ExchangePropertyKey.AGGREGATED_SIZE) != null) {
            return null; // the headers are those of one message, the body is of several
        }
        String jms = ofJms(message);
        String kafka = ofKafka(message);
        return jms == null || kafka != null && isFromKafka(message) ? kafka : jms;
    }

    private static @Nullable String ofJms(Message message) {
        String id = HeaderText.of(message, JMS_MESSAGE_ID);
        return id == null || id.isBlank() ? null : key("jms", message, id);
    }

    /** With the time of the record: if the topic is made anew, its offsets begin anew. */
    private static @Nullable String ofKafka(Message message) {
        String topic = kafkaHeader(message, "Topic");
        String partition = kafkaHeader(message, "Partition");
        String offset = kafkaHeader(message, "Offset");
        String time = kafkaHeader(message, "Timestamp");
        return topic == null || partition == null || offset == null
                ? null
                : key("kafka", message, topic + ":" + partition + ":" + offset + (time == null ? "" : ":" + time));
    }

    /** Camel 4.22 sets {@code CamelKafkaTopic}, earlier versions {@code kafka.TOPIC}. */
    private static @Nullable String kafkaHeader(Message message, String name) {
        String value = HeaderText.of(message, "CamelKafka" + name);
        return value != null ? value : HeaderText.of(message, "kafka." + name.toUpperCase(Locale.ROOT));
    }

    /** Each part of a message that was split is a list of its own. */
    private static String key(String kind, Message message, String id) {
        Object part = property(message, ExchangePropertyKey.SPLIT_INDEX);
        String fitting = VALID.matcher(id).matches() ? id : "sha256:" + Sha256.hex(id.getBytes(StandardCharsets.UTF_8));
        return part == null ? kind + ":" + fitting : kind + "-part:" + part + ":" + fitting;
    }

    private static boolean isFromKafka(Message message) {
        Exchange exchange = message.getExchange();
        return exchange != null
                && exchange.getFromEndpoint() != null
                && exchange.getFromEndpoint().getEndpointUri().startsWith("kafka:");
    }

    /** Null also if the message of a batch has no exchange. */
    private static @Nullable Object property(Message message, ExchangePropertyKey name) {
        return message.getExchange() == null ? null : message.getExchange().getProperty(name);
    }
}
