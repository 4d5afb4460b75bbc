package io.voddelete;

import io.voddelete.asset.Batch;
import io.voddelete.asset.IdColumns;
import io.voddelete.asset.Text;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Every setting, declared once: key, default, what is legal, and one line of text. */
public enum Setting {
    ENDPOINT(
            "vod.endpoint",
            null,
            SettingKind.ENDPOINT,
            "Where VOD is, as https://vod.cn-north-4.myhuaweicloud.com. Required."),
    PROJECT_ID("vod.project-id", null, SettingKind.WORD, "The project whose assets are deleted. Required."),
    AUTH(
            "vod.auth",
            "aksk",
            SettingKind.words("aksk", "token"),
            "What calls show: aksk = a signature by access key and secret key, token = a token of IAM."),
    ACCESS_KEY(
            "vod.access-key",
            null,
            SettingKind.SECRET,
            "The access key (AK). Required with vod.auth=aksk. Keep it out of this file: VOD_ACCESS_KEY."),
    SECRET_KEY(
            "vod.secret-key",
            null,
            SettingKind.SECRET,
            "The secret key (SK). Required with vod.auth=aksk. Keep it out of this file: VOD_SECRET_KEY."),
    SESSION_TOKEN(
            "vod.session-token",
            "",
            SettingKind.TOKEN,
            "The security token that belongs to temporary keys; empty for none."),
    IAM_ENDPOINT(
            "vod.iam.endpoint",
            null,
            SettingKind.ENDPOINT,
            "Where IAM is, as https://iam.cn-north-4.myhuaweicloud.com. Required with vod.auth=token."),
    IAM_DOMAIN(
            "vod.iam.domain",
            null,
            SettingKind.IAM_NAME,
            "The name of the account that the IAM user belongs to. Required with vod.auth=token."),
    IAM_USER("vod.iam.user", null, SettingKind.IAM_NAME, "The IAM user. Required with vod.auth=token."),
    IAM_PASSWORD(
            "vod.iam.password",
            null,
            SettingKind.PASSWORD,
            "The password of the IAM user. Required with vod.auth=token. Keep it out of this file: VOD_IAM_PASSWORD."),
    PROXY(
            "vod.proxy",
            "",
            SettingKind.PROXY,
            "The proxy for calls of VOD and IAM. Empty = what the JVM says (https.proxyHost), else HTTPS_PROXY; none = no"
                    + " proxy."),
    PROXY_USER("vod.proxy.user", "", SettingKind.PROXY_USER, "The user of the proxy (Basic authentication)."),
    PROXY_PASSWORD(
            "vod.proxy.password",
            "",
            SettingKind.PROXY_PASSWORD,
            "The password of that user. Keep it out of this file: VOD_PROXY_PASSWORD."),
    ASSET_ID_PATTERN(
            "vod.asset-id.pattern",
            "[0-9a-f]{32}",
            SettingKind.PATTERN,
            "What an asset id looks like. Whatever it allows, an id is 1 to 64 of A-Z a-z 0-9 _ -."),
    DATA_DIRECTORY(
            "vod.data-directory",
            "data",
            SettingKind.PATH,
            "Everything this module writes lies under this directory. One process at a time."),
    STORE_URL(
            "vod.store.url",
            "jdbc:sqlite:{{vod.data-directory}}/vod-delete.db",
            SettingKind.STORE,
            "The database of the durable state."),
    STORE_NATIVE_DIRECTORY(
            "vod.store.native-directory",
            "{{vod.data-directory}}/native",
            SettingKind.PATH,
            "Where the SQLite driver unpacks its native library; not on a file system that is mounted noexec. The system"
                    + " properties org.sqlite.tmpdir and org.sqlite.lib.path go before it."),
    INTAKE_ID_COLUMNS(
            "vod.intake.id-columns",
            IdColumns.DEFAULT,
            SettingKind.ID_COLUMNS,
            "The names of the column, or JSON member, that holds the asset ids. Blanks, hyphens, underscores and case do not"
                    + " matter."),
    INTAKE_MAX_REJECTED_LINES(
            "vod.intake.max-rejected-lines",
            "100000",
            SettingKind.number(0, 1_000_000_000),
            "Maximum lines that are not asset ids, in one list or one run of a schedule. If there are more, all of it is"
                    + " refused."),
    INTAKE_FILE_ENABLED("vod.intake.file.enabled", "true", SettingKind.FLAG, "Whether dropped files are taken in."),
    INTAKE_FILE_DIRECTORY(
            "vod.intake.file.directory", "{{vod.data-directory}}/inbox", SettingKind.PATH, "Where files are dropped."),
    INTAKE_FILE_MIN_AGE(
            "vod.intake.file.min-age",
            "2s",
            SettingKind.duration("1ms", "1h"),
            "How long a file must have been seen unchanged, in size and times, before it is read."),
    INTAKE_FILE_MAX_BYTES(
            "vod.intake.file.max-bytes",
            "1073741824",
            SettingKind.number(1, 1L << 40),
            "The largest file that is read, in bytes, packed and unpacked; a larger one is refused."),
    INTAKE_WEBHOOK_ENABLED(
            "vod.intake.webhook.enabled", "false", SettingKind.FLAG, "Whether asset ids are taken in by HTTP."),
    INTAKE_WEBHOOK_PATH(
            "vod.intake.webhook.path",
            "/vod/submissions",
            SettingKind.URL_PATH,
            "Where asset ids are sent to by POST."),
    INTAKE_WEBHOOK_AUTH(
            "vod.intake.webhook.auth",
            "signature",
            SettingKind.words("signature", "token", "none"),
            "How callers of the webhook are known: signature = Standard Webhooks, token = Authorization: Bearer;"
                    + " none only on a loopback address and with vod.intake.webhook.allow-anonymous."),
    INTAKE_WEBHOOK_ALLOW_ANONYMOUS(
            "vod.intake.webhook.allow-anonymous",
            "false",
            SettingKind.FLAG,
            "Required for vod.intake.webhook.auth=none: true lets any program on this machine delete assets."),
    INTAKE_WEBHOOK_SECRET_KEY(
            "vod.intake.webhook.secret-key",
            "",
            SettingKind.WEBHOOK_SECRETS,
            "The secrets of signed webhooks; several for several callers, or while one is changed. Without a name it is that of"
                    + " the caller webhook. Keep them out of this file: VOD_INTAKE_WEBHOOK_SECRET_KEY."),
    INTAKE_WEBHOOK_TOKEN(
            "vod.intake.webhook.token",
            "",
            SettingKind.CALLER_TOKENS,
            "The tokens of callers of the webhook. Without a name it is that of the caller webhook. Keep them out of this file:"
                    + " VOD_INTAKE_WEBHOOK_TOKEN."),
    INTAKE_WEBHOOK_MAX_IDS(
            "vod.intake.webhook.max-ids",
            "10000",
            SettingKind.number(1, 100_000),
            "The most elements or lines of one request; with more it is refused."),
    INTAKE_WEBHOOK_MAX_PENDING(
            "vod.intake.webhook.max-pending",
            "1000000",
            SettingKind.number(0, 1_000_000_000),
            "As long as more ids are pending, requests are turned away with 429."),
    INTAKE_WEBHOOK_MAX_BYTES(
            "vod.intake.webhook.max-bytes",
            "1048576",
            SettingKind.number(1, 1L << 30),
            "The largest body of a request, in bytes, packed and unpacked; a larger one is refused."),
    INTAKE_SCHEDULE_ENABLED(
            "vod.intake.schedule.enabled", "false", SettingKind.FLAG, "Whether lists are taken in on a schedule."),
    INTAKE_SCHEDULE_NAME(
            "vod.intake.schedule.name",
            "nightly",
            SettingKind.WORD,
            "Names the schedule; what was run is remembered under it."),
    INTAKE_SCHEDULE_CRON(
            "vod.intake.schedule.cron", "0 0 3 * * ?", SettingKind.CRON, "When it runs, as Quartz writes it."),
    INTAKE_SCHEDULE_TIME_ZONE(
            "vod.intake.schedule.time-zone", "UTC", SettingKind.TIME_ZONE, "Of which place the times of the cron are."),
    INTAKE_SCHEDULE_SOURCE_URI(
            "vod.intake.schedule.source-uri",
            "",
            SettingKind.SOURCE,
            "The Camel endpoint that has the lists, as file:/srv/lists or https://host/list. If it holds a password:"
                    + " VOD_INTAKE_SCHEDULE_SOURCE_URI."),
    INTAKE_SCHEDULE_SOURCE_MODE(
            "vod.intake.schedule.source-mode",
            "poll",
            SettingKind.words("poll", "call"),
            "poll = read all that lies there, as file:; call = one request gives the list, as https: or sql:."),
    INTAKE_SCHEDULE_TIMEOUT(
            "vod.intake.schedule.timeout",
            "1m",
            SettingKind.duration("100ms", "1h"),
            "The most that an HTTP source may take, from connecting to the last byte."),
    INTAKE_SCHEDULE_MISFIRE(
            "vod.intake.schedule.misfire",
            "fire-once",
            SettingKind.words("fire-once", "skip"),
            "What becomes of runs that were missed: fire-once = the newest one is made at the start; skip = none."),
    HTTP_HOST(
            "vod.http.host",
            "127.0.0.1",
            SettingKind.HOST,
            "The address that the HTTP server listens on. Embedded, the host's server serves and this only says where."),
    HTTP_PORT(
            "vod.http.port",
            "8080",
            SettingKind.number(0, 65_535),
            "The port that the HTTP server listens on; 0 = any free one. It listens only if something is served."),
    HTTP_TLS(
            "vod.http.tls",
            "off",
            SettingKind.words("off", "proxy", "server"),
            "Where TLS of incoming HTTP ends. off: nowhere, on a loopback address only. proxy: at a proxy in front of this"
                    + " server; then no request counts as local. server: at this server, configured by camel.ssl.*."),
    HTTP_MAX_CONNECTIONS(
            "vod.http.max-connections",
            "512",
            SettingKind.number(1, 100_000),
            "Maximum open connections to the HTTP server, at most half of the process's file descriptor limit. Above it, a"
                    + " new connection replaces the one that has been idle longest."),
    HTTP_MAX_CONNECTIONS_PER_ADDRESS(
            "vod.http.max-connections-per-address",
            "256",
            SettingKind.number(1, 100_000),
            "Maximum open connections from one address (IPv6: one /64). All connections of a proxy have its address."),
    STATUS_ENABLED(
            "vod.status.enabled",
            "false",
            SettingKind.FLAG,
            "Whether questions are answered and orders taken by HTTP, at /vod/… and /observe/health; off, as it opens a"
                    + " port."),
    STATUS_TOKEN(
            "vod.status.token",
            "",
            SettingKind.CALLER_TOKENS,
            "Bearer tokens for commands, and for queries from other hosts. A token without a name is that of the caller operator."
                    + " Keep them out of files: VOD_STATUS_TOKEN."),
    BATCH_SIZE(
            "vod.batch.size",
            String.valueOf(Batch.LARGEST),
            SettingKind.number(1, Batch.LARGEST),
            "Ids in one DELETE call."),
    BATCH_QUIET_PERIOD(
            "vod.batch.quiet-period",
            "2s",
            SettingKind.duration("50ms", "5m"),
            "A batch that no further id joined for so long is sent as it is."),
    BATCH_IN_FLIGHT(
            "vod.batch.in-flight",
            "200",
            SettingKind.number(2, 100_000),
            "The most ids that are claimed and not settled; at least 2 x vod.call.concurrency x vod.batch.size."),
    BATCH_LEASE(
            "vod.batch.lease",
            "2m",
            SettingKind.duration("1s", "1h"),
            "How long a claim holds; at least vod.batch.quiet-period x vod.batch.size and twice vod.call.timeout."),
    CALL_CONCURRENCY(
            "vod.call.concurrency",
            "8",
            SettingKind.number(1, 64),
            "Calls at the same time, DELETE and asset/info together."),
    CALL_TIMEOUT(
            "vod.call.timeout",
            "8s",
            SettingKind.duration("100ms", "5m"),
            "The most that one call may take, from connecting to the last byte."),
    PACE_CALLS(
            "vod.pace.calls-per-minute",
            "100",
            SettingKind.number(0, 100_000),
            "DELETE calls in any minute; VOD allows 100 a tenant. 0 = unlimited."),
    PREFLIGHT(
            "vod.preflight",
            "on",
            SettingKind.words("on", "off"),
            "Whether asset/info is asked about each id before its first call."),
    INFO_CALLS(
            "vod.info.calls-per-minute",
            "300",
            SettingKind.number(0, 100_000),
            "asset/info calls in any minute; VOD allows 1500 a tenant. 0 = unlimited."),
    RETRY_ATTEMPTS(
            "vod.retry.attempts",
            "5",
            SettingKind.number(1, 1000),
            "How often VOD may refuse one living, idle asset before it is FAILED."),
    RETRY_DELAY(
            "vod.retry.delay",
            "10s",
            SettingKind.duration("10ms", "1h"),
            "The bound of the first delay of an id that is put off; doubled each time, with full jitter."),
    RETRY_DELAY_MAX("vod.retry.delay-max", "30m", SettingKind.duration("10ms", "24h"), "The bound of every delay."),
    RETRY_BUSY_DELAY(
            "vod.retry.busy-delay",
            "1m",
            SettingKind.duration("10ms", "24h"),
            "The bound of the first delay of a busy asset; doubled each time, with full jitter."),
    RETRY_BUSY_DELAY_MAX(
            "vod.retry.busy-delay-max",
            "30m",
            SettingKind.duration("10ms", "24h"),
            "The bound of every delay of a busy asset."),
    RETRY_BUSY_FOR(
            "vod.retry.busy-for",
            "24h",
            SettingKind.duration("0s", "365d"),
            "How long an asset may be busy before it is FAILED with the reason busy; while asset/info calls it idle, three"
                    + " DELETE calls are spread over that time."),
    CONFIRM(
            "vod.confirm",
            "off",
            SettingKind.words("on", "off"),
            "Whether an asset is DELETED only when asset/info says that it is gone. Needs vod:asset:getInfo: without it ids stay"
                    + " pending."),
    SENDER_ENABLED(
            "vod.sender.enabled", "true", SettingKind.FLAG, "Whether ids are sent; false accepts and sends nothing."),
    SUCCESS_URI(
            "vod.outcome.success-uri",
            "bean:successLines?method=append",
            SettingKind.NAME,
            "The Camel endpoint of DELETED outcomes; by default a line in outcome/success.jsonl in the data directory."),
    FAILURE_URI(
            "vod.outcome.failure-uri",
            "bean:failureLines?method=append",
            SettingKind.NAME,
            "The Camel endpoint of FAILED outcomes; by default a line in outcome/failure.jsonl."),
    REJECTED_URI(
            "vod.outcome.rejected-uri",
            "bean:rejectedLines?method=append",
            SettingKind.NAME,
            "The Camel endpoint of input that is no asset id; by default a line in outcome/rejected.jsonl."),
    OUTCOME_BACKLOG(
            "vod.outcome.backlog",
            "100000",
            SettingKind.number(1, 1_000_000_000),
            "As long as so many outcomes have not reached their endpoints, nothing more is sent; they are kept."),
    MISSING_IS_SUCCESS(
            "vod.outcome.missing-is-success",
            "false",
            SettingKind.FLAG,
            "Whether not-found and already-gone go to the success endpoint (their status stays FAILED)."),
    DEMO_KEEP_RUNNING(
            "vod.demo.keep-running", "false", SettingKind.FLAG, "Whether the demo stays up when all is settled.");

