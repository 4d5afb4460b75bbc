package io.voddelete.camel;

import io.voddelete.audit.AuditVerification;
import io.voddelete.audit.Head;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.settings.SettingsException;
import io.voddelete.store.StoreException;
import io.voddelete.support.RootCause;
import io.voddelete.support.Text;
import io.voddelete.support.TimeSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Whether the audit log is as it was written, in words.
 *
 * @param isIntact false also if a file cannot be read
 * @param text without a line feed at the end
 */
public record AuditCheck(boolean isIntact, String text) {
    private static final double MEBIBYTE = 1 << 20;

    /**
     * Reads the head from the store, then all files of the audit log. Changes nothing, and may run beside the module.
     *
     * @throws SettingsException if the store cannot be read
     */
    public static AuditCheck run(Settings settings, TimeSource clock) {
        Head stored = stored(settings);
        Path directory = settings.path(Setting.AUDIT_DIRECTORY);
        String shown = "'" + Text.visible(directory.toString()) + "'";
        try {
            long begun = clock.nanoTime();
            AuditVerification found = AuditVerification.verify(directory, stored);
            Duration took = Duration.ofNanos(clock.nanoTime() - begun);
            String notes = String.join(
                    "", found.notes().stream().map(note -> "\n  " + note).toList());
            return found.fault() == null
                    ? new AuditCheck(
                            true,
                            "The audit log in " + shown + " is intact: " + amount(found, took) + "\n  " + head(stored)
                                    + notes)
                    : new AuditCheck(
                            false,
                            "The audit log in " + shown + " is not as it was written. First fault:\n  "
                                    + found.fault().text()
                                    + ".\n  What to do: find out who changed it, and restore the files from"
                                    + " a copy. Nothing was changed by this check" + notes);
        } catch (IOException e) {
            return new AuditCheck(
                    false,
                    "The audit log in " + shown + " cannot be read: " + RootCause.shown(e)
                            + ". What to do: check the permissions and the disk");
        }
    }

    private static Head stored(Settings settings) {
        try {
            return StorePlace.of(settings).headAlone();
        } catch (StoreException e) {
            throw new SettingsException(List.of(
                    "Cannot verify the audit log: " + e.getMessage() + ". Check vod.store.url and vod.data-directory"));
        }
    }

    private static String amount(AuditVerification found, Duration took) {
        double size = found.bytes() / MEBIBYTE;
        double seconds = Math.max(1, took.toMillis()) / 1000.0;
        return String.format(
                Locale.ROOT,
                "%d lines in %d files, %.1f MiB in %.1f s (%.0f MiB/s)",
                found.lines(),
                found.files(),
                size,
                seconds,
                size / seconds);
    }

    private static String head(Head stored) {
        return stored.number() == 0
                ? "The store knows no line of it yet"
                : "The store knows it up to line " + stored.number() + ", sha256 " + stored.sha256();
    }
}
