package io.voddelete.settings;

import java.util.List;

/** The module cannot start with these settings. The message names each key, the fault and what is legal. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SettingsException(List<String> faults) {
        super("vod-delete-routes cannot start:\n  " + String.join("\n  ", faults));
    }
}
