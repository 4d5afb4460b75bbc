package io.voddelete.campaign;

import io.voddelete.campaign.Strace.Call;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A file as its users see it, and as a disk may have it after a power loss; whatever its name is. */
final class LossyFile {
    private static final int SECTOR = 512;

    /** The content of a file, in memory. */
    private static final class Content {
        private byte[] room;
        private int size;

        Content(byte[] bytes) {
            room = bytes.clone();
            size = bytes.length;
        }

        void apply(Change change) {
            int end = change.offset + change.data.length;
            if (end > room.length) {
                room = Arrays.copyOf(room, Math.max(end, 2 * room.length));
            }
            if (change.cuts && end < size) {
                Arrays.fill(room, end, size, (byte) 0);
            }
            size = change.cuts ? end : Math.max(size, end);
            System.arraycopy(change.data, 0, room, change.offset, change.data.length);
        }

        byte[] bytes() {
            return Arrays.copyOf(room, size);
        }
    }

    /** A write, or a cut of the file at {@code offset} without data. */
    private record Change(int offset, byte[] data, boolean cuts, long end) {
        Change torn(Random random) {
            int sectors = (offset + data.length) / SECTOR - offset / SECTOR;
            int kept = sectors == 0 ? 0 : (offset / SECTOR + 1 + random.nextInt(sectors)) * SECTOR - offset;
            return cuts ? this : new Change(offset, Arrays.copyOf(data, Math.min(kept, data.length)), false, end);
        }
    }

    private final Content flushed;
    private final Content seen;
    private final FileTime modified;
    private final List<Change> unflushed = new ArrayList<>();
    private boolean inDoubt;
    private int writesLost;

    /** @param modified what a disk would have kept; null where nobody asks */
    LossyFile(byte[] bytes, FileTime modified) {
        this.flushed = new Content(bytes);
        this.seen = new Content(bytes);
        this.modified = modified;
    }

    FileTime modified() {
        return modified;
    }

    void append(byte[] data, Call call) {
        write(seen.size, data, call);
    }

    void write(int offset, byte[] data, Call call) {
        change(new Change(offset, data, false, call.end()), call);
    }

    void cut(int size, Call call) {
        change(new Change(size, new byte[0], true, call.end()), call);
    }

    private void change(Change change, Call call) {
        unflushed.add(change);
        if (call.isFinished()) {
            seen.apply(change);
        } else {
            doubt();
        }
    }

    /** A kill broke off what was done with it: nobody knows how far it came. */
    void doubt() {
        inDoubt = true;
    }

    boolean isInDoubt() {
        return inDoubt;
    }

    boolean isSeenAs(byte[] bytes) {
        return Arrays.equals(bytes, seen.bytes());
    }

    /** All that had come to its end before the flush began is on the disk. */
    void flush(Call call) {
        unflushed.stream().filter(change -> change.end < call.begin()).forEach(flushed::apply);
        unflushed.removeIf(change -> change.end < call.begin());
    }

    /** What was flushed, and of the rest the first ones, or some here and there, the last one torn; or nothing, or all. */
    byte[] left(Random random) {
        Content content = new Content(flushed.bytes());
        int count = unflushed.size();
        boolean inOrder = random.nextBoolean();
        int most = random.nextInt(count + 1);
        List<Change> kept = new ArrayList<>(unflushed.subList(0, inOrder ? most : count));
        if (!inOrder) {
            kept.removeIf(change -> random.nextBoolean());
        }
        if (!kept.isEmpty() && random.nextBoolean()) {
            kept.add(kept.remove(kept.size() - 1).torn(random));
        }
        kept.forEach(content::apply);
        writesLost = count - kept.size();
        return content.bytes();
    }

    int writesLost() {
        return writesLost;
    }
}
