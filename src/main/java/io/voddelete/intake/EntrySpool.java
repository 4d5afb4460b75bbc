package io.voddelete.intake;

import io.voddelete.asset.Notice;
import io.voddelete.reader.AssetIdReader;
import io.voddelete.reader.Entry;
import io.voddelete.reader.Format;
import io.voddelete.reader.ListOptions;
import io.voddelete.reader.ListRules;
import io.voddelete.reader.RowReader;
import io.voddelete.support.FileVersion;
import io.voddelete.support.PrivateFiles;
import io.voddelete.support.Sha256;
import io.voddelete.support.Text;
import io.voddelete.support.WakeUp;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Stores the entries of several lists as those of one list: the first pass over all of them. Line numbers continue from one
 * list to the next. Not thread-safe.
 */
final class EntrySpool implements AutoCloseable {
    /** Bits of the first byte of an entry. */
    static final int FOUND = 1;

    static final int WITH_COLUMNS = 2;

    private static final int MOST_NOTICES = 100;

    private final Path file;
    private final ListOptions input;
    private final BooleanSupplier stopping;
    private final MessageDigest digest = Sha256.digest();
    private final DataOutputStream out;
    private long lines;
    private long found;
    private long rejected;
    private final List<Notice> notices = new ArrayList<>();

    /**
     * @param file is overwritten
     * @param work ends reading at a stop
     */
    public EntrySpool(Path file, ListOptions input, WakeUp work) throws IOException {
        this.file = file;
        this.input = input;
        this.stopping = work::isStopping;
        OutputStream content = newFile(file);
        this.out = new DataOutputStream(new BufferedOutputStream(new DigestOutputStream(content, digest), 64 * 1024));
    }

    private static OutputStream newFile(Path file) throws IOException {
        return PrivateFiles.writeAnew(file);
    }

    /**
     * Adds a list, compressed or not, in the format indicated by its name and content.
     *
     * @param in is closed
     * @return the SHA-256 of its whole content, in lower-case hex
     * @throws io.voddelete.reader.UnreadableException if it is not a list of asset ids; an empty list is fine
     */
    String add(InputStream in, String name) throws IOException {
        MessageDigest content = Sha256.digest();
        InputStream watched = ListOptions.watched(in, content, stopping);
        try (AssetIdReader reader = Format.open(watched, name, input.rules(), input.maxBytes())) {
            add(reader, "list '" + Text.visible(name) + "'");
        }
        return Sha256.hex(content);
    }

    /** The SHA-256 of all content, in lower-case hex. */
    String sha256(InputStream in) throws IOException {
        MessageDigest content = Sha256.digest();
        try (InputStream watched = ListOptions.watched(in, content, stopping)) {
            watched.transferTo(OutputStream.nullOutputStream());
        }
        return Sha256.hex(content);
    }

    /** Adds rows from a database. */
    void add(Iterator<?> rows) throws IOException {
        try (AssetIdReader reader = new RowReader(rows, input.rules())) {
            add(reader, "the rows");
        }
    }

    /**
     * Adds what a reader gives.
     *
     * @param list what its notices are about
     */
    void add(AssetIdReader reader, String list) throws IOException {
        long before = lines;
        ListCount count = new ListCount(input.mostRejected(), rejected);
        for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
            WakeUp.goOnUnless(stopping);
            count.add(entry);
            write(entry, before);
        }
        if (!count.isEmpty()) {
            count.end(reader.lines());
        }
        found += count.found();
        rejected += count.rejected();
        lines += reader.lines();
        reader.notices().forEach(notice -> notices.add(notice.of(list)));
    }

    private void write(Entry entry, long before) throws IOException {
        Map<String, String> columns = entry.columns();
        out.writeByte((entry instanceof Entry.Found ? FOUND : 0) | (columns.isEmpty() ? 0 : WITH_COLUMNS));
        out.writeLong(before + entry.line());
        if (entry instanceof Entry.Found id) {
            out.writeUTF(id.assetId().value());
        } else if (entry instanceof Entry.Rejected line) {
            out.writeUTF(line.text());
            out.writeUTF(line.reason());
        }
        if (!columns.isEmpty()) {
            out.writeByte(columns.size());
            for (Map.Entry<String, String> column : columns.entrySet()) {
                out.writeUTF(column.getKey());
                out.writeUTF(column.getValue());
            }
        }
    }

    /** How the lists are read. */
    ListRules rules() {
        return input.rules();
    }

    /** The number of lines added so far. */
    long lines() {
        return lines;
    }

    /** Whether all lists so far were empty. */
    boolean isEmpty() {
        return found + rejected == 0;
    }

    /** Ends adding. */
    ListSummary finish() throws IOException {
        out.close();
        return new ListSummary(
                FileVersion.of(file), lines, found, rejected, Sha256.hex(digest), mostImportantNotices());
    }

    private List<Notice> mostImportantNotices() {
        List<Notice> most = new ArrayList<>(notices.stream()
                .sorted(Comparator.comparing(Notice::warns).reversed())
                .limit(MOST_NOTICES)
                .toList());
        if (most.size() < notices.size()) {
            most.add(new Notice("more-notices", (notices.size() - most.size()) + " more lists have notices"));
        }
        return List.copyOf(most);
    }

    /** Removes the file. */
    @Override
    public void close() throws IOException {
        out.close();
        Files.deleteIfExists(file);
    }
}
