package io.voddelete.reader;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/** What a reader gives, written down for a test: {@code 1 a1}, {@code 2 A1 upper-case}, and last {@code 2 lines}. */
final class Entries {
    static final ListRules SHORT =
            new ListRules(new AssetIdPattern(Pattern.compile("[0-9a-f]{2}")), IdColumns.parse(IdColumns.DEFAULT));

    /** What people and attackers put in the place of an id; none of it is one. */
    static final List<String> HOSTILE = List.of(
            "a1,b2",
            "a1;b2",
            "a1\tb2",
            "a1 b2",
            "a 1",
            "a1\"b2",
            "\"a1",
            "'a1'",
            "a1\nb2",
            "a1\r\nb2",
            "../a1",
            "%2C",
            "a1%2Cb2",
            "a1&delete_type=origin",
            "${env:HOME}",
            "{{vod.access-key}}",
            "a1\u202Eb2",
            "a\u2028b",
            "аa",
            "CamelHttpUri",
            "CamelHttpQuery=x",
            "a1\0",
            "\0",
            "\uFFFE",
            "a1#x",
            "<script>",
            "=cmd|'/c calc'!A1",
            "媒",
            "\uD83C\uDFA5");

    private Entries() {}

    /** Reads to the end and closes. */
    static List<String> read(AssetIdReader opened) throws IOException {
        List<String> read = new ArrayList<>();
        try (AssetIdReader reader = opened) {
            for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
                read.add(
                        entry instanceof Entry.Rejected rejected
                                ? rejected.line() + " " + rejected.text() + " " + rejected.reason()
                                : entry.line() + " " + ((Entry.Found) entry).assetId());
            }
            read.add(reader.lines() + " lines");
        }
        return read;
    }

    static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    static byte[] gzip(byte[] content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
