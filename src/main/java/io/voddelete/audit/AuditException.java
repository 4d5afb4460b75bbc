package io.voddelete.audit;

import io.voddelete.support.Explained;
import org.jspecify.annotations.Nullable;

/** The audit log is not as it was written or cannot be read, so nothing may be sent. The message names the file, and the line if one is to blame. */
public final class AuditException extends RuntimeException implements Explained {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    AuditException(String message, String remedy) {
        this(message, remedy, null);
    }

    /** @param cause null if there is none */
    AuditException(String message, String remedy, @Nullable Throwable cause) {
        super(message, cause);
        this.remedy = remedy;
    }

    @Override
    public String remedy() {
        return remedy;
    }
}
