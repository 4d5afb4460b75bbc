package io.voddelete;

import io.voddelete.asset.Batch;
import io.voddelete.asset.Text;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Every setting, declared once: key, default, what is legal, and one line of text. */
public enum Setting {
    ENDPOINT(
            "vod.endpoint",
            null,
            Kind.ENDPOINT,
            "Where VOD is, as https://vod.cn-north-4.myhuaweicloud.com. Required."),
    PROJECT_ID("vod.project-id", null, Kind.PROJECT, "The project whose assets are deleted. Required."),
    ACCESS_KEY(
            "vod.access-key",
            null,
            Kind.SECRET,
            "The access key (AK). Required. Keep it out of files: VOD_ACCESS_KEY."),
    SECRET_KEY(
            "vod.secret-key",
            null,
            Kind.SECRET,
            "The secret key (SK). Required. Keep it out of files: VOD_SECRET_KEY."),
    SESSION_TOKEN(
            "vod.session-token", "", Kind.TOKEN, "The security token that belongs to temporary keys; empty for none."),
    ASSET_ID_PATTERN(
            "vod.asset-id.pattern",
            "[0-9a-f]{32}",
            Kind.PATTERN,
            "What an asset id looks like. Whatever it allows, an id is 1 to 64 of A-Z a-z 0-9 _ -."),
    DATA_DIRECTORY(
            "vod.data-directory",
            "data",
            Kind.PATH,
            "Everything this module writes lies under this directory. One process at a time."),
    STORE_URL(
            "vod.store.url",
            "jdbc:sqlite:{{vod.data-directory}}/vod-delete.db",
            Kind.STORE,
            "The database of the durable state."),
    INTAKE_FILE_ENABLED("vod.intake.file.enabled", "true", Kind.FLAG, "Whether dropped files are taken in."),
    INTAKE_FILE_DIRECTORY(
            "vod.intake.file.directory", "{{vod.data-directory}}/inbox", Kind.PATH, "Where files are dropped."),
    INTAKE_FILE_MIN_AGE(
            "vod.intake.file.min-age",
            "2s",
            Kind.duration("1ms", "1h"),
            "How long a dropped file must have stayed unchanged before it is read."),
    INTAKE_FILE_MAX_BYTES(
            "vod.intake.file.max-bytes",
            "1073741824",
            Kind.number(1, 1L << 40),
            "The largest file that is read, in bytes, packed and unpacked; a larger one is refused."),
    BATCH_SIZE(
            "vod.batch.size", String.valueOf(Batch.LARGEST), Kind.number(1, Batch.LARGEST), "Ids in one DELETE call."),
    BATCH_QUIET_PERIOD(
            "vod.batch.quiet-period",
            "2s",
            Kind.duration("50ms", "5m"),
            "A batch that no further id joined for so long is sent as it is."),
    BATCH_IN_FLIGHT(
            "vod.batch.in-flight",
            "200",
            Kind.number(2, 100_000),
            "The most ids that are claimed and not settled; at least 2 x vod.call.concurrency x vod.batch.size."),
    BATCH_LEASE(
            "vod.batch.lease",
            "2m",
            Kind.duration("1s", "1h"),
            "How long a claim holds; at least vod.batch.quiet-period x vod.batch.size and twice vod.call.timeout."),
    CALL_CONCURRENCY(
            "vod.call.concurrency", "8", Kind.number(1, 64), "Calls at the same time, DELETE and asset/info together."),
    CALL_TIMEOUT(
            "vod.call.timeout",
            "8s",
            Kind.duration("100ms", "5m"),
            "The most that one call may take, from connecting to the last byte."),
    PACE_CALLS(
            "vod.pace.calls-per-minute",
            "100",
            Kind.number(0, 100_000),
            "DELETE calls in any minute; VOD allows 100 a tenant. 0 = unlimited."),
    PREFLIGHT(
            "vod.preflight",
            "on",
            Kind.words("on", "off"),
            "Whether asset/info is asked about each id before its first call."),
    INFO_CALLS(
            "vod.info.calls-per-minute",
            "300",
            Kind.number(0, 100_000),
            "asset/info calls in any minute; VOD allows 1500 a tenant. 0 = unlimited."),
    RETRY_ATTEMPTS(
            "vod.retry.attempts",
            "5",
            Kind.number(1, 1000),
            "How often VOD may refuse one living, idle asset before it is FAILED."),
    RETRY_DELAY(
            "vod.retry.delay",
            "10s",
            Kind.duration("10ms", "1h"),
            "The bound of the first delay of an id that is put off; doubled each time, with full jitter."),
    RETRY_DELAY_MAX("vod.retry.delay-max", "30m", Kind.duration("10ms", "24h"), "The bound of every delay."),
    SENDER_ENABLED("vod.sender.enabled", "true", Kind.FLAG, "Whether ids are sent; false accepts and sends nothing."),
    SUCCESS_URI(
            "vod.outcome.success-uri",
            "bean:successLines?method=append",
            Kind.NAME,
            "The Camel endpoint of DELETED outcomes; by default a line in outcome/success.jsonl in the data directory."),
    FAILURE_URI(
            "vod.outcome.failure-uri",
            "bean:failureLines?method=append",
            Kind.NAME,
            "The Camel endpoint of FAILED outcomes; by default a line in outcome/failure.jsonl."),
    REJECTED_URI(
            "vod.outcome.rejected-uri",
            "bean:rejectedLines?method=append",
            Kind.NAME,
            "The Camel endpoint of input that is no asset id; by default a line in outcome/rejected.jsonl."),
    MISSING_IS_SUCCESS(
            "vod.outcome.missing-is-success",
            "false",
            Kind.FLAG,
            "Whether not-found and already-gone go to the success endpoint (their status stays FAILED)."),
    DEMO_KEEP_RUNNING("vod.demo.keep-running", "false", Kind.FLAG, "Whether the demo stays up when all is settled.");

