package io.voddelete;

/** The module cannot start with these settings. The message names each key, the fault and what is legal. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SettingsException(String message) {
        super(message);
    }
}
