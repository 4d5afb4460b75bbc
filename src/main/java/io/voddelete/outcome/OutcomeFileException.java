package io.voddelete.outcome;

import java.io.IOException;
import java.io.UncheckedIOException;

/** A file of an endpoint on this machine does not take lines: the disk is full or not well, not who sends them. */
public final class OutcomeFileException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    OutcomeFileException(String message, IOException cause) {
        super(message, cause);
    }
}
