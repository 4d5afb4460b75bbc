package io.voddelete.intake;

import io.voddelete.asset.Notice;
import io.voddelete.message.SubmissionRefusedException;
import io.voddelete.reader.AssetIdReader;
import io.voddelete.reader.Entry;
import io.voddelete.reader.Format;
import io.voddelete.reader.ListOptions;
import io.voddelete.reader.RowReader;
import io.voddelete.reader.UnreadableException;
import io.voddelete.support.FileVersion;
import io.voddelete.support.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the lists of one message as if they were one. Line numbers continue from one list to the next. */
final class MessageReader implements AssetIdReader {
    private static final int MOST_NOTICES = 100;

    private final Iterator<Delivery> lists;
    private final boolean several;
    private final ListOptions input;
    private final ContentDigest digest;
    private final List<Notice> notices = new ArrayList<>();
    /** The reader of the current list; null between two lists. */
    private @Nullable AssetIdReader open;
    /** The file of the current list; null if it is not a file. */
    private @Nullable FileVersion file;

    private int number;
    private long before;
    /** Whether the current list had an entry. */
    private boolean begun;

    /** @param digest of the content that was read */
    MessageReader(List<Delivery> lists, ListOptions input, ContentDigest digest) {
        this.lists = lists.iterator();
        this.several = lists.size() > 1;
        this.input = input;
        this.digest = digest;
    }

    @Override
    public @Nullable Entry next() throws IOException {
        try {
            Entry entry = read();
            while (entry == null && lists.hasNext()) {
                open(lists.next());
                entry = read();
            }
            return entry;
        } catch (UnreadableException e) {
            throw several ? inBatch(e) : e;
        }
    }

    private UnreadableException inBatch(UnreadableException e) {
        return new UnreadableException(
                e.reason(),
                "message " + number + " of the batch: " + e.getMessage(),
                e.remedy(),
                e.lines(),
                e.lineCount());
    }

    /** The next entry of the open list; null at its end, and if none is open. */
    private @Nullable Entry read() throws IOException {
        Entry entry = open == null ? null : open.next();
        if (entry == null) {
            end();
            return null;
        }
        begun = true;
        if (open instanceof RowReader) {
            digest.add(entry);
        }
        return before == 0 ? entry : moved(entry);
    }

    private Entry moved(Entry entry) {
        long line = before + entry.line();
        return entry instanceof Entry.Rejected no
                ? new Entry.Rejected(line, no.text(), no.reason(), no.columns())
                : new Entry.Found(line, ((Entry.Found) entry).assetId(), entry.columns());
    }

    private void end() throws IOException {
        if (open == null) {
            return;
        }
        if (several && !begun) { // one that was emptied on its way looks the same
            throw new UnreadableException(
                    "no-asset-ids", "it is empty", "leave it out, or find out where its content was lost");
        }
        before += open.lines();
        open.notices().stream()
                .filter(notice -> notices.size() < MOST_NOTICES && !notices.contains(notice))
                .forEach(notices::add);
        close();
        if (file != null && !file.isCurrent()) {
            throw new IOException("the file changed while it was read");
        }
    }

    private void open(Delivery list) throws IOException {
        number++;
        begun = false;
        file = null;
        if (list.body() instanceof Delivery.Rows rows) {
            open = new RowReader(digest.watch(rows), input.rules());
            return;
        }
        refuseSideFile(list.name());
        file = list.file() == null ? null : version(list.file());
        open = Format.open(digest.watch((Delivery.Content) list.body()), list.name(), input.rules(), input.maxBytes());
    }

    /** Also if it is a file of another machine. */
    private static void refuseSideFile(String name) {
        if (FileNames.isSideFile(name)) {
            throw new SubmissionRefusedException(
                    "side-file",
                    "file '" + Text.visible(name)
                            + "' has the name of a checksum, signature or marker file, and a checksum looks like an asset id",
                    "give the list another name (of a message that is no file: in the header CamelFileName)");
        }
    }

    /** The same files are refused as where they are dropped. */
    private static FileVersion version(Path file) throws IOException {
        String name = "file '" + Text.visible(String.valueOf(file.getFileName())) + "'";
        if (!SourceFolder.isItself(file) && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new SubmissionRefusedException(
                    "link", name + " is a link, a pipe, a device or a folder", "send a regular file");
        }
        FileVersion version = FileVersion.of(file);
        ListOptions.requireOnlyName(version);
        return version;
    }

    @Override
    public long lines() {
        return before + (open == null ? 0 : open.lines());
    }

    /** Each of them once: a thousand small messages of one kind have the same. */
    @Override
    public List<Notice> notices() {
        return List.copyOf(notices);
    }

    @Override
    public void close() throws IOException {
        if (open != null) {
            AssetIdReader ended = open;
            open = null;
            ended.close();
        }
    }
}
