package io.voddelete.protect;

import java.io.IOException;

/** The record of the last stop cannot be read; the message says what to do. */
public final class StopRecordException extends IOException {
    private static final long serialVersionUID = 1;

    StopRecordException(IOException cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }
}
