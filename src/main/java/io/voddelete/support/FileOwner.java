package io.voddelete.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** The owner of a file: whoever wrote or copied it. A file that was moved keeps the owner that it had. */
public final class FileOwner {
    private FileOwner() {}

    /**
     * Returns the name of the owner, escaped; a number if the system has no name for it. Empty if it cannot be read.
     *
     * @param file not followed if it is a link
     */
    public static Optional<String> of(Path file) {
        try {
            return Optional.of(
                    Text.visible(Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).getName()));
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }
}
