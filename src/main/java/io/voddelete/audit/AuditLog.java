package io.voddelete.audit;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.voddelete.support.AtomicFile;
import io.voddelete.support.FileIdentity;
import io.voddelete.support.PrintableJson;
import io.voddelete.support.PrivateFiles;
import io.voddelete.support.PrivateFolder;
import io.voddelete.support.RootCause;
import io.voddelete.support.Sha256;
import io.voddelete.support.Text;
import io.voddelete.support.Times;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The audit log in a directory: JSON lines, each with the SHA-256 of the one before. A file that has grown beyond 64 MiB is
 * followed by the next one, whose first line continues the chain.
 */
public final class AuditLog implements AuditChain {
    static final String BEGUN = "begun";
    static final String BEGUN_ANEW = "begun-anew";
    static final String WITHOUT_EFFECT = "without-effect";
    static final String OLDER_STORE = "older-store";

    private static final long LARGEST_FILE = 64L << 20;
    private static final ObjectMapper JSON = PrintableJson.mapper();

    /** The file that is written. */
    private record Current(Path path, FileChannel channel, FileIdentity identity) {}

    private final Path directory;
    private final PrivateFolder folder;
    private final InstantSource clock;
    private final long largestFile;
    private @Nullable Current current;
    private boolean isOpen;
    private long size;
    /** The last line in the files. */
    private Head end = Head.BEGINNING;
    /** What the store knows, and what it knew before the last append. */
    private Head stored = Head.BEGINNING;

    private Head before = Head.BEGINNING;
    private boolean isOlderStore;
    private boolean beginsAnew;

    /** @param directory created with its parents when it is opened */
    public AuditLog(Path directory, InstantSource clock) {
        this(directory, clock, LARGEST_FILE);
    }

    /** @param largestFile size in bytes from which on lines go to a new file */
    AuditLog(Path directory, InstantSource clock, long largestFile) {
        this.directory = directory.toAbsolutePath();
        this.folder = new PrivateFolder(this.directory);
        this.clock = clock;
        this.largestFile = largestFile;
    }

    @Override
    public void open(Head known) {
        try {
            find(known);
        } catch (IOException e) {
            throw new AuditException(
                    "The audit log in '" + Text.visible(directory.toString()) + "' cannot be used: "
                            + RootCause.shown(e),
                    "Check vod.audit.directory: a directory in which this user can create files and to which nobody else can"
                            + " write; and its disk",
                    e);
        }
    }

    private void find(Head known) throws IOException {
        if (isOpen && (known.equals(before) || known.equals(stored))) { // a commit failed: what was written is known
            stored = known;
            return;
        }
        close();
        Path above = directory.getParent();
        if (above != null) {
            PrivateFiles.makeFolders(above);
        }
        folder.require();
        if (above != null) {
            AtomicFile.forceFolder(above);
        }
        AuditEnd found = AuditEnd.find(directory, known);
        if (found.file() != null) {
            current = current(found.file(), found.size(), StandardOpenOption.WRITE);
        }
        size = found.size();
        end = found.head();
        stored = known;
        before = known;
        isOlderStore = found.isOlderStore();
        beginsAnew = found.begunAnew();
        isOpen = true;
    }

    @Override
    public boolean mayBeLater() {
        return isOlderStore || beginsAnew;
    }

    @Override
    public <E extends Exception> void laterCalls(Head known, Calls<E> calls) throws IOException, E {
        if (!end.equals(known)) {
            LaterCalls.read(directory, known, calls);
        }
    }

    @Override
    public Head head() {
        return stored;
    }

    @Override
    public Head append(List<AuditEvent> events) throws IOException {
        if (!isOpen) {
            throw new IllegalStateException("The audit log is not open");
        }
        if (events.isEmpty()) {
            return stored;
        }
        isOpen = false; // until this has succeeded
        Head next = write(withOwn(events));
        before = stored;
        stored = next;
        end = next;
        isOpen = true;
        return next;
    }

