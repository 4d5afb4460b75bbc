package io.voddelete.audit;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the audit log from its end, also while it is written. Verifies nothing. Thread-safe. */
public final class AuditReader {
    /** Maximum size of the lines on a page, except that one line always fits. */
    private static final long MOST_SHOWN = 1 << 20;
    /**
     * Maximum effort for a page, so that a query that fits no line does not read gigabytes: the number of bytes, of lines whose
     * JSON is read this many times.
     */
    private static final long MOST_READ = 32L << 20;

    private static final int EFFORT_OF_JSON = 8;
    /** So near behind a time it need not be looked for any closer, in bytes. */
    private static final int NEAR = 256 * 1024;

    /** Only so many lines in a row, of so many bytes, tell that their place in time is passed: the clock may have been wrong. */
    private static final int LEAST_LINES = 16;

    private static final int LEAST_PAST = 256 * 1024;
    private static final int LEAST_TOO_NEW = 64 * 1024;

    private static final Pattern MARK = Pattern.compile("([1-9][0-9]{0,17})-([0-9]{1,18})");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<LinkedHashMap<String, Object>> LINE = new TypeReference<>() {};

    private final Path directory;
    private final long mostRead;

    public AuditReader(Path directory) {
        this(directory, MOST_READ);
    }

    /** @param mostRead maximum effort for a page, in bytes that are read */
    AuditReader(Path directory, long mostRead) {
        this.directory = directory;
        this.mostRead = mostRead;
    }

    /**
     * Returns a page of the lines that took effect or were followed by a line that says that they did not.
     *
     * @param stored the head in the store; lines beyond it may never take effect and are left out
     * @param query of one with a time, lines may be missing that were written while the clock was more than a day off. They
     *     hide others only if there are many of them in a row: at least 16 lines, and 64 KiB
     * @param before mark of an earlier page; null for the newest lines
     * @param limit maximum number of lines, at least 1; there may be fewer, or none, though more follow
     * @throws IllegalArgumentException if there is no such mark
     */
    public AuditPage newest(Head stored, AuditQuery query, @Nullable String before, int limit) throws IOException {
        List<Path> files = AuditFiles.in(directory);
        AuditSieve sieve = new AuditSieve(query);
        Place place = before == null ? newest(files, sieve) : marked(files, before);
        long from = place.position;
        List<Map<String, Object>> shown = new ArrayList<>();
        long size = 0;
        long effort = 0;
        Row past = new Row(LEAST_PAST);
        for (int index = place.index; index >= 0; index--) {
            Path file = files.get(index);
            try (BackwardLines lines = new BackwardLines(file, from)) {
                if (before != null && from != Long.MAX_VALUE && lines.position() != from) {
                    throw new IllegalArgumentException("no line begins at " + before);
                }
                while (lines.hasPrevious()) {
                    byte[] text = lines.previous();
                    String raw = new String(text, StandardCharsets.ISO_8859_1);
                    effort += text.length + 1;
                    past.add(text, sieve.isPast(raw));
                    if (sieve.mayFit(raw)) {
                        effort += (EFFORT_OF_JSON - 1L) * text.length;
                        Map<String, Object> line = line(text, file, lines.position());
                        if (!isBeyond(line, stored) && sieve.fits(line)) {
                            shown.add(line);
                            size += text.length;
                        }
                    } else if (past.isLong()) {
                        return new AuditPage(shown, null);
                    }
                    if (shown.size() >= limit || size >= MOST_SHOWN || effort >= mostRead) {
                        boolean isFirst = index == 0 && !lines.hasPrevious();
                        return new AuditPage(shown, isFirst ? null : AuditFiles.number(file) + "-" + lines.position());
                    }
                }
            }
            from = Long.MAX_VALUE;
        }
        return new AuditPage(shown, null);
    }

    /**
     * Where to begin.
     *
     * @param index of the file; -1 if there is none
     * @param position in the file; {@link Long#MAX_VALUE} for its end
     */
    private record Place(int index, long position) {}

    /** Passes over what is too new. */
    private static Place newest(List<Path> files, AuditSieve sieve) throws IOException {
        int index = files.size() - 1;
        while (index > 0 && areTooNew(files, index - 1, Long.MAX_VALUE, sieve)) {
            index--;
        }
        if (index < 0 || !areTooNew(files, index, Long.MAX_VALUE, sieve)) {
            return new Place(index, Long.MAX_VALUE);
        }
        Path file = files.get(index);
        long low = 0;
        long high = Files.size(file);
        while (high - low > NEAR) {
            long middle = low + (high - low) / 2;
            if (areTooNew(files, index, middle, sieve)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return new Place(index, high);
    }

    /** Whether the lines that end before this position are too new, each of so many that this is no error of the clock. */
    private static boolean areTooNew(List<Path> files, int last, long position, AuditSieve sieve) throws IOException {
        Row tooNew = new Row(LEAST_TOO_NEW);
        long from = position;
        for (int index = last; index >= 0; index--) {
            try (BackwardLines lines = new BackwardLines(files.get(index), from)) {
                while (lines.hasPrevious()) {
                    byte[] text = lines.previous();
                    if (!sieve.isTooNew(new String(text, StandardCharsets.ISO_8859_1))) {
                        return false;
                    }
                    tooNew.add(text, true);
                    if (tooNew.isLong()) {
                        return true;
                    }
                }
            }
            from = Long.MAX_VALUE;
        }
        return false; // so few need not be passed over
    }

    /** Lines in a row of which the same is true. */
    private static final class Row {
        private final long least;
        private int lines;
        private long bytes;

        /** @param least size of a long one, in bytes */
        Row(long least) {
            this.least = least;
        }

        void add(byte[] line, boolean belongs) {
            lines = belongs ? lines + 1 : 0;
            bytes = belongs ? bytes + line.length + 1 : 0;
        }

        boolean isLong() {
            return lines >= LEAST_LINES && bytes >= least;
        }
    }

    private static Place marked(List<Path> files, String before) {
        Matcher mark = MARK.matcher(before);
        return new Place(index(files, mark), Long.parseLong(mark.group(2)));
    }

    private static int index(List<Path> files, Matcher mark) {
        if (mark.matches()) {
            for (int i = 0; i < files.size(); i++) {
                if (AuditFiles.number(files.get(i)) == Long.parseLong(mark.group(1))) {
                    return i;
                }
            }
        }
        throw new IllegalArgumentException("no mark of a page");
    }

    private static Map<String, Object> line(byte[] text, Path file, long position) {
        try {
            Map<String, Object> line = JSON.readValue(text, LINE);
            if (line != null) {
                return line;
            }
        } catch (IOException e) {
            // shown as what it is
        }
        return Map.of("unreadable", "what begins at byte " + position + " of " + AuditFiles.name(file));
    }

    private static boolean isBeyond(Map<String, Object> line, Head stored) {
        return line.get("n") instanceof Number number && number.longValue() > stored.number();
    }
}