    /** How often people come to set it; the documents list settings in this order. */
    public enum Shelf {
        /** Nearly everybody sets or decides these. */
        ESSENTIAL,
        /** Needed for one common way of running it. */
        OFTEN,
        /** The default is right unless a measurement says otherwise. */
        SELDOM
    }

    private static final Set<Setting> ESSENTIAL = Set.of(
            ENDPOINT,
            PROJECT_ID,
            ACCESS_KEY,
            SECRET_KEY,
            DATA_DIRECTORY,
            INTAKE_FILE_DIRECTORY,
            INTAKE_WEBHOOK_ENABLED,
            STATUS_ENABLED,
            STATUS_TOKEN,
            PACE_CALLS);
    private static final Set<Setting> OFTEN = Set.of(
            AUTH,
            SESSION_TOKEN,
            IAM_ENDPOINT,
            IAM_DOMAIN,
            IAM_USER,
            IAM_PASSWORD,
            PROXY,
            PROXY_USER,
            PROXY_PASSWORD,
            INTAKE_ID_COLUMNS,
            INTAKE_FILE_ENABLED,
            INTAKE_WEBHOOK_AUTH,
            INTAKE_WEBHOOK_SECRET_KEY,
            INTAKE_WEBHOOK_TOKEN,
            INTAKE_SCHEDULE_ENABLED,
            INTAKE_SCHEDULE_CRON,
            INTAKE_SCHEDULE_TIME_ZONE,
            INTAKE_SCHEDULE_SOURCE_URI,
            INTAKE_SCHEDULE_SOURCE_MODE,
            HTTP_HOST,
            HTTP_PORT,
            HTTP_TLS,
            PREFLIGHT,
            CONFIRM,
            SENDER_ENABLED,
            SUCCESS_URI,
            FAILURE_URI,
            REJECTED_URI,
            MISSING_IS_SUCCESS);

