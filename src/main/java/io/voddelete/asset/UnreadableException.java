package io.voddelete.asset;

import java.io.IOException;

/** Input that cannot be read as a list of asset ids at all: nothing of it is accepted. */
public final class UnreadableException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String reason;
    private final String remedy;

    /**
     * @param reason a machine word, as {@code not-utf-8}
     * @param message what and where, with foreign text escaped
     * @param remedy what the user should do
     */
    public UnreadableException(String reason, String message, String remedy) {
        super(message);
        this.reason = reason;
        this.remedy = remedy;
    }

    public String reason() {
        return reason;
    }

    public String remedy() {
        return remedy;
    }
}
