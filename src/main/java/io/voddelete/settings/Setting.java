package io.voddelete.settings;

import io.voddelete.asset.Batch;
import io.voddelete.reader.IdColumns;
import io.voddelete.support.Text;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Every setting, declared once: key, default, allowed values and a description. */
public enum Setting {
    ENDPOINT(
            "vod.endpoint",
            null,
            SettingKind.ENDPOINT,
            "URL of the VOD endpoint, such as https://vod.cn-north-4.myhuaweicloud.com. Required."),
    PROJECT_ID("vod.project-id", null, SettingKind.WORD, "Id of the project whose assets are deleted. Required."),
    AUTH(
            "vod.auth",
            "aksk",
            SettingKind.words("aksk", "token"),
            "How calls authenticate: aksk signs with an access key and a secret key, token sends an IAM token."),
    EMBEDDED(
            "vod.embedded",
            "false",
            SettingKind.EMBEDDED,
            "Whether the module is installed in the Camel context of a host application that has it on its class path:"
                    + " true, false, or the name of the context. It has no effect in the stand-alone program."),
    ACCESS_KEY(
            "vod.access-key",
            null,
            SettingKind.SECRET,
            "Access key (AK). Required with vod.auth=aksk. Use VOD_ACCESS_KEY or a file of its own, not a"
                    + " properties file."),
    SECRET_KEY(
            "vod.secret-key",
            null,
            SettingKind.SECRET,
            "Secret key (SK). Required with vod.auth=aksk. Use VOD_SECRET_KEY or a file of its own, not a"
                    + " properties file."),
    SESSION_TOKEN("vod.session-token", "", SettingKind.TOKEN, "Security token of temporary access keys; empty = none."),
    IAM_ENDPOINT(
            "vod.iam.endpoint",
            null,
            SettingKind.ENDPOINT,
            "URL of the IAM endpoint, such as https://iam.cn-north-4.myhuaweicloud.com. Required with"
                    + " vod.auth=token."),
    IAM_DOMAIN(
            "vod.iam.domain",
            null,
            SettingKind.IAM_NAME,
            "Name of the account that the IAM user belongs to. Required with vod.auth=token."),
    IAM_USER("vod.iam.user", null, SettingKind.IAM_NAME, "Name of the IAM user. Required with vod.auth=token."),
    IAM_PASSWORD(
            "vod.iam.password",
            null,
            SettingKind.PASSWORD,
            "Password of the IAM user. Required with vod.auth=token. Use VOD_IAM_PASSWORD or a file of its"
                    + " own, not a properties file."),
    PROXY(
            "vod.proxy",
            "",
            SettingKind.PROXY,
            "Proxy for calls to VOD and IAM. Empty = the JVM's (https.proxyHost), otherwise HTTPS_PROXY, otherwise"
                    + " the host's camel.component.https.proxy-host; none = no proxy."),
    PROXY_USER("vod.proxy.user", "", SettingKind.PROXY_USER, "User name at the proxy (Basic authentication)."),
    PROXY_PASSWORD(
            "vod.proxy.password",
            "",
            SettingKind.OPTIONAL_PASSWORD,
            "Password at the proxy. Use VOD_PROXY_PASSWORD or a file of its own, not a properties file."),
    ASSET_ID_PATTERN(
            "vod.asset-id.pattern",
            "[0-9a-f]{32}",
            SettingKind.PATTERN,
            "Pattern of an asset id. In any case an id has 1 to 64 characters of A-Z a-z 0-9 _ -."),
    DATA_DIRECTORY(
            "vod.data-directory",
            "data",
            SettingKind.PATH,
            "Directory for everything that the module writes. One process at a time."),
    ROUTES_DIRECTORY(
            "vod.routes.directory",
            "",
            SettingKind.ROUTES_PATH,
            "Directory with changed copies of route files, such as intake/file.camel.yaml; each replaces the packed file of that"
                    + " name."),
    STORE_URL(
            "vod.store.url",
            "jdbc:sqlite:{{vod.data-directory}}/vod-delete.db",
            SettingKind.STORE,
            "JDBC URL of the store: a file of the embedded SQLite, or a database of PostgreSQL 15 or later."),
    STORE_USER("vod.store.user", "", SettingKind.OPTIONAL_NAME, "User in PostgreSQL."),
    STORE_PASSWORD(
            "vod.store.password",
            "",
            SettingKind.OPTIONAL_PASSWORD,
            "Password in PostgreSQL. Use VOD_STORE_PASSWORD or a file of its own, not a properties file."),
    STORE_DATA_SOURCE(
            "vod.store.data-source",
            "",
            SettingKind.OPTIONAL_NAME,
            "Name of the host's javax.sql.DataSource bean for PostgreSQL; it is then used in place of vod.store.url. The store"
                    + " keeps five of its connections."),
    STORE_SCHEMA(
            "vod.store.schema",
            "vod_delete",
            SettingKind.SCHEMA,
            "Schema of the tables in PostgreSQL, which nobody else uses."),
    STORE_CREATE_TABLES(
            "vod.store.create-tables",
            "create",
            SettingKind.words("create", "check", "off"),
            "What a start does about the tables in PostgreSQL. create: create schema and tables, or migrate them. check: refuse to"
                    + " start unless somebody else has done that, and name the file to run. off: the same without reading the"
                    + " catalog, for a user who may not."),
    STORE_WAIT(
            "vod.store.wait",
            "20s",
            SettingKind.duration("0s", "36500d"),
            "How long a start with PostgreSQL waits for another process to end: an earlier one with the same data directory,"
                    + " which counts as running for eight seconds after a kill, or one of a version with older tables."),
    STORE_TIMEOUT(
            "vod.store.timeout",
            "10s",
            SettingKind.duration("1s", "1m"),
            "How long to wait for a connection to PostgreSQL, for a lock there, and for the answer to a read."),
    STORE_REPLICATION(
            "vod.store.replication",
            "warn",
            SettingKind.words("warn", "required"),
            "What to do while synchronous_standby_names of PostgreSQL is empty or max_wal_senders is 0, so that a failover may lose accepted lists and orders."
                    + " warn: a warning, at the start only if it has standbys, and replication in GET /vod/summary. required: it does not"
                    + " start, and while it runs no DELETE call begins; lists are accepted nevertheless."),
    NODE_NAME(
            "vod.node.name",
            "",
            SettingKind.OPTIONAL_WORD,
            "Name of this node, where several use a store in PostgreSQL. Empty: the host name of its machine."),
    STORE_NATIVE_DIRECTORY(
            "vod.store.native-directory",
            "{{vod.data-directory}}/native",
            SettingKind.PATH,
            "Where the SQLite driver unpacks its native library; must not be on a file system mounted noexec."
                    + " The system properties org.sqlite.tmpdir and org.sqlite.lib.path take precedence."),
    STORE_KEEP(
            "vod.store.keep",
            "",
            SettingKind.optionalDuration("7d", "36500d"),
            "How long settled submissions stay in the store, such as 400d; then, a whole month at a time, they are moved into a"
                    + " file in the folder archive of the data directory, which queries read too. Empty: for ever."),
    AUDIT_DIRECTORY(
            "vod.audit.directory",
            "{{vod.data-directory}}/audit",
            SettingKind.PATH,
            "Directory of the audit log: orders, approvals and calls as a chain of hashes, see audit.md."),
    INTAKE_ID_COLUMNS(
            "vod.intake.id-columns",
            IdColumns.DEFAULT,
            SettingKind.ID_COLUMNS,
            "Names of the table column, or JSON member, that holds the asset ids. Spaces, hyphens, underscores"
                    + " and case do not matter."),
    INTAKE_KEEP_COLUMNS(
            "vod.intake.keep-columns",
            "",
            SettingKind.KEEP_COLUMNS,
            "Names of table columns, or JSON members, whose values are kept with each line and come back in outcomes and reports,"
                    + " such as ticket,requested_by. Spaces, hyphens, underscores and case do not matter. They decide nothing."),
    INTAKE_MAX_REJECTED_LINES(
            "vod.intake.max-rejected-lines",
            "100000",
            SettingKind.number(0, 1_000_000_000),
            "Maximum number of lines that are not asset ids, per list or schedule run. If there are more, the whole list or run"
                    + " is refused."),
    INTAKE_FILE_ENABLED("vod.intake.file.enabled", "true", SettingKind.FLAG, "Whether files are read from the inbox."),
    INTAKE_FILE_DIRECTORY(
            "vod.intake.file.directory",
            "{{vod.data-directory}}/inbox",
            SettingKind.PATH,
            "The inbox: where files are dropped."),
    INTAKE_FILE_MIN_AGE(
            "vod.intake.file.min-age",
            "2s",
            SettingKind.duration("1ms", "1h"),
            "How long the size and times of a file must stay the same before it is read."),
    INTAKE_FILE_MAX_BYTES(
            "vod.intake.file.max-bytes",
            "1073741824",
            SettingKind.number(1, 1L << 40),
            "Maximum size of a file in bytes, both compressed and uncompressed; a larger one is refused."),
    INTAKE_FILE_REASON(
            "vod.intake.file.reason",
            "",
            SettingKind.REASON,
            "Why the ids in files of the inbox are deleted, such as the number of a ticket. It is kept with each file."),
    INTAKE_WEBHOOK_ENABLED(
            "vod.intake.webhook.enabled", "false", SettingKind.FLAG, "Whether asset ids are accepted over HTTP."),
    INTAKE_WEBHOOK_PATH(
            "vod.intake.webhook.path",
            "/vod/submissions",
            SettingKind.URL_PATH,
            "Path to which asset ids are sent by POST."),
    INTAKE_WEBHOOK_AUTH(
            "vod.intake.webhook.auth",
            "signature",
            SettingKind.words("signature", "token", "none"),
            "How webhook callers authenticate: signature = Standard Webhooks, token = Authorization: Bearer;"
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
            "Secrets for signed requests: one per caller, and two while one is rotated. A secret without a"
                    + " name belongs to the caller webhook. Use VOD_INTAKE_WEBHOOK_SECRET_KEY or a file of its own, not a"
                    + " properties file."),
    INTAKE_WEBHOOK_TOKEN(
            "vod.intake.webhook.token",
            "",
            SettingKind.CALLER_TOKENS,
            "Bearer tokens of webhook callers. A token without a name belongs to the caller webhook. Use"
                    + " VOD_INTAKE_WEBHOOK_TOKEN or a file of its own, not a properties file."),
    INTAKE_WEBHOOK_MAX_IDS(
            "vod.intake.webhook.max-ids",
            "10000",
            SettingKind.number(1, 100_000),
            "Maximum number of elements or lines per request; a request with more is refused."),
    INTAKE_WEBHOOK_MAX_PENDING(
            "vod.intake.webhook.max-pending",
            "1000000",
            SettingKind.number(0, 1_000_000_000),
            "Respond 429 while more than this many ids are pending."),
    INTAKE_WEBHOOK_MAX_BYTES(
            "vod.intake.webhook.max-bytes",
            "1048576",
            SettingKind.number(1, 1L << 30),
            "Maximum size of a request body in bytes, both compressed and uncompressed; a larger one is refused."),
    INTAKE_SCHEDULE_ENABLED(
            "vod.intake.schedule.enabled", "false", SettingKind.FLAG, "Whether lists are read on a schedule."),
    INTAKE_SCHEDULE_NAME(
            "vod.intake.schedule.name",
            "nightly",
            SettingKind.WORD,
            "Name of the schedule; past runs are remembered under it."),
    INTAKE_SCHEDULE_CRON(
            "vod.intake.schedule.cron",
            "0 0 3 * * ?",
            SettingKind.CRON,
            "When the schedule runs, as a Quartz cron expression."),
    INTAKE_SCHEDULE_TIME_ZONE(
            "vod.intake.schedule.time-zone", "UTC", SettingKind.TIME_ZONE, "Time zone of the cron expression."),
    INTAKE_SCHEDULE_SOURCE_URI(
            "vod.intake.schedule.source-uri",
            "",
            SettingKind.SOURCE,
            "Camel endpoint to read lists from, such as file:/srv/lists or https://host/list. If it holds a"
                    + " password, use VOD_INTAKE_SCHEDULE_SOURCE_URI or a file of its own."),
    INTAKE_SCHEDULE_SOURCE_MODE(
            "vod.intake.schedule.source-mode",
            "poll",
            SettingKind.words("poll", "call"),
            "poll = read everything at the source (for file:); call = one request returns the list (for https:"
                    + " and sql:)."),
    INTAKE_SCHEDULE_TIMEOUT(
            "vod.intake.schedule.timeout",
            "1m",
            SettingKind.duration("100ms", "1h"),
            "Maximum time for an HTTP source, from connecting to the last byte."),
    INTAKE_SCHEDULE_MISFIRE(
            "vod.intake.schedule.misfire",
            "fire-once",
            SettingKind.words("fire-once", "skip"),
            "What happens at startup to missed runs: fire-once = only the latest one is run; skip = none is run."),
    INTAKE_SCHEDULE_REASON(
            "vod.intake.schedule.reason",
            "",
            SettingKind.REASON,
            "Why the ids of the schedule are deleted, such as the number of a ticket. It is kept with each run."),
    HTTP_HOST(
            "vod.http.host",
            "127.0.0.1",
            SettingKind.HOST,
            "Address that the HTTP server listens on. When embedded, the host's own server listens, and this setting only"
                    + " tells the module where."),
    HTTP_PORT(
            "vod.http.port",
            "8080",
            SettingKind.number(0, 65_535),
            "Port that the HTTP server listens on; 0 = any free port. It listens only if something is served."),
    HTTP_TLS(
            "vod.http.tls",
            "off",
            SettingKind.TLS,
            "Where TLS of incoming HTTP ends. off: no TLS, allowed on a loopback address only. proxy: at a proxy in front of"
                    + " this server; no request then counts as local. server: at this server, configured by camel.ssl.*."),
    HTTP_MAX_CONNECTIONS(
            "vod.http.max-connections",
            "512",
            SettingKind.number(1, 100_000),
            "Maximum number of open connections to the HTTP server; half of the process's file descriptor limit if that is"
                    + " less. Above it, a new connection replaces the one that has been idle longest."),
    HTTP_MAX_CONNECTIONS_PER_ADDRESS(
            "vod.http.max-connections-per-address",
            "256",
            SettingKind.number(1, 100_000),
            "Maximum number of open connections from one address (IPv6: one /64). All connections through a proxy count as"
                    + " the proxy's."),
    STATUS_ENABLED(
            "vod.status.enabled",
            "false",
            SettingKind.FLAG,
            "Whether queries and commands are served at /vod/…. Health checks at /observe/health are served with this or the"
                    + " webhook."),
    STATUS_TOKEN(
            "vod.status.token",
            "",
            SettingKind.CALLER_TOKENS,
            "Bearer tokens for commands, and for queries from other hosts. A token without a name belongs to the"
                    + " caller operator. Use VOD_STATUS_TOKEN or a file of its own, not a properties file."),
    CONSOLE_ENABLED(
            "vod.console.enabled",
            "false",
            SettingKind.FLAG,
            "Whether the console, pages for a browser, is served at /vod/console/. Disabled by default. Needs"
                    + " vod.status.enabled."),
    METRICS_ENABLED(
            "vod.metrics.enabled",
            "false",
            SettingKind.FLAG,
            "Whether the stand-alone program serves metrics for Prometheus at /observe/metrics. In a host application they are"
                    + " in its own Micrometer registry in any case."),
    TRACE_IDS(
            "vod.trace.ids",
            "false",
            SettingKind.FLAG,
            "Whether the spans of calls name the assets. Spans go to the OpenTelemetry of a host, if it has one."),
    APPROVAL_FOLDER(
            "vod.approval.folder",
            "{{vod.intake.file.directory}}/approve",
            SettingKind.PATH,
            "Folder to which a plan is moved or copied to approve it. Whoever may write to it may approve. It is created with the"
                    + " first plan; no other folder is read. Refused, as the module writes plans there: the inbox, a folder"
                    + " above it, and its folders held, done, failed, cancelled, plan and cancel, with what is in them."),
    APPROVAL_TOKEN(
            "vod.approval.token",
            "",
            SettingKind.CALLER_TOKENS,
            "Bearer tokens for approvals by HTTP, and for queries. Empty = those of vod.status.token. A token without a name"
                    + " belongs to the caller approver. Use VOD_APPROVAL_TOKEN or a file of its own, not a properties"
                    + " file."),
    APPROVAL_REASON(
            "vod.approval.reason",
            "optional",
            SettingKind.words("optional", "required"),
            "Whether an approval must give a reason, such as the number of a ticket. In a folder, the reason is the name of a"
                    + " folder in it, such as approve/CHG-4711/. To cancel or stop a list never needs one."),
    APPROVAL_EXPIRES(
            "vod.approval.expires",
            "7d",
            SettingKind.duration("1m", "365d"),
            "How long a plan can be approved. Then its pending ids are KEPT with the reason expired."),
    PLAN_SURVEY(
            "vod.plan.survey",
            "2000",
            SettingKind.SURVEY,
            "How many ids of a list asset/info is asked about for its plan: all up to so many, of a longer list a random sample of so"
                    + " many. The plan says what was asked."),
    BATCH_SIZE(
            "vod.batch.size",
            String.valueOf(Batch.LARGEST),
            SettingKind.number(1, Batch.LARGEST),
            "Maximum number of ids per DELETE call."),
    BATCH_QUIET_PERIOD(
            "vod.batch.quiet-period",
            "2s",
            SettingKind.duration("50ms", "5m"),
            "A batch that no further id has joined for this long is sent as it is."),
    BATCH_IN_FLIGHT(
            "vod.batch.in-flight",
            "200",
            SettingKind.number(2, 100_000),
            "Maximum number of ids that are claimed but not settled; at least 2 x vod.call.concurrency x"
                    + " vod.batch.size."),
    BATCH_LEASE(
            "vod.batch.lease",
            "2m",
            SettingKind.duration("1s", "1h"),
            "How long a claim is valid; at least vod.batch.quiet-period x vod.batch.size and twice"
                    + " vod.call.timeout."),
    CALL_CONCURRENCY(
            "vod.call.concurrency",
            "8",
            SettingKind.number(1, 64),
            "Maximum number of concurrent calls, DELETE and asset/info together."),
    CALL_TIMEOUT(
            "vod.call.timeout",
            "8s",
            SettingKind.duration("100ms", "5m"),
            "Maximum time for one call, from connecting to the last byte."),
    PACE_CALLS(
            "vod.pace.calls-per-minute",
            "100",
            SettingKind.number(0, 100_000),
            "Maximum number of DELETE calls in any minute; VOD allows 100 per tenant. 0 = unlimited."),
    PREFLIGHT(
            "vod.preflight",
            "true",
            SettingKind.SWITCH,
            "Whether each id is looked up with asset/info before its first DELETE call."),
    INFO_CALLS(
            "vod.info.calls-per-minute",
            "300",
            SettingKind.number(0, 100_000),
            "Maximum number of asset/info calls in any minute; VOD allows 1500 per tenant. 0 = unlimited."),
    RETRY_ATTEMPTS(
            "vod.retry.attempts",
            "5",
            SettingKind.number(1, 1000),
            "How often VOD may refuse to delete an existing, idle asset before the id is FAILED."),
    RETRY_DELAY(
            "vod.retry.delay",
            "10s",
            SettingKind.duration("10ms", "1h"),
            "Maximum first retry delay; doubles on each retry, full jitter."),
    RETRY_DELAY_MAX(
            "vod.retry.delay-max", "30m", SettingKind.duration("10ms", "24h"), "Upper limit of each retry delay."),
    RETRY_BUSY_DELAY(
            "vod.retry.busy-delay",
            "1m",
            SettingKind.duration("10ms", "24h"),
            "Maximum first retry delay of a busy asset; doubles on each retry, full jitter."),
    RETRY_BUSY_DELAY_MAX(
            "vod.retry.busy-delay-max",
            "30m",
            SettingKind.duration("10ms", "24h"),
            "Upper limit of each retry delay of a busy asset."),
    RETRY_BUSY_FOR(
            "vod.retry.busy-for",
            "24h",
            SettingKind.duration("0s", "365d"),
            "How long an asset may be busy before its id is FAILED with the reason busy; while asset/info"
                    + " reports it idle, three DELETE calls are spread over that time."),
    CONFIRM(
            "vod.confirm",
            "false",
            SettingKind.SWITCH,
            "Whether an id becomes DELETED only when asset/info says that the asset is gone. Needs the permission"
                    + " vod:asset:getInfo; without it, ids stay pending."),
    SENDER_ENABLED(
            "vod.sender.enabled",
            "true",
            SettingKind.FLAG,
            "Whether ids are sent to VOD; with false, ids are accepted and nothing is deleted."),
    STOP_FILE(
            "vod.stop-file",
            "{{vod.intake.file.directory}}/STOP",
            SettingKind.PATH,
            "While a file or directory of that name exists, no DELETE call begins. Upper and lower case, and a .txt at the end,"
                    + " make no difference."),
    PROTECT_TAGS(
            "vod.protect.tags",
            "do-not-delete,legal-hold",
            SettingKind.TAGS,
            "Assets with one of these VOD tags are never deleted. Upper and lower case make no difference. Needs vod.preflight."),
    PROTECT_FILES(
            "vod.protect.files",
            "{{vod.data-directory}}/protected.txt",
            SettingKind.PATHS,
            "Files with ids of assets that are never deleted, one per line. They are read again on change. The default one may be"
                    + " missing; files that are set must exist."),
    PROTECT_CATEGORIES(
            "vod.protect.categories",
            "",
            SettingKind.CATEGORIES,
            "Assets in one of these VOD categories are never deleted. Needs vod.preflight."),
    PROTECT_YOUNGER_THAN(
            "vod.protect.younger-than",
            "off",
            SettingKind.YOUNG,
            "Assets that were created less than this long ago are not deleted. With hold before the duration they wait for"
                    + " approval, otherwise they are kept. Needs vod.preflight."),
    PROTECT_PUBLISHED(
            "vod.protect.published",
            "off",
            SettingKind.GUARD,
            "What happens to assets that are published: off = they are deleted, keep = they are kept, hold = they wait for"
                    + " approval. Needs vod.preflight."),
    SUCCESS_URI(
            "vod.outcome.success-uri",
            "bean:vodSuccessLines?method=append",
            SettingKind.NAME,
            "Camel endpoint for DELETED outcomes; by default each is a line in outcome/success.jsonl in the data"
                    + " directory."),
    FAILURE_URI(
            "vod.outcome.failure-uri",
            "bean:vodFailureLines?method=append",
            SettingKind.NAME,
            "Camel endpoint for FAILED outcomes; by default each is a line in outcome/failure.jsonl."),
    KEPT_URI(
            "vod.outcome.kept-uri",
            "{{vod.outcome.failure-uri}}",
            SettingKind.NAME,
            "Camel endpoint for KEPT outcomes, of ids that were not deleted on purpose; by default that of FAILED ones."),
    REJECTED_URI(
            "vod.outcome.rejected-uri",
            "bean:vodRejectedLines?method=append",
            SettingKind.NAME,
            "Camel endpoint for lines that are not asset ids; by default each is a line in outcome/rejected.jsonl."),
    OUTCOME_FORMAT(
            "vod.outcome.format",
            "plain",
            SettingKind.words("plain", "cloudevents"),
            "How outcomes, rejected lines and notices are written: plain JSON, or each as a CloudEvent 1.0."),
    OUTCOME_SIGNING_SECRET(
            "vod.outcome.signing-secret",
            "",
            SettingKind.SIGNING_SECRETS,
            "Secrets that sign outcomes and rejected lines to http: and https: endpoints, as Standard Webhooks; with several, each"
                    + " signs. Empty = none is signed."),
    NOTIFY_URI(
            "vod.notify.uri",
            "",
            SettingKind.OPTIONAL_URI,
            "Camel endpoint that is told when a submission is held, approved, cancelled, stopped, expired or done, and when the"
                    + " sender is paused or resumed; empty = none."),
    NOTIFY_ACCEPTED(
            "vod.notify.accepted",
            "false",
            SettingKind.FLAG,
            "Whether the endpoint of vod.notify.uri is also told of each submission when it is accepted. Notices go out one at a"
                    + " time, so many of these delay the others."),
    NOTIFY_SIGNING_SECRET(
            "vod.notify.signing-secret",
            "",
            SettingKind.SIGNING_SECRETS,
            "Secrets that sign notices to an http: or https: endpoint, as Standard Webhooks; with several, each signs. Empty ="
                    + " none is signed."),
    LIMIT_SUBMISSION(
            "vod.limit.submission",
            "1000",
            SettingKind.limit(1_000_000_000),
            "Maximum number of ids of one file, request or run that are sent without an approval; a larger one is held."),
    LIMIT_DAY(
            "vod.limit.day",
            "10000",
            SettingKind.limit(1_000_000_000),
            "Maximum number of ids that are sent without an approval in 24 hours; a submission that exceeds it is held."
                    + " Approved ids do not count."),
    LIMIT_GROWTH(
            "vod.limit.growth",
            "10",
            SettingKind.limit(1_000_000),
            "A scheduled run of more than 100 ids that has this many times the ids of the largest of the last ten runs is"
                    + " held."),
    LIMIT_FAILURES(
            "vod.limit.failures",
            "50%",
            SettingKind.percent(),
            "Share of FAILED ids from which on the rest of a submission is held; judged from 100 settled ids on."),
    APPROVAL_REQUIRED(
            "vod.approval.required",
            "over-limit",
            SettingKind.words("never", "over-limit", "always"),
            "When a submission is held until somebody approves it: never, over-limit (if it exceeds a vod.limit.*), or always."),
    GRACE_PERIOD(
            "vod.grace.period",
            "0s",
            SettingKind.duration("0s", "30d"),
            "How long a submission waits after its release or approval before its first call; it can be undone meanwhile."),
    OUTCOME_BACKLOG(
            "vod.outcome.backlog",
            "100000",
            SettingKind.number(1, 1_000_000_000),
            "Maximum number of outcomes that have not reached their endpoints; above it, no more ids are sent to VOD."
                    + " No outcome is dropped."),
    MISSING_IS_SUCCESS(
            "vod.outcome.missing-is-success",
            "false",
            SettingKind.FLAG,
            "Whether outcomes with the reason not-found or already-gone go to the success endpoint (their status stays"
                    + " FAILED)."),
    LOG_FORMAT(
            "vod.log.format",
            "text",
            SettingKind.words("text", "ecs"),
            "How the stand-alone program writes its log: text for people, or ecs for machines, one JSON object a line with the"
                    + " field names of the Elastic Common Schema."),
    DEMO_KEEP_RUNNING(
            "vod.demo.keep-running",
            "false",
            SettingKind.FLAG,
            "Whether the demo keeps running when everything is settled.");

