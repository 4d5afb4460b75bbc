package io.voddelete.camel;

import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.settings.SettingsException;
import io.voddelete.support.WakeUp;
import java.util.List;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;

/**
 * Prevents a start unless all routes exist: with only a part of the flow, ids would be accepted but not sent, or deleted but
 * not reported.
 *
 * @param work has begun once a start was complete
 */
record WholeFlow(Settings settings, WakeUp work) {
    /**
     * Routes that exist together.
     *
     * @param needed with which settings
     */
    private record Part(Predicate<Settings> needed, List<String> routes) {
        Part(Predicate<Settings> needed, String... routes) {
            this(needed, List.of(routes));
        }
    }

    private static final List<Part> PARTS = List.of(
            new Part(
                    settings -> true,
                    "vod-delete",
                    "vod-take-in-message",
                    "vod-accept-ids",
                    "vod-accept-at-once",
                    "vod-accept-in-chunks",
                    "vod-report-rejected",
                    "vod-claim-pending",
                    "vod-ask-info",
                    "vod-fill-batch",
                    "vod-queue-full",
                    "vod-collect-claims",
                    "vod-delete-batch",
                    "vod-call-api",
                    "vod-report-successes",
                    "vod-report-failures",
                    "vod-report-kept",
                    "vod-report-outcomes",
                    "vod-send-outcome",
                    "vod-write-receipts",
                    "vod-write-reports",
                    "vod-ask-for-plan",
                    "vod-write-plans",
                    "vod-write-asked-plans",
                    "vod-take-approvals"),
            new Part(is(Setting.NOTIFY_URI, "").negate(), "vod-report-events", "vod-send-notices"),
            new Part(on(Setting.INTAKE_FILE_ENABLED), "vod-take-in-file"),
            new Part(on(Setting.INTAKE_WEBHOOK_ENABLED), "vod-take-in-request"),
            new Part(
                    on(Setting.INTAKE_SCHEDULE_ENABLED),
                    "vod-take-in-schedule",
                    "vod-take-in-missed-run",
                    "vod-begin-run",
                    "vod-take-in-run",
                    "vod-read-source"),
            new Part(
                    on(Setting.INTAKE_SCHEDULE_ENABLED).and(is(Setting.INTAKE_SCHEDULE_SOURCE_MODE, "poll")),
                    "vod-poll-source"),
            new Part(
                    on(Setting.INTAKE_SCHEDULE_ENABLED).and(is(Setting.INTAKE_SCHEDULE_SOURCE_MODE, "call")),
                    "vod-call-source"),
            new Part(
                    on(Setting.STATUS_ENABLED),
                    "vod-answer-summary",
                    "vod-answer-sender",
                    "vod-answer-submissions",
                    "vod-answer-submission",
                    "vod-answer-asset",
                    "vod-answer-report",
                    "vod-answer-lines",
                    "vod-answer-assets",
                    "vod-answer-description",
                    "vod-answer-description-as-json",
                    "vod-answer-caller",
                    "vod-answer-timeline",
                    "vod-answer-reasons",
                    "vod-answer-schedules",
                    "vod-answer-settings",
                    "vod-answer-protection",
                    "vod-answer-protection-of-asset",
                    "vod-answer-audit",
                    "vod-answer-audit-verification",
                    "vod-pause-sender",
                    "vod-resume-sender",
                    "vod-retry-asset",
                    "vod-retry-failed-assets",
                    "vod-answer-plan",
                    "vod-answer-list-to-plan",
                    "vod-release-submission",
                    "vod-drop-submission",
                    "vod-pause-submission",
                    "vod-resume-submission",
                    "vod-drop-graced-submission"),
            new Part(on(Setting.CONSOLE_ENABLED), "vod-answer-console"),
            new Part(is(Setting.AUTH, "token"), "vod-ask-for-token"));

    /** The ids of the routes that these settings need. */
    List<String> needed() {
        return routes(part -> part.needed.test(settings));
    }

    /** The ids of all our routes, whatever the settings are. */
    static List<String> all() {
        return routes(part -> true);
    }

    private static List<String> routes(Predicate<Part> which) {
        return PARTS.stream()
                .filter(which)
                .flatMap(part -> part.routes.stream())
                .toList();
    }

    private static Predicate<Settings> on(Setting flag) {
        return settings -> settings.flag(flag);
    }

    private static Predicate<Settings> is(Setting setting, String value) {
        return settings -> settings.text(setting).equals(value);
    }

    /**
     * Called when every route is built and before the first one consumes anything, and also when a suspended context resumes,
     * where an operator may have removed a route on purpose.
     *
     * @throws SettingsException if routes are missing, or a name of ours belongs to somebody else
     */
    void check(CamelContext context) {
        if (work.hasBegun()) {
            return;
        }
        VodBeans.requireOwn(context);
        VodRoutes.requireOwn(context, all());
        List<String> missing = needed().stream()
                .filter(route -> !VodRoutes.has(context, route))
                .sorted()
                .toList();
        if (!missing.isEmpty()) {
            throw new SettingsException(List.of("Missing routes: " + String.join(", ", missing)
                    + ". Load all route files: VodDeleteRoutes.ROUTES; to change one, put a copy of it into"
                    + " vod.routes.directory"));
        }
    }
}