    private static final Set<Setting> OF_AKSK = Set.of(ACCESS_KEY, SECRET_KEY);
    private static final Set<Setting> OF_TOKEN = Set.of(IAM_ENDPOINT, IAM_DOMAIN, IAM_USER, IAM_PASSWORD);

    private final String key;
    private final String fallback;
    private final SettingKind kind;
    private final String text;

    Setting(String key, String fallback, SettingKind kind, String text) {
        this.key = key;
        this.fallback = fallback;
        this.kind = kind;
        this.text = text;
    }

    public String key() {
        return key;
    }

    /** The setting with this key, if there is one. */
    static Optional<Setting> of(String key) {
        return Arrays.stream(values())
                .filter(setting -> setting.key.equals(key))
                .findFirst();
    }

    /** The default, or null if the setting is required, perhaps with one {@code vod.auth} only. */
    public String fallback() {
        return fallback;
    }

    /** One line for people. */
    public String text() {
        return text;
    }

    /** Where the documents list it. */
    public Shelf shelf() {
        return ESSENTIAL.contains(this) ? Shelf.ESSENTIAL : OFTEN.contains(this) ? Shelf.OFTEN : Shelf.SELDOM;
    }

    /** What is legal, in words. */
    public String legal() {
        return kind.legal();
    }

