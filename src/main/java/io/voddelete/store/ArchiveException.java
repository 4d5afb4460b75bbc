package io.voddelete.store;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An archive file is missing, or is not what was written. The message names it and has no path. */
public final class ArchiveException extends StoreException {
    private static final long serialVersionUID = 1L;

    private final String what;

    /**
     * @param name of the file
     * @param what completes "the archive file x …"
     */
    public ArchiveException(String name, String what, @Nullable Throwable cause) {
        super("the archive file " + name + " " + what, cause);
        this.what = "the archive file " + name + " " + what;
    }

    @Override
    public String remedy() {
        return "restore it from a backup into the folder archive of the data directory (operations.md, \"Retention\");"
                + " the store itself is not affected";
    }

    @Override
    public Optional<String> kind() {
        return Optional.of(what);
    }
}
