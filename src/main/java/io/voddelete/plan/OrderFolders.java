package io.voddelete.plan;

import io.voddelete.support.PrivateFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The folders for orders. A plan can be read, and approved by HTTP, without them. Use from one thread. */
final class OrderFolders {
    private final List<Path> folders;
    /** Whether one could not be created. */
    private boolean due;

    OrderFolders(List<Path> folders) {
        this.folders = List.copyOf(folders);
    }

    /** Creates all that can be created; what cannot is due. */
    void make() {
        due = true;
        makeThoseDue();
    }

    /** Tries again to create what is due. Returns what prevents it. */
    Optional<IOException> makeThoseDue() {
        if (!due) {
            return Optional.empty();
        }
        IOException fault = null;
        for (Path folder : folders) {
            try {
                PrivateFiles.makeFolders(folder);
            } catch (IOException e) {
                fault = e;
            }
        }
        due = fault != null;
        return Optional.ofNullable(fault);
    }
}
