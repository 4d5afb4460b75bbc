package io.voddelete.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import java.util.UUID;

/**
 * The attributes that tell whether a file has changed.
 *
 * @param modified time of the last change of the content
 * @param changed time of the last change of the inode; differs when a file is written again, even with the same name and
 *     content
 */
public record FileVersion(Path file, long size, FileTime modified, FileTime changed, Inode inode) {
    /**
     * The location of the content.
     *
     * @param number inode number, unique on its file system; may be reused after the file is deleted
     * @param links number of hard links; 1 if unknown
     */
    record Inode(long device, long number, int links) {
        private static final Inode UNKNOWN = new Inode(0, 0, 1);
    }

    public static FileVersion of(Path file) throws IOException {
        try {
            UnixAttributes now =
                    UnixAttributes.of(file, "size,lastModifiedTime,ctime,dev,ino,nlink", LinkOption.NOFOLLOW_LINKS);
            return new FileVersion(
                    file,
                    now.get("size", Long.class),
                    now.get("lastModifiedTime", FileTime.class),
                    now.get("ctime", FileTime.class),
                    new Inode(now.get("dev", Long.class), now.get("ino", Long.class), now.get("nlink", Integer.class)));
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return new FileVersion(file, now.size(), now.lastModifiedTime(), now.lastModifiedTime(), Inode.UNKNOWN);
        }
    }

    /** Returns whether the file is unchanged. */
    public boolean isCurrent() throws IOException {
        return of(file).equals(this);
    }

    /** Returns whether the file at the target is this one, renamed. */
    public boolean isMovedTo(Path target) throws IOException {
        FileVersion there = of(target);
        boolean copied = there.inode.device != inode.device; // moved to another file system
        return there.size == size && there.modified.equals(modified) && (copied || there.inode.number == inode.number);
    }

    /** Returns whether the file has other hard links; false if unknown. */
    public boolean hasOtherNames() {
        return inode.links > 1;
    }

    /** Ignores the inode number, because some file systems renumber existing files; the times identify the file. */
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

    /** Stored in the database, also by earlier versions: do not change the format. */
    @Override
    public String toString() {
        return "FileVersion[file=" + file + ", size=" + size + ", modified=" + modified + ", changed=" + changed + "]";
    }

    /** Returns eight hex digits for use in a file name, from the attributes that survive a rename. */
    public String mark() {
        byte[] kept = (size + " " + modified).getBytes(StandardCharsets.US_ASCII);
        return UUID.nameUUIDFromBytes(kept).toString().substring(0, 8);
    }
}