    /** First says what the chain itself has to say. */
    private List<AuditEvent> withOwn(List<AuditEvent> events) {
        List<AuditEvent> all = new ArrayList<>();
        isOlderStore &= !end.equals(stored); // the last commit succeeded, and whatever was beyond is behind
        if (beginsAnew) {
            all.add(new AuditEvent(BEGUN_ANEW, Map.of("missing_to", end.number())));
        } else if (end.number() == 0) {
            all.add(new AuditEvent(BEGUN, Map.of()));
        } else if (!end.equals(stored)) {
            all.add(new AuditEvent(
                    isOlderStore ? OLDER_STORE : WITHOUT_EFFECT,
                    Map.of("from", stored.number() + 1, "to", end.number())));
        }
        all.addAll(events);
        return all;
    }

    private Head write(List<AuditEvent> events) throws IOException {
        Head head = end;
        Instant now = clock.instant();
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (AuditEvent event : events) {
            byte[] line = line(event, head, now);
            lines.writeBytes(line);
            lines.write('\n');
            head = new Head(head.number() + 1, Sha256.hex(line));
        }
        Current file = file();
        write(lines.toByteArray(), file.channel);
        if (beginsAnew) {
            Files.deleteIfExists(directory.resolve(AuditEnd.BEGIN_ANEW));
            beginsAnew = false;
        }
        return head;
    }

    private void write(byte[] lines, FileChannel channel) throws IOException {
        try {
            for (ByteBuffer rest = ByteBuffer.wrap(lines); rest.hasRemaining(); ) {
                channel.write(rest);
            }
            channel.force(false);
            size += lines.length;
        } catch (IOException e) {
            cutOff(channel, e);
            throw e;
        }
    }

    /** The disk is perhaps full of it. What cannot be cut off now is found by {@link #open}. */
    private void cutOff(FileChannel channel, IOException cause) {
        try {
            channel.truncate(size);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private byte[] line(AuditEvent event, Head previous, Instant now) throws IOException {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("n", previous.number() + 1);
        line.put("time", Times.text(now));
        event.addTo(line);
        line.put("base", stored.number());
        line.put("prev", previous.sha256());
        byte[] text = JSON.writeValueAsBytes(line);
        if (text.length > AuditLine.LONGEST) {
            throw new IllegalArgumentException(
                    "a line '" + event.name() + "' of " + text.length + " bytes is longer than " + AuditLine.LONGEST);
        }
        return text;
    }

    /** Returns the file for the next lines, which nobody else may have touched. */
    private Current file() throws IOException {
        if (current != null) {
            current.identity.requireInPlace(); // before a folder is made where a disk was mounted
        }
        folder.require();
        if (current != null && current.channel.size() != size) {
            throw new AuditException(
                    "'" + Text.visible(current.path.toString()) + "' has " + current.channel.size()
                            + " bytes instead of " + size + ": another program wrote to the audit log",
                    "Let only one module use vod.audit.directory, and no program rotate or edit its files");
        }
        if (current == null || size >= largestFile) {
            long number = current == null ? 1 : AuditFiles.number(current.path) + 1;
            if (current != null) {
                current.channel.close();
            }
            current = current(AuditFiles.file(directory, number), 0, StandardOpenOption.CREATE_NEW);
            size = 0;
        }
        return current;
    }

    /** Opens a file and cuts off what lies behind the given size. */
    private Current current(Path file, long size, StandardOpenOption how) throws IOException {
        FileChannel channel = PrivateFiles.open(file, how, StandardOpenOption.WRITE);
        try {
            if (channel.size() > size) {
                channel.truncate(size);
                channel.force(true);
            }
            channel.position(size);
            AtomicFile.forceFolder(directory);
            return new Current(file, channel, FileIdentity.at(file));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        isOpen = false;
        if (current != null) {
            current.channel.close();
            current = null;
        }
    }
}
