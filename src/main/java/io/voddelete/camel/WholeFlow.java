package io.voddelete.camel;

import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.settings.SettingsException;
import io.voddelete.support.WakeUp;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Ordered;
import org.apache.camel.StartupListener;

/**
 * Lets no route start unless all of them are there: with a part of the flow ids would be accepted and not sent, or deleted
 * and not reported.
 *
 * @param work has begun once a start was complete
 */
record WholeFlow(Settings settings, WakeUp work) implements StartupListener, Ordered {
    private static final List<String> ALWAYS = List.of(
            "accept-ids",
            "report-rejected",
            "claim-pending",
            "ask-info",
            "fill-batch",
            "delete-batch",
            "call-vod",
            "report-successes",
            "report-failures",
            "report-outcomes",
            "send-outcome",
            "write-receipts",
            "write-reports");
    private static final List<String> SCHEDULE =
            List.of("take-in-schedule", "take-in-missed-run", "begin-run", "take-in-run", "read-source");
    private static final List<String> STATUS = List.of(
            "answer-summary",
            "answer-submissions",
            "answer-submission",
            "answer-asset",
            "answer-report",
            "answer-description",
            "pause-sender",
            "resume-sender",
            "retry-asset");

    /** The ids of the routes that these settings need. */
    List<String> needed() {
        List<String> needed = new ArrayList<>(ALWAYS);
        if (settings.flag(Setting.INTAKE_FILE_ENABLED)) {
            needed.add("take-in-file");
        }
        if (settings.flag(Setting.INTAKE_WEBHOOK_ENABLED)) {
            needed.add("take-in-request");
        }
        if (settings.flag(Setting.INTAKE_SCHEDULE_ENABLED)) {
            needed.addAll(SCHEDULE);
            needed.add(settings.text(Setting.INTAKE_SCHEDULE_SOURCE_MODE) + "-source");
        }
        if (settings.flag(Setting.STATUS_ENABLED)) {
            needed.addAll(STATUS);
        }
        if (settings.text(Setting.AUTH).equals("token")) {
            needed.add("ask-for-token");
        }
        return needed;
    }

    /**
     * Called when every route is built and before the first one takes anything. Also when a suspended context resumes, by
     * when an operator may have removed a route on purpose.
     *
     * @throws SettingsException if routes are missing
     */
    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
        List<String> missing = needed().stream()
                .filter(route -> context.getRoute(route) == null)
                .sorted()
                .toList();
        if (!work.hasBegun() && !missing.isEmpty()) {
            throw new SettingsException(List.of("these routes of the flow are missing: " + String.join(", ", missing)
                    + ". Include all route files: VodDeleteRoutes.ROUTES, or changed copies of all of them in"
                    + " camel.main.routesIncludePattern"));
        }
    }

    /** After the services that start with the context, as the HTTP server. */
    @Override
    public int getOrder() {
        return LOWEST;
    }
}
