package io.voddelete.settings;

import io.voddelete.support.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The settings that all nodes which use a store together need to have alike, since each of them may be the one that sends, and
 * each of them reads lists.
 */
public final class AgreedSettings {
    private static final int DIGITS = 16;

    private static final List<Setting> ALL = List.of(
            Setting.AUTH,
            Setting.ASSET_ID_PATTERN,
            Setting.STORE_REPLICATION,
            Setting.INTAKE_ID_COLUMNS,
            Setting.INTAKE_SCHEDULE_ENABLED,
            Setting.INTAKE_SCHEDULE_NAME,
            Setting.INTAKE_SCHEDULE_CRON,
            Setting.INTAKE_SCHEDULE_TIME_ZONE,
            Setting.INTAKE_SCHEDULE_SOURCE_URI,
            Setting.INTAKE_SCHEDULE_SOURCE_MODE,
            Setting.INTAKE_SCHEDULE_MISFIRE,
            Setting.APPROVAL_REQUIRED,
            Setting.APPROVAL_REASON,
            Setting.APPROVAL_EXPIRES,
            Setting.LIMIT_SUBMISSION,
            Setting.LIMIT_DAY,
            Setting.LIMIT_GROWTH,
            Setting.LIMIT_FAILURES,
            Setting.GRACE_PERIOD,
            Setting.PLAN_SURVEY,
            Setting.BATCH_SIZE,
            Setting.BATCH_QUIET_PERIOD,
            Setting.BATCH_IN_FLIGHT,
            Setting.BATCH_LEASE,
            Setting.CALL_CONCURRENCY,
            Setting.CALL_TIMEOUT,
            Setting.PACE_CALLS,
            Setting.INFO_CALLS,
            Setting.PREFLIGHT,
            Setting.CONFIRM,
            Setting.RETRY_ATTEMPTS,
            Setting.RETRY_DELAY,
            Setting.RETRY_DELAY_MAX,
            Setting.RETRY_BUSY_DELAY,
            Setting.RETRY_BUSY_DELAY_MAX,
            Setting.RETRY_BUSY_FOR,
            Setting.SENDER_ENABLED,
            Setting.PROTECT_TAGS,
            Setting.PROTECT_CATEGORIES,
            Setting.PROTECT_YOUNGER_THAN,
            Setting.PROTECT_PUBLISHED,
            Setting.SUCCESS_URI,
            Setting.FAILURE_URI,
            Setting.KEPT_URI,
            Setting.OUTCOME_FORMAT,
            Setting.OUTCOME_BACKLOG,
            Setting.MISSING_IS_SUCCESS,
            Setting.NOTIFY_URI,
            Setting.NOTIFY_ACCEPTED);

    private AgreedSettings() {}

    /**
     * Returns a line for each of them that has another value than the default, whose text may name a path of the machine: the key,
     * {@code =}, and a hash, since a value may hold a secret.
     */
    public static String lines(Settings settings) {
        return ALL.stream()
                .filter(setting -> ShownSettings.isChanged(settings, setting))
                .map(setting -> setting.key() + "=" + hash(settings.text(setting)))
                .collect(Collectors.joining("\n"));
    }

    private static String hash(String value) {
        return Sha256.hex(value.getBytes(StandardCharsets.UTF_8)).substring(0, DIGITS);
    }
}
