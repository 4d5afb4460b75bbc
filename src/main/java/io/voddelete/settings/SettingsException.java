package io.voddelete.settings;

import java.util.List;

/** The module cannot start with these settings. The message names each key, what is wrong and what is allowed. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SettingsException(List<String> faults) {
        super("vod-delete-routes cannot start:\n  " + String.join("\n  ", faults));
    }
}
