package io.voddelete.intake;

import io.voddelete.reader.UnreadableException;
import io.voddelete.support.FileVersion;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A file is not a readable list of asset ids, so nothing of it is accepted. */
public final class UnreadableFileException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient FileVersion stamp;
    private final @Nullable String sha256;
    private final UnreadableException why;

    /**
     * @param stamp of the file that was read
     * @param sha256 of its whole content, in lower-case hex; null if it was not read completely
     */
    public UnreadableFileException(FileVersion stamp, @Nullable String sha256, UnreadableException why) {
        super(why.getMessage(), why);
        this.stamp = stamp;
        this.sha256 = sha256;
        this.why = why;
    }

    /** The file, and its version when it was read. */
    FileVersion stamp() {
        return stamp;
    }

    /** In lower-case hex; null if the file was not read completely. */
    @Nullable
    String sha256() {
        return sha256;
    }

    /** What is wrong, and what to do. */
    UnreadableException why() {
        return why;
    }
}
