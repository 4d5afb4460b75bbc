package io.voddelete.settings;

import io.voddelete.http.NamedSecret;
import io.voddelete.http.WebhookSignature;
import io.voddelete.http.WebhookSigner;
import io.voddelete.reader.IdColumns;
import io.voddelete.reader.KeptColumns;
import io.voddelete.support.Text;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.quartz.CronExpression;

/** Which values a setting takes. */
public record SettingKind(String legal, Predicate<String> check) {

    static final SettingKind TEXT = new SettingKind("any text", value -> true);
    static final SettingKind PATH = new SettingKind(
            "a path without % ? # { }",
            value -> !value.isBlank() && value.chars().noneMatch(c -> "%?#{}".indexOf(c) >= 0));
    /** Camel takes a list of addresses, in which these mean something. */
    static final SettingKind ROUTES_PATH = new SettingKind(
            "empty, or a path without % ? # { } * ,",
            value -> value.isEmpty() || !value.isBlank() && value.chars().noneMatch(c -> "%?#{}*,".indexOf(c) >= 0));

    static final SettingKind PATHS = new SettingKind(
            "paths separated by commas, each without % ? # { }; or off", value -> isList(value, PATH.check));
    /** VOD takes no longer tags, so a longer name could never protect anything. */
    static final SettingKind TAGS = new SettingKind(
            "tags separated by commas, each of at most 24 bytes; or off",
            value -> isList(value, tag -> isName(tag) && Text.utf8Length(tag) <= 24));

    static final SettingKind CATEGORIES = new SettingKind(
            "empty, or names or ids of categories separated by commas",
            value -> value.isEmpty() || isList(value, SettingKind::isName));

    static final SettingKind NAME = new SettingKind("not empty", value -> !value.isBlank());
    static final SettingKind OPTIONAL_URI =
            new SettingKind("empty, or the URI of a Camel endpoint", value -> value.isEmpty() || !value.isBlank());
    static final SettingKind SECRET =
            new SettingKind("visible ASCII characters without spaces", value -> value.matches("[!-~]+"));
    static final SettingKind TOKEN =
            new SettingKind("empty, or visible ASCII characters without spaces", value -> value.matches("[!-~]*"));
    static final SettingKind PASSWORD = new SettingKind(
            "not empty, without control characters",
            value -> !value.isEmpty() && value.chars().noneMatch(Character::isISOControl));
    static final SettingKind IAM_NAME = new SettingKind(
            "a name without control characters",
            value -> !value.isBlank() && value.chars().noneMatch(Character::isISOControl));
    /** It is kept with its special characters escaped. */
    static final SettingKind REASON = new SettingKind(
            "empty, or at most " + Text.LONGEST + " characters, counted with escapes, without control characters",
            value -> value.chars().noneMatch(Character::isISOControl)
                    && Text.visible(value, Integer.MAX_VALUE).length() <= Text.LONGEST);

    static final SettingKind WORD =
            new SettingKind("1 to 64 characters of A-Z a-z 0-9 _ -", value -> value.matches("[A-Za-z0-9_-]{1,64}"));
    static final SettingKind OPTIONAL_WORD = new SettingKind(
            "empty, or 1 to 64 characters of A-Z a-z 0-9 _ . -", value -> value.matches("[A-Za-z0-9_.-]{0,64}"));
    static final SettingKind EMBEDDED = new SettingKind(
            "true, false, or the name of a Camel context",
            value -> !value.isBlank() && value.chars().noneMatch(Character::isISOControl));
    static final SettingKind FLAG = words("true", "false");

    /** A flag that used to be {@code on} or {@code off}; these still work, with a warning. */
    static final SettingKind SWITCH = new SettingKind(FLAG.legal(), value -> value.matches("true|false|on|off"));

    /** YAML 1.1, as Spring Boot reads it, makes {@code false} of {@code off}. */
    static final SettingKind TLS =
            new SettingKind("off, proxy, server", value -> value.matches("off|false|proxy|server"));

