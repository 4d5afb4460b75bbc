package io.voddelete.pipeline;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.UUID;

/**
 * What tells whether a file is still the same.
 *
 * @param modified when the content last changed
 * @param changed when the inode last changed; a file that is dropped again has another one even if its content and name
 *     are kept
 */
public record FileStamp(Path file, long size, FileTime modified, FileTime changed) {
    public static FileStamp of(Path file) throws IOException {
        try {
            Map<String, Object> now =
                    Files.readAttributes(file, "unix:size,lastModifiedTime,ctime", LinkOption.NOFOLLOW_LINKS);
            return new FileStamp(
                    file, (Long) now.get("size"), (FileTime) now.get("lastModifiedTime"), (FileTime) now.get("ctime"));
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return new FileStamp(file, now.size(), now.lastModifiedTime(), now.lastModifiedTime());
        }
    }

    /** Whether the file is now as it was. */
    public boolean isCurrent() throws IOException {
        return of(file).equals(this);
    }

    /** Whether the file that now lies there is this one, renamed. */
    public boolean isMovedTo(Path target) throws IOException {
        FileStamp there = of(target);
        return there.size == size && there.modified.equals(modified);
    }

    /** Eight hex digits for a file name, of what a file keeps when it is renamed. */
    public String mark() {
        byte[] kept = (size + " " + modified).getBytes(StandardCharsets.US_ASCII);
        return UUID.nameUUIDFromBytes(kept).toString().substring(0, 8);
    }
}