    private final String key;
    private final String fallback;
    private final Kind kind;
    private final String text;

    Setting(String key, String fallback, Kind kind, String text) {
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

    /** The default, or null if the setting is required. */
    public String fallback() {
        return fallback;
    }

    /** One line for people. */
    public String text() {
        return text;
    }

    /** What is legal, in words. */
    public String legal() {
        return kind.legal;
    }

    /** The key as an environment variable: {@code VOD_SECRET_KEY}. */
    public String environmentName() {
        return key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    private boolean isSecret() {
        return kind == Kind.SECRET || this == SESSION_TOKEN;
    }

    /** A value as a message may show it. */
    String show(Object value) {
        return isSecret() ? "(not shown)" : "'" + Text.visible(String.valueOf(value)) + "'";
    }

    boolean accepts(String value) {
        return kind.check.test(value);
    }

    /** What values a setting takes. */
    private record Kind(String legal, Predicate<String> check) {

        static final Kind TEXT = new Kind("any text", value -> true);
        static final Kind PATH = new Kind(
                "a path without % ? # { }",
                value -> !value.isBlank() && value.chars().noneMatch(c -> "%?#{}".indexOf(c) >= 0));
        static final Kind NAME = new Kind("not empty", value -> !value.isBlank());
        static final Kind SECRET =
                new Kind("visible ASCII characters without blanks", value -> value.matches("[!-~]+"));
        static final Kind TOKEN =
                new Kind("empty, or visible ASCII characters without blanks", value -> value.matches("[!-~]*"));
        static final Kind PROJECT =
                new Kind("1 to 64 of A-Z a-z 0-9 _ -", value -> value.matches("[A-Za-z0-9_-]{1,64}"));
        static final Kind FLAG = words("true", "false");
        static final Kind STORE =
                new Kind("jdbc:sqlite:<file>, a path without ?", value -> value.matches("jdbc:sqlite:[^:?][^?]*"));
        static final Kind PATTERN = new Kind("a regular expression (java.util.regex)", Kind::isPattern);
        static final Kind ENDPOINT = new Kind(
                "https://<host>[:port] without a path; http:// only to the loopback (127.0.0.1, localhost, [::1])",
                Kind::isEndpoint);

        static Kind number(long least, long most) {
            return new Kind(
                    least + " to " + most,
                    value -> value.matches("[0-9]{1,18}")
                            && Long.parseLong(value) >= least
                            && Long.parseLong(value) <= most);
        }

        static Kind duration(String least, String most) {
            Duration from = Settings.parseDuration(least);
            Duration to = Settings.parseDuration(most);
            return new Kind(least + " to " + most + " (as 500ms, 2s, 5m, 1h)", value -> {
                Duration duration = Settings.parseDuration(value);
                return duration != null && duration.compareTo(from) >= 0 && duration.compareTo(to) <= 0;
            });
        }

        static Kind words(String... words) {
            return new Kind(String.join(" or ", words), Set.of(words)::contains);
        }

        private static boolean isPattern(String value) {
            try {
                Pattern.compile(value);
                return !value.isEmpty();
            } catch (PatternSyntaxException e) {
                return false;
            }
        }

        private static boolean isEndpoint(String value) {
            URI uri;
            try {
                uri = URI.create(value);
            } catch (IllegalArgumentException e) {
                return false;
            }
            boolean bare = uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && (uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"));
            boolean loopback = bare && uri.getHost().matches("localhost|127\\.[0-9]+\\.[0-9]+\\.[0-9]+|\\[::1]");
            return bare && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()) && loopback);
        }
    }
}
