package io.voddelete;

import java.util.List;

/** The module cannot start with these settings. The message names each key, the fault and what is legal. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SettingsException(List<String> faults) {
        super("vod-delete-routes cannot start:\n  " + String.join("\n  ", faults));
    }

    /** A fault of one setting that shows only when it is used. */
    static SettingsException of(Setting setting, Object value, String fault) {
        return new SettingsException(List.of(setting.key() + " is " + setting.show(value) + ", " + fault));
    }
}
