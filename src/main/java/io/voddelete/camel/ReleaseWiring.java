package io.voddelete.camel;

import io.voddelete.release.Limits;
import io.voddelete.release.ReleaseTasks;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which submissions are held, and the thread that ends or releases them: its work may take seconds. */
final class ReleaseWiring implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReleaseWiring.class);

    private final ReleaseTasks tasks;
    private final VodTimer timer;

    /** @param errors receives what ends the thread */
    ReleaseWiring(ReleaseTasks tasks, ErrorWatch errors) {
        this.tasks = tasks;
        this.timer = new VodTimer("vod-releases", errors);
    }

    void begin() {
        timer.execute(tasks::begin);
        timer.repeat(tasks::run, 0, 1);
    }

    /** Begins nothing more. Call after {@link #begin}, which may follow again. */
    void end() {
        timer.endRepeating();
    }

    /** Waits for the transaction in progress. */
    @Override
    public void close() {
        timer.shutdown();
    }

    /** A grace period is for somebody who undoes. */
    static void warnIfNobodyCanCancel(Settings settings) {
        if (!settings.duration(Setting.GRACE_PERIOD).isZero()
                && !settings.flag(Setting.INTAKE_FILE_ENABLED)
                && !settings.flag(Setting.STATUS_ENABLED)) {
            LOG.warn(
                    "Lists wait for vod.grace.period ({}), but nobody can cancel one in that time: neither files nor commands are"
                            + " taken. Set vod.status.enabled or vod.intake.file.enabled to true",
                    settings.text(Setting.GRACE_PERIOD));
        }
    }

    static Limits limits(Settings settings) {
        String required =
                settings.text(Setting.APPROVAL_REQUIRED).replace('-', '_').toUpperCase(Locale.ROOT);
        boolean isTold = !settings.text(Setting.NOTIFY_URI).isEmpty();
        return new Limits(
                Limits.Required.valueOf(required),
                settings.limit(Setting.LIMIT_SUBMISSION),
                settings.limit(Setting.LIMIT_DAY),
                settings.limit(Setting.LIMIT_GROWTH),
                settings.limit(Setting.LIMIT_FAILURES).stream()
                        .mapToInt(Math::toIntExact)
                        .findFirst(),
                settings.duration(Setting.GRACE_PERIOD),
                isTold,
                isTold && settings.flag(Setting.NOTIFY_ACCEPTED));
    }
}
