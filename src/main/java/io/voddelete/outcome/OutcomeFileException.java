package io.voddelete.outcome;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Lines cannot be written to the local file of an endpoint: the problem is the disk, not the sender of the lines. */
public final class OutcomeFileException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    OutcomeFileException(String message, IOException cause) {
        super(message, cause);
    }
}