    static final SettingKind STORE = new SettingKind(
            "jdbc:sqlite:<file>, a path without ?; or jdbc:postgresql://<host>/<database>, without user and password",
            SettingKind::isStore);
    static final SettingKind SCHEMA = new SettingKind(
            "1 to 63 characters of a-z 0-9 _, not beginning with a digit or pg_",
            value -> value.matches("(?!pg_)[a-z_][a-z0-9_]{0,62}"));
    static final SettingKind OPTIONAL_NAME = new SettingKind(
            "empty, or a name without control characters",
            value -> value.chars().noneMatch(Character::isISOControl));
    static final SettingKind PATTERN =
            new SettingKind("a regular expression (java.util.regex)", SettingKind::isPattern);
    static final SettingKind ID_COLUMNS = new SettingKind(
            "names separated by commas, but no word that could decide about a row, such as delete or keep; a name that is"
                    + " not ASCII needs a UTF-8 file, or a UTF-8 locale for environment variables",
            IdColumns::isValid);
    static final SettingKind KEEP_COLUMNS = new SettingKind(
            "empty, or at most 16 different names separated by commas, each of at most 64 characters and no word that could"
                    + " decide about a row, such as delete or keep; a name that is not ASCII needs a UTF-8 file, or a UTF-8"
                    + " locale for environment variables",
            KeptColumns::isValid);
    static final SettingKind URL_PATH = new SettingKind(
            "a path that begins with / and consists of A-Z a-z 0-9 _ - . /",
            value -> value.matches("(/[A-Za-z0-9_.-]+)+"));
    static final SettingKind CRON = new SettingKind(
            "a Quartz cron expression of 6 or 7 fields: second minute hour day-of-month month day-of-week [year], with ? in one"
                    + " of the two day fields, such as 0 0 3 * * ? (3:00 every day); a Unix cron of 5 fields lacks the seconds",
            SettingKind::isCron);
    static final SettingKind TIME_ZONE = new SettingKind(
            "a time zone of the IANA database, such as UTC or Europe/Berlin",
            value -> ZoneId.getAvailableZoneIds().contains(value));
    /** An address, which may contain a password in many ways. */
    static final SettingKind SOURCE = new SettingKind(
            "empty, or the URI of a Camel endpoint", value -> value.matches("|[A-Za-z][A-Za-z0-9+.-]*:.+"));

    /** Without Quartz everything counts as one: the start is refused by the name of that dependency if it is needed. */
    private static boolean isCron(String value) {
        try {
            return CronExpression.isValidExpression(value);
        } catch (NoClassDefFoundError e) {
            return true;
        }
    }

    private static final String NAMED =
            ", each with or without name: in front, separated by commas or line breaks; a name has 1 to 32 characters of a-z"
                    + " 0-9 -";
    static final SettingKind WEBHOOK_SECRETS = new SettingKind(
            "empty, or secrets that consist of whsec_ and the base64 form of 24 to 64 bytes" + NAMED,
            value -> value.isEmpty() || NamedSecret.isList(value, WebhookSignature::isSecret));
    static final SettingKind SIGNING_SECRETS = new SettingKind(
            "empty, or secrets that consist of whsec_ and the base64 form of 24 to 64 bytes, separated by commas or line breaks",
            value -> value.isEmpty() || WebhookSigner.isList(value));
    public static final SettingKind CALLER_TOKENS = new SettingKind(
            "empty, or tokens of at least " + NamedSecret.SHORTEST_TOKEN + " characters of A-Z a-z 0-9 - . _ ~ + / ="
                    + NAMED,
            value -> value.isEmpty() || NamedSecret.isList(value, NamedSecret::isToken));
    /** A large sample takes as long as if all were asked. */
    static final SettingKind SURVEY =
            new SettingKind("all, none, or 1 to 1000000", value -> value.matches("all|none|[1-9][0-9]{0,5}|1000000"));

    static final SettingKind HOST = new SettingKind(
            "an IP address or a host name, without a port", value -> value.matches("[A-Za-z0-9.-]+|[0-9a-fA-F:.]+"));
    static final SettingKind ENDPOINT = new SettingKind(
            "https://<host>[:port] without a path; http:// only for loopback (127.0.0.1, localhost, [::1])",
            SettingKind::isEndpoint);

