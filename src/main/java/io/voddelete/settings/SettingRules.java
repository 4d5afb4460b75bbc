package io.voddelete.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Which values go together: what no setting can say of itself alone. */
final class SettingRules {
    /** The paths of the orders, which are posted as lists are. */
    private static final Pattern ORDERS = Pattern.compile("/vod/sender/(pause|resume)|/vod/assets/[^/]+/retry");

    private static final String ONE_IS_MADE_BY = "; as one made by: openssl rand -hex 32";

    private final Settings settings;
    private final List<String> faults = new ArrayList<>();

    SettingRules(Settings settings) {
        this.settings = settings;
    }

    /** What does not fit together, a line each; empty if all does. */
    List<String> faults() {
        int least = 2 * settings.number(Setting.CALL_CONCURRENCY) * settings.number(Setting.BATCH_SIZE);
        if (settings.number(Setting.BATCH_IN_FLIGHT) < least) {
            faults.add("vod.batch.in-flight is " + settings.number(Setting.BATCH_IN_FLIGHT)
                    + ", which is too small. Legal: at least " + least
                    + ", that is 2 x vod.call.concurrency x vod.batch.size" + settings.setBy(Setting.BATCH_IN_FLIGHT));
        }
        Duration fill = settings.duration(Setting.BATCH_QUIET_PERIOD).multipliedBy(settings.number(Setting.BATCH_SIZE));
        Duration calls = settings.duration(Setting.CALL_TIMEOUT).multipliedBy(2);
        if (settings.duration(Setting.BATCH_LEASE).compareTo(fill) < 0
                || settings.duration(Setting.BATCH_LEASE).compareTo(calls) < 0) {
            faults.add("vod.batch.lease is " + settings.text(Setting.BATCH_LEASE)
                    + ", which is too short. Legal: at least "
                    + fill.toMillis() + "ms, that is vod.batch.quiet-period x vod.batch.size, and at least "
                    + calls.toMillis() + "ms, that is twice vod.call.timeout" + settings.setBy(Setting.BATCH_LEASE));
        }
        checkOrder(Setting.RETRY_DELAY, Setting.RETRY_DELAY_MAX);
        checkOrder(Setting.RETRY_BUSY_DELAY, Setting.RETRY_BUSY_DELAY_MAX);
        if (settings.text(Setting.PROXY_USER).isEmpty()
                != settings.text(Setting.PROXY_PASSWORD).isEmpty()) {
            faults.add(
                    "vod.proxy.user and vod.proxy.password belong together, and one of them is missing. Allowed: both"
                            + " or none" + settings.setBy(Setting.PROXY_USER, Setting.PROXY_PASSWORD));
        }
        if (settings.flag(Setting.INTAKE_WEBHOOK_ENABLED)) {
            checkWebhook();
        }
        if (settings.flag(Setting.STATUS_ENABLED)) {
            checkStatus();
        }
        faults.addAll(CallerRules.faults(settings));
        if (settings.flag(Setting.INTAKE_SCHEDULE_ENABLED)
                && settings.text(Setting.INTAKE_SCHEDULE_SOURCE_URI).isEmpty()) {
            faults.add(
                    "vod.intake.schedule.source-uri is missing, and vod.intake.schedule.enabled is true. Legal: the URI"
                            + " of a Camel endpoint, as file:/srv/lists or https://host/list"
                            + settings.setBy(Setting.INTAKE_SCHEDULE_ENABLED));
        }
        return faults;
    }

    private void checkOrder(Setting first, Setting longest) {
        if (settings.duration(longest).compareTo(settings.duration(first)) < 0) {
            faults.add(longest.key() + " is " + settings.text(longest) + ", which is too short. Legal: at least "
                    + first.key() + ", that is " + settings.text(first) + settings.setBy(longest, first));
        }
    }

    private void checkWebhook() {
        String auth = settings.text(Setting.INTAKE_WEBHOOK_AUTH);
        if (auth.equals("signature")
                && settings.text(Setting.INTAKE_WEBHOOK_SECRET_KEY).isEmpty()) {
            faults.add("vod.intake.webhook.secret-key is missing, and vod.intake.webhook.auth is signature. Legal: "
                    + SettingKind.WEBHOOK_SECRETS.legal() + "; as one made by: echo whsec_$(openssl rand -base64 32)"
                    + settings.setBy(Setting.INTAKE_WEBHOOK_AUTH));
        }
        if (auth.equals("token") && settings.text(Setting.INTAKE_WEBHOOK_TOKEN).isEmpty()) {
            faults.add("vod.intake.webhook.token is missing, and vod.intake.webhook.auth is token. Legal: "
                    + SettingKind.CALLER_TOKENS.legal() + ONE_IS_MADE_BY + settings.setBy(Setting.INTAKE_WEBHOOK_AUTH));
        }
        if (auth.equals("none") && !settings.flag(Setting.INTAKE_WEBHOOK_ALLOW_ANONYMOUS)) {
            faults.add(
                    "vod.intake.webhook.auth is none, and vod.intake.webhook.allow-anonymous is false: any program on this"
                            + " machine could delete assets. Allowed: signature or token, or vod.intake.webhook.allow-anonymous=true"
                            + " to permit that" + settings.setBy(Setting.INTAKE_WEBHOOK_AUTH));
        }
        if (auth.equals("none") && !SettingKind.isLoopback(settings.text(Setting.HTTP_HOST))) {
            faults.add("vod.intake.webhook.auth is none, and vod.http.host is "
                    + Setting.HTTP_HOST.show(settings.text(Setting.HTTP_HOST))
                    + ": anybody could delete assets. Legal: signature or token, or a loopback address (127.0.0.1)"
                    + settings.setBy(Setting.INTAKE_WEBHOOK_AUTH, Setting.HTTP_HOST));
        }
    }

    private void checkStatus() {
        if (settings.text(Setting.STATUS_TOKEN).isEmpty()
                && !SettingKind.isLoopback(settings.text(Setting.HTTP_HOST))) {
            faults.add("vod.status.token is missing, and vod.http.host is "
                    + Setting.HTTP_HOST.show(settings.text(Setting.HTTP_HOST))
                    + ": nobody could pause it, resume it or ask about all, as senders of lists ask about their own. Legal: "
                    + SettingKind.CALLER_TOKENS.legal()
                    + ONE_IS_MADE_BY + "; or a loopback address (127.0.0.1)" + settings.setBy(Setting.HTTP_HOST));
        }
        String path = settings.text(Setting.INTAKE_WEBHOOK_PATH);
        if (settings.flag(Setting.INTAKE_WEBHOOK_ENABLED)
                && ORDERS.matcher(path).matches()) {
            faults.add("vod.intake.webhook.path is " + path + ", where orders are taken (vod.status.enabled). Legal: "
                    + "another path, as " + Setting.INTAKE_WEBHOOK_PATH.fallback()
                    + settings.setBy(Setting.INTAKE_WEBHOOK_PATH));
        }
    }
}