    /** The key as an environment variable: {@code VOD_SECRET_KEY}. */
    String environmentName() {
        return environmentName(key);
    }

    /** A key as an environment variable. */
    static String environmentName(String key) {
        return key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** The key under which the path of a file may be given that holds the value; only for a secret. */
    public String fileKey() {
        return key + "-file";
    }

    /** Whether no message may show the value. Every secret may come from a file, see {@link #fileKey}. */
    public boolean isSecret() {
        return Set.of(
                        SettingKind.SECRET,
                        SettingKind.TOKEN,
                        SettingKind.WEBHOOK_SECRETS,
                        SettingKind.CALLER_TOKENS,
                        SettingKind.PASSWORD,
                        SettingKind.PROXY_PASSWORD,
                        SettingKind.SOURCE)
                .contains(kind);
    }

    /** Whether calls can do without it, as they show something else. */
    boolean isNoneOf(String auth) {
        return auth.equals("token") ? OF_AKSK.contains(this) : OF_TOKEN.contains(this);
    }

    /** Whether the value is the path of a file, or ends in one. */
    boolean isPath() {
        return kind == SettingKind.PATH || kind == SettingKind.STORE;
    }

    /** A value as a message may show it. */
    String show(Object value) {
        boolean hidden = isSecret() || this == PROXY && String.valueOf(value).contains("@"); // may hold a password
        return hidden ? "(not shown)" : "'" + Text.visible(String.valueOf(value)) + "'";
    }

    boolean accepts(String value) {
        return kind.check().test(value);
    }
}
