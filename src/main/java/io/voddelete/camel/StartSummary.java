package io.voddelete.camel;

import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.support.Text;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A summary of what runs with these settings, for people: logged after a start, and printed by {@code --check}. */
public final class StartSummary {
    private StartSummary() {}

    /**
     * One line for each part, without secrets.
     *
     * @param address of our own server; empty if a host application's server is used, or none
     */
    public static String of(Settings settings, Optional<String> address) {
        List<String> lines = new ArrayList<>(List.of(
                Version.text(),
                "endpoint: " + settings.endpoint() + ", project " + settings.text(Setting.PROJECT_ID)
                        + ", authentication " + settings.text(Setting.AUTH),
                "data directory: " + shown(settings.path(Setting.DATA_DIRECTORY)),
                "rate: " + pace(settings, Setting.PACE_CALLS, "DELETE") + " of up to "
                        + settings.text(Setting.BATCH_SIZE) + " ids, "
                        + pace(settings, Setting.INFO_CALLS, "asset/info"),
                "sender: " + sender(settings),
                "intake: " + intake(settings),
                "status and commands: " + status(settings)));
        if (address.isPresent()) {
            lines.add("HTTP: " + address.get() + ", health at /observe/health"
                    + (settings.flag(Setting.METRICS_ENABLED) ? ", metrics at /observe/metrics" : "")
                    + (settings.text(Setting.HTTP_TLS).equals("proxy") ? ", TLS at a proxy" : ""));
        } else if (settings.servesHttp()) {
            lines.add("HTTP: served by the host application");
        }
        return String.join("\n  ", lines);
    }

    /** The address of our own server with this port, such as {@code http://127.0.0.1:8080}. */
    public static String url(Settings settings, int port) {
        String host = settings.text(Setting.HTTP_HOST);
        String scheme = settings.text(Setting.HTTP_TLS).equals("server") ? "https" : "http";
        return scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    private static String status(Settings settings) {
        if (!settings.flag(Setting.STATUS_ENABLED)) {
            return "off";
        }
        return "/vod/summary and others" + (settings.flag(Setting.CONSOLE_ENABLED) ? ", console at /vod/console/" : "");
    }

    private static String pace(Settings settings, Setting setting, String call) {
        int calls = settings.number(setting);
        return (calls == 0 ? "unlimited " + call + " calls" : calls + " " + call + " calls a minute");
    }

    private static String sender(Settings settings) {
        if (!settings.flag(Setting.SENDER_ENABLED)) {
            return "off (vod.sender.enabled=false): ids are accepted but not sent";
        }
        return "on, " + Setting.PREFLIGHT.key() + "=" + settings.flag(Setting.PREFLIGHT) + ", " + Setting.CONFIRM.key()
                + "=" + settings.flag(Setting.CONFIRM);
    }

    private static String intake(Settings settings) {
        List<String> intakes = new ArrayList<>();
        if (settings.flag(Setting.INTAKE_FILE_ENABLED)) {
            intakes.add("files in " + shown(settings.path(Setting.INTAKE_FILE_DIRECTORY)));
        }
        if (settings.flag(Setting.INTAKE_WEBHOOK_ENABLED)) {
            intakes.add("webhook at " + settings.text(Setting.INTAKE_WEBHOOK_PATH) + " ("
                    + settings.text(Setting.INTAKE_WEBHOOK_AUTH) + ")");
        }
        if (settings.flag(Setting.INTAKE_SCHEDULE_ENABLED)) {
            intakes.add("schedule '" + settings.text(Setting.INTAKE_SCHEDULE_NAME) + "' at '"
                    + settings.text(Setting.INTAKE_SCHEDULE_CRON) + "' "
                    + settings.text(Setting.INTAKE_SCHEDULE_TIME_ZONE));
        }
        return intakes.isEmpty() ? "off" : String.join("; ", intakes);
    }

    private static String shown(Path path) {
        return Text.visible(path.toAbsolutePath().normalize().toString());
    }
}
