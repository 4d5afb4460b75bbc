package io.voddelete.intake;

import io.voddelete.support.Text;
import java.nio.file.Path;

/**
 * A file that was found in the inbox: the only file that {@code vod-accept-ids} reads. A type of its own, since Camel makes a
 * {@link java.io.File} of any text.
 */
public record InboxFile(Path path) {
    /** @throws IllegalArgumentException if the file is not directly in that folder */
    static InboxFile in(Path inbox, Path file) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        if (!inbox.toAbsolutePath().normalize().equals(folder)) {
            throw new IllegalArgumentException("'" + Text.visible(file.toString()) + "' is not in the inbox");
        }
        return new InboxFile(file);
    }
}
