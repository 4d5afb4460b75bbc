package io.voddelete.camel;

import io.voddelete.intake.Delivery;
import io.voddelete.intake.ScheduleRun;
import io.voddelete.intake.SourceFolder;
import io.voddelete.reader.PagedStream;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.file.GenericFile;
import org.jspecify.annotations.Nullable;

/** Passes the list of a source to the schedule run, and nothing else of the message. */
final class TakeListProcessor implements Processor {
    private static final Map<String, String> NAMES = Map.of(
            "application/json", "answer.json",
            "text/csv", "answer.csv",
            "text/plain", "answer.txt",
            "application/x-ndjson", "answer.jsonl",
            "application/jsonl", "answer.jsonl");
    private static final int PAGE = 16 * 1024;
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;

    private final SourceFolder folder;

    TakeListProcessor(SourceFolder folder) {
        this.folder = folder;
    }

    @Override
    public void process(Exchange exchange) throws IOException {
        ScheduleRun run = exchange.getVariable("run", ScheduleRun.class);
        Message message = exchange.getMessage();
        Integer status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        if (status != null && status != OK && status != NO_CONTENT) {
            throw new IOException("the response has status " + status + ", but only 200 is a complete list");
        }
        if (message.getBody() == null || status != null && status == NO_CONTENT) {
            run.end();
        } else {
            run.take(delivery(message));
        }
        if (!run.isPolled()) {
            run.end();
        }
        message.removeHeaders("*");
        message.setBody(null);
    }

    private Delivery delivery(Message message) throws IOException {
        Object body = message.getBody();
        Object content = body instanceof GenericFile<?> file ? file.getFile() : body;
        if (content instanceof File file) {
            String charset = body instanceof GenericFile<?> listed ? listed.getCharset() : null;
            Delivery.Opening opening =
                    folder.isLocal() ? () -> utf8(folder.open(file), charset) : () -> open(message, "the file");
            return new Delivery(file.getName(), null, file.toPath(), new Delivery.Content(opening));
        }
        if (body instanceof Iterable<?> rows) {
            return new Delivery("rows", null, null, new Delivery.Rows(rows.iterator()));
        }
        if (body instanceof Iterator<?> rows) {
            return new Delivery("rows", null, null, new Delivery.Rows(rows));
        }
        if (body instanceof Map<?, ?> row) {
            return new Delivery(
                    "rows", null, null, new Delivery.Rows(List.of(row).iterator()));
        }
        boolean readTwice = !(body instanceof InputStream)
                && !(body instanceof GenericFile<?> file && file.getBody() instanceof InputStream);
        String changed = readTwice ? message.getHeader(Exchange.FILE_LAST_MODIFIED, String.class) : null;
        return new Delivery(
                name(message),
                changed,
                null,
                new Delivery.Content(() -> open(message, body.getClass().getName())));
    }

    private static InputStream open(Message message, String what) throws IOException {
        InputStream in = message.getBody(InputStream.class);
        if (in == null) {
            throw new IOException(what + " cannot be read as a list");
        }
        return in;
    }

    /** The content of a file, in the encoding that the address of the source specifies, if any. */
    static InputStream utf8(InputStream in, @Nullable String charset) {
        if (charset == null) {
            return in;
        }
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, Charset.forName(charset)));
        char[] page = new char[PAGE + 1];
        return new PagedStream(
                () -> {
                    int length = Math.max(0, reader.read(page, 0, PAGE));
                    if (length > 0 && Character.isHighSurrogate(page[length - 1])) {
                        length += Math.max(0, reader.read(page, length, 1));
                    }
                    return new String(page, 0, length).getBytes(StandardCharsets.UTF_8);
                },
                reader);
    }

    private static String name(Message message) {
        String name = message.getHeader(Exchange.FILE_NAME, String.class);
        if (name != null) {
            return name;
        }
        String type = message.getHeader(Exchange.CONTENT_TYPE, "", String.class);
        return NAMES.getOrDefault(type.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT), "answer");
    }
}
