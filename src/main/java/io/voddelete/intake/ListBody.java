package io.voddelete.intake;

import io.voddelete.asset.Notice;
import io.voddelete.http.HttpProblemException;
import io.voddelete.http.Problem;
import io.voddelete.http.RequestHead;
import io.voddelete.reader.AssetIdReader;
import io.voddelete.reader.Entry;
import io.voddelete.reader.Format;
import io.voddelete.reader.ListOptions;
import io.voddelete.reader.UnreadableException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The list in the body of a request. */
record ListBody(List<Entry> entries, long lines, List<Notice> notices) {
    private static final Map<String, String> FORMATS =
            Map.of("application/json", "body.json", "text/plain", "body.txt", "text/csv", "body.csv");

    /** @throws HttpProblemException with 415 if the headers announce something other than a supported list */
    static void requireType(RequestHead head) {
        name(head);
        if (!head.header("Content-Type").orElse("").matches("(?i)[^;]*(;\\s*charset=\"?(utf-8|us-ascii)\"?\\s*)?")) {
            throw Webhook.refused(415, "the only allowed parameter of the Content-Type is charset=utf-8");
        }
        if (!head.header("Content-Encoding").orElse("identity").matches("(?i)gzip|x-gzip|identity")) {
            throw Webhook.refused(415, "the Content-Encoding must be gzip, or absent");
        }
    }

    /** Returns a file name that indicates the format. */
    private static String name(RequestHead head) {
        return Optional.ofNullable(FORMATS.get(head.mediaType()))
                .orElseThrow(() ->
                        Webhook.refused(415, "the Content-Type must be application/json, text/plain or text/csv"));
    }

    /**
     * Reads the whole list.
     *
     * @throws HttpProblemException if it is too large, or cannot be read
     */
    static ListBody read(RequestHead head, byte[] content, Webhook.Limits limits) throws IOException {
        boolean packed = head.header("Content-Encoding").orElse("").matches("(?i)(x-)?gzip");
        if (packed && (content.length < 2 || content[0] != 0x1f || content[1] != (byte) 0x8b)) {
            throw Webhook.refused(400, "the Content-Encoding is gzip, but the body is not");
        }
        ListOptions input = limits.input();
        List<Entry> entries = new ArrayList<>();
        ListCount count = new ListCount(input.mostRejected());
        try (AssetIdReader reader =
                Format.open(new ByteArrayInputStream(content), name(head), input.rules(), input.maxBytes())) {
            for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
                if (entries.size() == limits.maxIds()) {
                    throw Webhook.refused(
                            413, "there are more than " + limits.maxIds() + " elements or lines; split the list");
                }
                count.add(entry);
                entries.add(entry);
            }
            count.end(reader.lines());
            return new ListBody(entries, reader.lines(), reader.notices());
        } catch (UnreadableException e) {
            Problem problem = Problem.of(
                    e.reason().equals("too-large") ? 413 : 400,
                    e.getMessage() + "; nothing of it was accepted",
                    e.reason(),
                    e.remedy());
            throw new HttpProblemException(problem);
        }
    }
}
