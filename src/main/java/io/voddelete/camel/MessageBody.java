package io.voddelete.camel;

import io.voddelete.intake.Delivery;
import io.voddelete.intake.FileNames;
import io.voddelete.intake.IncomingMessage;
import io.voddelete.message.SubmissionRefusedException;
import io.voddelete.support.GuardedOpen;
import io.voddelete.support.Text;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.StreamCache;
import org.apache.camel.WrappedFile;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.util.FileUtil;
import org.jspecify.annotations.Nullable;

/**
 * The lists in the body of a message. Looks at the object itself: a text is never the path of a file, as it would be to Spring's
 * converters.
 */
final class MessageBody {
    private static final String SUPPORTED =
            "send a list of texts, a text, bytes, a stream, a file, rows of a database, or a list of messages";

    private final ReadBodies readBodies = new ReadBodies();

    /** What can be read again from its beginning, in the body and in the messages of a batch. */
    static List<StreamCache> caches(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        Stream<?> bodies = body instanceof List<?> list
                ? list.stream()
                        .map(MessageBody::message)
                        .filter(Objects::nonNull)
                        .map(Message::getBody)
                : Stream.ofNullable(body);
        return bodies.filter(StreamCache.class::isInstance)
                .map(StreamCache.class::cast)
                .toList();
    }

    /** @throws SubmissionRefusedException if there is no body, or none that can be a list */
    IncomingMessage read(Exchange exchange) {
        Message message = exchange.getMessage();
        List<Message> batch = batch(message.getBody());
        if (batch == null) {
            return new IncomingMessage(
                    MessageKey.of(message), MessageRequest.of(exchange, List.of(message)), List.of(list(message)));
        }
        return new IncomingMessage(
                MessageKey.ofBatch(message, batch),
                MessageRequest.of(exchange, batch),
                batch.stream().map(this::list).toList());
    }

    /** Several messages, as camel-kafka and aggregators collect them; null if it is one. */
    private static @Nullable List<Message> batch(@Nullable Object body) {
        if (!(body instanceof List<?> list) || list.isEmpty() || message(list.get(0)) == null) {
            return null;
        }
        List<Message> batch = new ArrayList<>();
        for (Object each : list) {
            Message message = message(each);
            if (message == null) {
                throw unsupported("A batch of messages has an element of type " + type(each));
            }
            batch.add(message);
        }
        return batch;
    }

    /** The message in an element; null if it is none. */
    private static @Nullable Message message(Object element) {
        if (element instanceof Exchange exchange) {
            return exchange.getMessage();
        }
        return element instanceof Message message ? message : null;
    }

    private Delivery list(Message message) {
        Object body = message.getBody();
        if (body instanceof WrappedFile<?> wrapped) {
            return file(message, wrapped);
        }
        if (body instanceof Path path) {
            return file(path, null);
        }
        if (body instanceof File file) {
            return file(file.toPath(), null);
        }
        if (body instanceof Map<?, ?>) {
            return rows(List.of(body).iterator());
        }
        if (body instanceof Iterable<?> rows) {
            return rows(rows.iterator());
        }
        if (body instanceof Iterator<?> rows) {
            return rows(rows);
        }
        return content(message, body);
    }

    private Delivery content(Message message, Object body) {
        String name = name(message);
        if (body instanceof CharSequence text) {
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            return content(name, bytes);
        }
        if (body instanceof byte[] bytes) {
            ListTypes.requireUtf8(message);
            return content(name, bytes);
        }
        if (body instanceof InputStream || body instanceof StreamCache) {
            ListTypes.requireUtf8(message);
            return new Delivery(name, null, null, new Delivery.Content(() -> stream(message, body)));
        }
        if (body == null) {
            throw new SubmissionRefusedException("no-body", "The message has no body", SUPPORTED);
        }
        throw unsupported("The message has a body of type " + type(body));
    }

    /** Of a file that is a stream or bytes by now, the header is all that tells whether it is a checksum. */
    private static String name(Message message) {
        String file = HeaderText.of(message, Exchange.FILE_NAME);
        String only = file == null ? "" : FileUtil.stripPath(file);
        return FileNames.isSideFile(only) ? only : ListTypes.name(message);
    }

    private static Delivery content(String name, byte[] bytes) {
        return new Delivery(name, null, null, new Delivery.Content(() -> new ByteArrayInputStream(bytes)));
    }

    private Delivery file(Message message, WrappedFile<?> wrapped) {
        if (wrapped.getFile() instanceof File file) {
            return file(file.toPath(), wrapped instanceof GenericFile<?> listed ? listed.getCharset() : null);
        }
        String name = wrapped instanceof GenericFile<?> listed && listed.getFileName() != null
                ? FileUtil.stripPath(listed.getFileName())
                : name(message);
        return new Delivery(name, null, null, new Delivery.Content(() -> stream(message, wrapped.getBody())));
    }

    private static Delivery file(Path file, @Nullable String charset) {
        return new Delivery(
                String.valueOf(file.getFileName()),
                null,
                file,
                new Delivery.Content(() -> TakeListProcessor.utf8(GuardedOpen.open(file.toAbsolutePath()), charset)));
    }

    /** @param content what the stream reads from */
    private InputStream stream(Message message, Object content) throws IOException {
        if (content instanceof InputStream && !(content instanceof StreamCache)) {
            readBodies.begin(content, true);
        }
        InputStream in = message.getBody(InputStream.class);
        if (in == null) {
            throw new IOException("the body of type " + type(message.getBody()) + " cannot be read");
        }
        return in;
    }

    /** Whatever else becomes a text by {@code toString} is no id that somebody wrote. */
    private Delivery rows(Iterator<?> rows) {
        return new Delivery("rows", null, null, new Delivery.Rows(new CheckedRows(rows)));
    }

    /** Closes its source too, such as the cursor of a database. */
    private final class CheckedRows implements Iterator<Object>, AutoCloseable {
        private final Iterator<?> rows;
        private long number;
        private boolean begun;

        CheckedRows(Iterator<?> rows) {
            this.rows = rows;
        }

        @Override
        public boolean hasNext() {
            boolean more = rows.hasNext();
            if (!begun) {
                readBodies.begin(rows, more); // of an empty one there may be one for all
                begun = true;
            }
            return more;
        }

        @Override
        public Object next() {
            number++;
            Object row = rows.next();
            if (row != null && !(row instanceof CharSequence) && !(row instanceof Map)) {
                throw unsupported("Element " + number + " of the list is of type " + type(row));
            }
            return row;
        }

        @Override
        public void close() throws IOException {
            if (rows instanceof AutoCloseable source) {
                try {
                    source.close();
                } catch (Exception e) {
                    throw new IOException("the source of the rows cannot be closed", e);
                }
            }
        }
    }

    private static SubmissionRefusedException unsupported(String what) {
        return new SubmissionRefusedException("unsupported-body", what, SUPPORTED);
    }

    private static String type(Object found) {
        return found == null ? "null" : Text.visible(found.getClass().getTypeName());
    }
}