    /** How often people need to set it; the reference lists settings in this order. */
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
            EMBEDDED,
            SESSION_TOKEN,
            IAM_ENDPOINT,
            IAM_DOMAIN,
            IAM_USER,
            IAM_PASSWORD,
            PROXY,
            PROXY_USER,
            PROXY_PASSWORD,
            CONSOLE_ENABLED,
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
            STOP_FILE,
            PROTECT_TAGS,
            PROTECT_FILES,
            PROTECT_CATEGORIES,
            PROTECT_YOUNGER_THAN,
            PROTECT_PUBLISHED,
            SUCCESS_URI,
            FAILURE_URI,
            KEPT_URI,
            REJECTED_URI,
            OUTCOME_FORMAT,
            OUTCOME_SIGNING_SECRET,
            NOTIFY_URI,
            NOTIFY_SIGNING_SECRET,
            MISSING_IS_SUCCESS);

    /** What protects assets by what {@code asset/info} says about them. */
    static final List<Setting> OF_INFO =
            List.of(PROTECT_TAGS, PROTECT_CATEGORIES, PROTECT_YOUNGER_THAN, PROTECT_PUBLISHED);

    private static final Set<Setting> OF_AKSK = Set.of(ACCESS_KEY, SECRET_KEY);
    private static final Set<Setting> OF_TOKEN = Set.of(IAM_ENDPOINT, IAM_DOMAIN, IAM_USER, IAM_PASSWORD);

    private static final String HIDDEN = "(not shown)";

    private final String key;
    private final @Nullable String fallback;
    private final SettingKind kind;
    private final String text;

    Setting(String key, @Nullable String fallback, SettingKind kind, String text) {
        this.key = key;
        this.fallback = fallback;
        this.kind = kind;
        this.text = text;
    }

    public String key() {
        return key;
    }

    /** The setting with this key, if there is one. */
    public static Optional<Setting> of(String key) {
        return Arrays.stream(values())
                .filter(setting -> setting.key.equals(key))
                .findFirst();
    }

    /** The default; empty if the setting is required, be it only with one value of {@code vod.auth}. */
    public Optional<String> fallback() {
        return Optional.ofNullable(fallback);
    }

    /** A description, for people. */
    public String text() {
        return text;
    }

    /** The section of the reference that lists it. */
    public Shelf shelf() {
        return ESSENTIAL.contains(this) ? Shelf.ESSENTIAL : OFTEN.contains(this) ? Shelf.OFTEN : Shelf.SELDOM;
    }

    /** The allowed values, in words. */
    public String legal() {
        return kind.legal();
    }

    /** The key as an environment variable: {@code VOD_SECRET_KEY}. */
    public String environmentName() {
        return environmentName(key);
    }

    /** A key as an environment variable. */
    public static String environmentName(String key) {
        return key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** For a secret: the key that takes the path of a file holding the value. */
    public String fileKey() {
        return key + "-file";
    }

    /** The keys by which it can be set: its own and, for a secret, {@link #fileKey}. */
    public List<String> keys() {
        return isSecret() ? List.of(key, fileKey()) : List.of(key);
    }

    /** Whether messages must not show the value. Every secret can be read from a file, see {@link #fileKey}. */
    public boolean isSecret() {
        return Set.of(
                        SettingKind.SECRET,
                        SettingKind.TOKEN,
                        SettingKind.WEBHOOK_SECRETS,
                        SettingKind.SIGNING_SECRETS,
                        SettingKind.CALLER_TOKENS,
                        SettingKind.PASSWORD,
                        SettingKind.OPTIONAL_PASSWORD,
                        SettingKind.SOURCE)
                .contains(kind);
    }

    /** Whether it is not needed, because calls authenticate in another way. */
    boolean isNoneOf(String auth) {
        return auth.equals("token") ? OF_AKSK.contains(this) : OF_TOKEN.contains(this);
    }

    /** Whether the value is a file path, or ends with one. */
    boolean isPath() {
        return Set.of(SettingKind.PATH, SettingKind.PATHS, SettingKind.STORE).contains(kind);
    }

    /** A value as a message may show it. */
    public String show(Object value) {
        return isHidden(value) ? HIDDEN : "'" + Text.visible(String.valueOf(value)) + "'";
    }

    /** The beginning of a message about a value that is not allowed; the value is shown unless it may be a secret. */
    String invalid(Object value) {
        return isHidden(value)
                ? "Invalid value for " + key + " " + HIDDEN
                : "Invalid value " + show(value) + " for " + key;
    }

    private boolean isHidden(Object value) {
        return isSecret() || this == PROXY && String.valueOf(value).contains("@"); // may hold a password
    }

    /** Whether the value is {@code on} or {@code off} where it should be {@code true} or {@code false}. */
    boolean isOldSwitch(String value) {
        return kind.equals(SettingKind.SWITCH) && !SettingKind.FLAG.check().test(value);
    }

    public boolean accepts(String value) {
        return kind.check().test(value);
    }
}
