package io.voddelete.settings;

import io.voddelete.support.Text;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Checks values against each other, which no setting can do on its own. */
final class SettingRules {
    /** The paths of what is also called by POST: commands, and one query. */
    private static final Pattern ORDERS =
            Pattern.compile("/vod/sender/(pause|resume)|/vod/assets(/[^/]+)?/retry|/vod/assets/find|/vod/plans"
                    + "|/vod/submissions/[^/]+/(approve|cancel|stop|go-on|undo)");

    /** The name that the inbox leaves alone. */
    private static final Pattern STOP_IN_INBOX = Pattern.compile("(?i)STOP(\\.txt)?");

    private static final String CREATE_TOKEN = ". Create one with: openssl rand -hex 32";

    private final Settings settings;
    private final List<String> faults = new ArrayList<>();

    SettingRules(Settings settings) {
        this.settings = settings;
    }

    private void checkStore() {
        boolean isOfHost = !settings.text(Setting.STORE_DATA_SOURCE).isEmpty();
        if (!isOfHost && settings.text(Setting.STORE_URL).startsWith("jdbc:sqlite:")) {
            return;
        }
        if (isOfHost && settings.isSet(Setting.STORE_URL)) {
            faults.add("Both vod.store.data-source and vod.store.url are set. Allowed: one of them"
                    + settings.setBy(Setting.STORE_DATA_SOURCE, Setting.STORE_URL));
        }
        if (settings.optionalDuration(Setting.STORE_KEEP).isPresent()) {
            faults.add(
                    "vod.store.keep is set, but a store in PostgreSQL has no archive files. Allowed: no vod.store.keep, or"
                            + " a store in a file" + settings.setBy(Setting.STORE_KEEP));
        }
    }

    /** One line for each contradiction between settings; empty if there is none. */
    List<String> faults() {
        int least = 2 * settings.number(Setting.CALL_CONCURRENCY) * settings.number(Setting.BATCH_SIZE);
        if (settings.number(Setting.BATCH_IN_FLIGHT) < least) {
            faults.add("Invalid value '" + settings.number(Setting.BATCH_IN_FLIGHT)
                    + "' for vod.batch.in-flight: too small. Allowed: at least " + least
                    + " (2 x vod.call.concurrency x vod.batch.size)" + settings.setBy(Setting.BATCH_IN_FLIGHT));
        }
        Duration fill = settings.duration(Setting.BATCH_QUIET_PERIOD).multipliedBy(settings.number(Setting.BATCH_SIZE));
        Duration calls = settings.duration(Setting.CALL_TIMEOUT).multipliedBy(2);
        if (settings.duration(Setting.BATCH_LEASE).compareTo(fill) < 0
                || settings.duration(Setting.BATCH_LEASE).compareTo(calls) < 0) {
            faults.add("Invalid value '" + settings.text(Setting.BATCH_LEASE)
                    + "' for vod.batch.lease: too short. Allowed: at least "
                    + fill.toMillis() + "ms (vod.batch.quiet-period x vod.batch.size) and at least "
                    + calls.toMillis() + "ms (twice vod.call.timeout)" + settings.setBy(Setting.BATCH_LEASE));
        }
        checkOrder(Setting.RETRY_DELAY, Setting.RETRY_DELAY_MAX);
        checkOrder(Setting.RETRY_BUSY_DELAY, Setting.RETRY_BUSY_DELAY_MAX);
        if (settings.text(Setting.PROXY_USER).isEmpty()
                != settings.text(Setting.PROXY_PASSWORD).isEmpty()) {
            faults.add("Only one of vod.proxy.user and vod.proxy.password is set. Allowed: both, or neither"
                    + settings.setBy(Setting.PROXY_USER, Setting.PROXY_PASSWORD));
        }
        checkStore();
        checkFilesInInbox();
        faults.addAll(ApprovalFolderRules.faults(settings));
        if (!settings.flag(Setting.PREFLIGHT)) {
            checkProtection();
        }
        if (settings.flag(Setting.INTAKE_WEBHOOK_ENABLED)) {
            checkWebhook();
        }
        if (settings.flag(Setting.STATUS_ENABLED)) {
            checkStatus();
        }
        if (settings.flag(Setting.CONSOLE_ENABLED) && !settings.flag(Setting.STATUS_ENABLED)) {
            faults.add(
                    "vod.console.enabled is true, but vod.status.enabled is false: the console would show nothing. Allowed:"
                            + " vod.status.enabled=true, or vod.console.enabled=false"
                            + settings.setBy(Setting.CONSOLE_ENABLED, Setting.STATUS_ENABLED));
        }
        if (settings.flag(Setting.NOTIFY_ACCEPTED)
                && settings.text(Setting.NOTIFY_URI).isEmpty()) {
            faults.add(
                    "vod.notify.accepted is true, but vod.notify.uri is empty: nobody would be told. Allowed: the URI of a"
                            + " Camel endpoint for vod.notify.uri, or vod.notify.accepted=false"
                            + settings.setBy(Setting.NOTIFY_ACCEPTED));
        }
        faults.addAll(CallerRules.faults(settings));
        if (settings.flag(Setting.INTAKE_SCHEDULE_ENABLED)
                && settings.text(Setting.INTAKE_SCHEDULE_SOURCE_URI).isEmpty()) {
            faults.add(
                    "vod.intake.schedule.source-uri is missing, but vod.intake.schedule.enabled is true. Allowed: the URI"
                            + " of a Camel endpoint, such as file:/srv/lists or https://host/list"
                            + settings.setBy(Setting.INTAKE_SCHEDULE_ENABLED));
        }
        return faults;
    }