    public static final String NO_PROXY = "none";
    static final SettingKind PROXY = new SettingKind(
            "empty, none, or http://<host>:<port>; user and password have settings of their own",
            value -> value.isEmpty()
                    || value.equals(NO_PROXY)
                    || httpAddress(value)
                            .filter(address -> address.getUserInfo() == null)
                            .isPresent());
    static final SettingKind PROXY_USER = new SettingKind(
            "empty, or a name without colons and control characters",
            value -> value.chars().noneMatch(c -> c == ':' || Character.isISOControl(c)));
    /** Of a proxy or a database. */
    static final SettingKind OPTIONAL_PASSWORD = new SettingKind(
            "empty, or without control characters", value -> value.chars().noneMatch(Character::isISOControl));

    /** YAML 1.1 makes {@code false} of {@code off} here too. */
    static final SettingKind GUARD = new SettingKind("off, keep, hold", value -> value.matches("off|false|keep|hold"));

    private static final SettingKind AGE = duration("1s", "36500d");
    static final SettingKind YOUNG = new SettingKind(
            "off, or a duration of 1s to 36500d, such as 30d or hold 30d",
            value -> value.matches("off|false") || AGE.check.test(value.replaceFirst("^(keep|hold) +", "")));

    private static boolean isStore(String value) {
        return value.matches("jdbc:sqlite:[^:?][^?]*")
                || value.matches("jdbc:postgresql://[!-~&&[^@?]]+/[!-~&&[^@?/]]+([?][!-~]*)?")
                        && !value.matches("(?i).*[?&]([^=&]*password|user|currentSchema|reWriteBatchedInserts)=.*");
    }

    static SettingKind number(long least, long most) {
        return new SettingKind(
                least + " to " + most,
                value -> value.matches("[0-9]{1,18}")
                        && Long.parseLong(value) >= least
                        && Long.parseLong(value) <= most);
    }

    /** A limit that can be switched off, but not by 0, which could mean both. YAML 1.1 makes {@code false} of {@code off}. */
    static SettingKind limit(long most) {
        SettingKind number = number(1, most);
        return new SettingKind(
                number.legal() + ", or off",
                value -> isOff(value) || number.check().test(value));
    }

    /** A share that can be switched off. */
    static SettingKind percent() {
        return new SettingKind("1% to 100%, or off", value -> isOff(value) || value.matches("([1-9][0-9]?|100)%"));
    }

    static boolean isOff(String value) {
        return value.equals("off") || value.equals("false");
    }

    static SettingKind duration(String least, String most) {
        Duration from = SettingDuration.parse(least).orElseThrow();
        Duration to = SettingDuration.parse(most).orElseThrow();
        return new SettingKind(
                least + " to " + most + " (such as 500ms, 2s, 5m, 1h)",
                value -> SettingDuration.parse(value)
                        .filter(duration -> duration.compareTo(from) >= 0 && duration.compareTo(to) <= 0)
                        .isPresent());
    }

    static SettingKind optionalDuration(String least, String most) {
        SettingKind duration = duration(least, most);
        return new SettingKind(
                "empty, or " + least + " to " + most, value -> value.isEmpty() || duration.check.test(value));
    }

    static SettingKind words(String... words) {
        return new SettingKind(String.join(", ", words), Set.of(words)::contains);
    }

    private static boolean isList(String value, Predicate<String> check) {
        return Arrays.stream(value.split(",", -1)).map(Text::strip).allMatch(check);
    }

    /** A name that could not be decoded, as in a C locale, would protect nothing. */
    private static boolean isName(String text) {
        return !text.isEmpty() && text.chars().noneMatch(c -> Character.isISOControl(c) || c == '\uFFFD');
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
        boolean loopback = bare && isLoopback(uri.getHost());
        return bare && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()) && loopback);
    }

    /** Parses an address of the form http://[user[:password]@]host:port; empty if it has another form. */
    public static Optional<URI> httpAddress(String value) {
        try {
            URI uri = URI.create(value);
            boolean isAddress = "http".equals(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getPort() > 0
                    && uri.getPort() <= 65_535
                    && uri.getRawPath().matches("/?")
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
            return isAddress ? Optional.of(uri) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether only this machine can reach the host. */
    public static boolean isLoopback(String host) {
        return host.matches("localhost|127\\.[0-9]+\\.[0-9]+\\.[0-9]+|\\[?::1]?");
    }
}
