package io.voddelete.intake;

import io.voddelete.support.Text;
import java.nio.file.Path;

/** A file that was found in the inbox: the only file of somebody else that {@code vod-accept-ids} reads. */
public record InboxFile(Path path) implements ListToAccept {
    @Override
    public boolean isInMemory() {
        return false;
    }

    @Override
    public String intake() {
        return "file";
    }

    /** @throws IllegalArgumentException if the file is not directly in that folder */
    static InboxFile in(Path inbox, Path file) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        if (!inbox.toAbsolutePath().normalize().equals(folder)) {
            throw new IllegalArgumentException("'" + Text.visible(file.toString()) + "' is not in the inbox");
        }
        return new InboxFile(file);
    }
}