    private void checkOrder(Setting first, Setting longest) {
        if (settings.duration(longest).compareTo(settings.duration(first)) < 0) {
            faults.add("Invalid value '" + settings.text(longest) + "' for " + longest.key()
                    + ": too short. Allowed: at least " + settings.text(first) + " (" + first.key() + ")"
                    + settings.setBy(longest, first));
        }
    }

    /** What is dropped there is deleted, be it a list of assets that must not be. */
    private void checkFilesInInbox() {
        for (String file : settings.list(Setting.PROTECT_FILES)) {
            if (isInInbox(file)) {
                faults.add("Invalid value '" + Text.visible(file)
                        + "' for vod.protect.files: it is in the inbox, whose lists are"
                        + " deleted. Allowed: a file in another directory"
                        + settings.setBy(Setting.PROTECT_FILES, Setting.INTAKE_FILE_DIRECTORY));
            }
        }
        String stop = settings.text(Setting.STOP_FILE);
        if (isInInbox(stop)
                && !STOP_IN_INBOX
                        .matcher(Path.of(stop).getFileName().toString())
                        .matches()) {
            faults.add("Invalid value '" + Text.visible(stop)
                    + "' for vod.stop-file: in the inbox it would be read as a list."
                    + " Allowed: the name STOP in the inbox, or another directory"
                    + settings.setBy(Setting.STOP_FILE, Setting.INTAKE_FILE_DIRECTORY));
        }
    }

    private boolean isInInbox(String file) {
        Path inbox =
                settings.path(Setting.INTAKE_FILE_DIRECTORY).toAbsolutePath().normalize();
        return inbox.equals(Path.of(file).toAbsolutePath().normalize().getParent());
    }

    /** Somebody who sets what protects assets relies on it. */
    private void checkProtection() {
        for (Setting rule : Setting.OF_INFO) {
            if (settings.isSet(rule)
                    && !settings.isOff(rule)
                    && !settings.text(rule).isEmpty()) {
                faults.add(rule.key()
                        + " is set, but vod.preflight is false: nothing tells which assets it protects. Allowed:"
                        + " vod.preflight=true, or no " + rule.key() + settings.setBy(rule, Setting.PREFLIGHT));
            }
        }
    }

    private void checkWebhook() {
        String auth = settings.text(Setting.INTAKE_WEBHOOK_AUTH);
        if (auth.equals("signature")
                && settings.text(Setting.INTAKE_WEBHOOK_SECRET_KEY).isEmpty()) {
            faults.add("vod.intake.webhook.secret-key is missing, but vod.intake.webhook.auth is signature. Allowed: "
                    + SettingKind.WEBHOOK_SECRETS.legal() + ". Create one with: echo whsec_$(openssl rand -base64 32)"
                    + settings.setBy(Setting.INTAKE_WEBHOOK_AUTH));
        }
        if (auth.equals("token") && settings.text(Setting.INTAKE_WEBHOOK_TOKEN).isEmpty()) {
            faults.add("vod.intake.webhook.token is missing, but vod.intake.webhook.auth is token. Allowed: "
                    + SettingKind.CALLER_TOKENS.legal() + CREATE_TOKEN + settings.setBy(Setting.INTAKE_WEBHOOK_AUTH));
        }
        if (auth.equals("none") && !settings.flag(Setting.INTAKE_WEBHOOK_ALLOW_ANONYMOUS)) {
            faults.add(
                    "vod.intake.webhook.auth is none, but vod.intake.webhook.allow-anonymous is false: any program on this"
                            + " machine could delete assets. Allowed: signature, token, or vod.intake.webhook.allow-anonymous=true"
                            + " to permit it" + settings.setBy(Setting.INTAKE_WEBHOOK_AUTH));
        }
        if (auth.equals("none") && !SettingKind.isLoopback(settings.text(Setting.HTTP_HOST))) {
            faults.add("vod.intake.webhook.auth is none, but vod.http.host is "
                    + Setting.HTTP_HOST.show(settings.text(Setting.HTTP_HOST))
                    + ": anybody could delete assets. Allowed: signature, token, or a loopback address (127.0.0.1)"
                    + settings.setBy(Setting.INTAKE_WEBHOOK_AUTH, Setting.HTTP_HOST));
        }
    }

    private void checkStatus() {
        if (settings.text(Setting.STATUS_TOKEN).isEmpty()
                && !SettingKind.isLoopback(settings.text(Setting.HTTP_HOST))) {
            faults.add("vod.status.token is missing, but vod.http.host is "
                    + Setting.HTTP_HOST.show(settings.text(Setting.HTTP_HOST))
                    + ": commands and queries from other hosts need a token. Allowed: a loopback address (127.0.0.1), or "
                    + SettingKind.CALLER_TOKENS.legal()
                    + CREATE_TOKEN + settings.setBy(Setting.HTTP_HOST));
        }
        String path = settings.text(Setting.INTAKE_WEBHOOK_PATH);
        if (settings.flag(Setting.INTAKE_WEBHOOK_ENABLED)
                && ORDERS.matcher(path).matches()) {
            faults.add("Invalid value '" + path + "' for vod.intake.webhook.path: it is the path of a command"
                    + " (vod.status.enabled). Allowed: another path, such as "
                    + Setting.INTAKE_WEBHOOK_PATH.fallback().orElseThrow()
                    + settings.setBy(Setting.INTAKE_WEBHOOK_PATH));
        }
    }
}
