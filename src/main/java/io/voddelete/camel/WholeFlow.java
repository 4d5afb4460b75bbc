package io.voddelete.camel;

import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.settings.SettingsException;
import io.voddelete.support.WakeUp;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Ordered;
import org.apache.camel.StartupListener;

/**
 * Prevents a start unless all routes exist: with only a part of the flow, ids would be accepted but not sent, or deleted but
 * not reported.
 *
 * @param work has begun once a start was complete
 */
record WholeFlow(Settings settings, WakeUp work) implements StartupListener, Ordered {
    private static final List<String> ALWAYS = List.of(
            "vod-delete",
            "vod-take-in-message",
            "vod-accept-list",
            "vod-accept-ids",
            "vod-report-rejected",
            "vod-claim-pending",
            "vod-ask-info",
            "vod-fill-batch",
            "vod-delete-batch",
            "vod-call-api",
            "vod-report-successes",
            "vod-report-failures",
            "vod-report-outcomes",
            "vod-send-outcome",
            "vod-write-receipts",
            "vod-write-reports");
    private static final List<String> SCHEDULE = List.of(
            "vod-take-in-schedule", "vod-take-in-missed-run", "vod-begin-run", "vod-take-in-run", "vod-read-source");
    private static final List<String> STATUS = List.of(
            "vod-answer-summary",
            "vod-answer-submissions",
            "vod-answer-submission",
            "vod-answer-asset",
            "vod-answer-report",
            "vod-answer-description",
            "vod-pause-sender",
            "vod-resume-sender",
            "vod-retry-asset");

    /** The ids of the routes that these settings need. */
    List<String> needed() {
        List<String> needed = new ArrayList<>(ALWAYS);
        if (settings.flag(Setting.INTAKE_FILE_ENABLED)) {
            needed.add("vod-take-in-file");
        }
        if (settings.flag(Setting.INTAKE_WEBHOOK_ENABLED)) {
            needed.add("vod-take-in-request");
        }
        if (settings.flag(Setting.INTAKE_SCHEDULE_ENABLED)) {
            needed.addAll(SCHEDULE);
            needed.add("vod-" + settings.text(Setting.INTAKE_SCHEDULE_SOURCE_MODE) + "-source");
        }
        if (settings.flag(Setting.STATUS_ENABLED)) {
            needed.addAll(STATUS);
        }
        if (settings.text(Setting.AUTH).equals("token")) {
            needed.add("vod-ask-for-token");
        }
        return needed;
    }

    /** The ids of all our routes, whatever the settings are. */
    static List<String> all() {
        return Stream.of(
                        ALWAYS,
                        SCHEDULE,
                        STATUS,
                        List.of(
                                "vod-take-in-file",
                                "vod-take-in-request",
                                "vod-poll-source",
                                "vod-call-source",
                                "vod-ask-for-token"))
                .flatMap(List::stream)
                .toList();
    }

    /**
     * Called when every route is built and before the first one consumes anything, and also when a suspended context resumes,
     * where an operator may have removed a route on purpose.
     *
     * @throws SettingsException if routes are missing, or a name of ours belongs to somebody else
     */
    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
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

    /** After the services that start with the context, such as the HTTP server. */
    @Override
    public int getOrder() {
        return LOWEST;
    }
}
