package io.voddelete.camel;

import io.voddelete.release.Limits;
import io.voddelete.release.ReleaseTasks;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Which submissions are held, and the thread that ends or releases them: its work may take seconds. */
final class ReleaseWiring implements AutoCloseable {
    private final ReleaseTasks tasks;
    private final VodTimer timer;

    /** @param errors receives what ends the thread */
    ReleaseWiring(ReleaseTasks tasks, ErrorWatch errors) {
        this.tasks = tasks;
        this.timer = new VodTimer("vod-releases", errors);
    }

    void begin() {
        timer.scheduleWithFixedDelay(tasks::run, 0, 1, TimeUnit.SECONDS);
    }

    /** Waits for the transaction in progress. */
    @Override
    public void close() {
        timer.shutdown();
    }

    static Limits limits(Settings settings) {
        String required =
                settings.text(Setting.APPROVAL_REQUIRED).replace('-', '_').toUpperCase(Locale.ROOT);
        return new Limits(
                Limits.Required.valueOf(required),
                settings.limit(Setting.LIMIT_SUBMISSION),
                settings.limit(Setting.LIMIT_DAY),
                settings.limit(Setting.LIMIT_GROWTH),
                settings.limit(Setting.LIMIT_FAILURES).stream()
                        .mapToInt(Math::toIntExact)
                        .findFirst(),
                settings.duration(Setting.GRACE_PERIOD),
                !settings.text(Setting.NOTIFY_URI).isEmpty());
    }
}
