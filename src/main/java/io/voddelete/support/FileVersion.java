package io.voddelete.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * What tells whether a file is still the same.
 *
 * @param modified when the content last changed
 * @param changed when the inode last changed; a file that is dropped again has another one even if its content and name
 *     are kept
 */
public record FileVersion(Path file, long size, FileTime modified, FileTime changed, Inode inode) {
    /**
     * Where the content lies.
     *
     * @param number of its file system; may be given to another file once this one is gone
     * @param links the names that lead to it; 1 where that is not known
     */
    record Inode(long device, long number, int links) {
        private static final Inode UNKNOWN = new Inode(0, 0, 1);
    }

    public static FileVersion of(Path file) throws IOException {
        try {
            Map<String, Object> now = Files.readAttributes(
                    file, "unix:size,lastModifiedTime,ctime,dev,ino,nlink", LinkOption.NOFOLLOW_LINKS);
            return new FileVersion(
                    file,
                    (Long) now.get("size"),
                    (FileTime) now.get("lastModifiedTime"),
                    (FileTime) now.get("ctime"),
                    new Inode((Long) now.get("dev"), (Long) now.get("ino"), (Integer) now.get("nlink")));
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return new FileVersion(file, now.size(), now.lastModifiedTime(), now.lastModifiedTime(), Inode.UNKNOWN);
        }
    }

    /** Whether the file is now as it was. */
    public boolean isCurrent() throws IOException {
        return of(file).equals(this);
    }

    /** Whether the file that now lies there is this one, renamed. */
    public boolean isMovedTo(Path target) throws IOException {
        FileVersion there = of(target);
        boolean copied = there.inode.device != inode.device; // to another file system
        return there.size == size && there.modified.equals(modified) && (copied || there.inode.number == inode.number);
    }

    /** Whether other names (hard links) lead to the same content; false where that is not known. */
    public boolean hasOtherNames() {
        return inode.links > 1;
    }

    /** Some file systems number a file anew while it lies there; its times tell it from others. */
    @Override
    public boolean equals(Object other) {
        return other instanceof FileVersion stamp
                && file.equals(stamp.file)
                && size == stamp.size
                && modified.equals(stamp.modified)
                && changed.equals(stamp.changed);
    }

    @Override
    public int hashCode() {
        return Objects.hash(file, size, modified, changed);
    }

    /** Stores remember it, those of earlier versions too. */
    @Override
    public String toString() {
        return "FileVersion[file=" + file + ", size=" + size + ", modified=" + modified + ", changed=" + changed + "]";
    }

    /** Eight hex digits for a file name, of what a file keeps when it is renamed. */
    public String mark() {
        byte[] kept = (size + " " + modified).getBytes(StandardCharsets.US_ASCII);
        return UUID.nameUUIDFromBytes(kept).toString().substring(0, 8);
    }
}
