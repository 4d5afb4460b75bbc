package io.voddelete.settings;

import io.voddelete.http.NamedSecret;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Removes secrets from what the standalone program logs: the values of secret settings wherever they occur, and whatever
 * an address or a name marks as a secret. Camel logs endpoint addresses below INFO. Thread-safe.
 */
public final class LogSecrets {
    /** Replaces a secret. */
    static final String MASK = "***";

    /** Anything shorter would also occur in unrelated words. */
    private static final int SHORTEST = 4;

    /** Maximum number of known secrets; the oldest are forgotten when secrets change in their files. */
    private static final int MOST = 500;

    /** The instance for this process, used where our own log configuration is in place. */
    public static final LogSecrets OF_PROCESS = new LogSecrets();

    /** Matches from its beginning and without backtracking, because untrusted text may be crafted to take long. */
    private static final String NAME =
            "(?<![\\w.-])(?=[\\w.-]*(?:pass(?:word|wd|phrase|code)|pwd|secret|token|credential|signature"
                    + "|(?:access|secret|api|account|private|shared|auth)[._-]?key))[\\w.-]++";

    private static final String RAW = "RAW\\([^)]*\\)|RAW\\{[^}]*}";
    private static final Pattern USER =
            Pattern.compile("(://|\\b[A-Za-z][A-Za-z0-9+.-]*:(?=[^\\s/?@:]+:))[^\\s?'\"<>]*@");
    private static final Pattern OPTION =
            Pattern.compile("(?i)([?&](?:" + NAME + "|key|sig|sas|code)=)(" + RAW + "|[^&\\s'\"]+)");
    private static final Pattern PROPERTY = Pattern.compile("(?i)(" + NAME + "=)(" + RAW + "|[^\\s&,;'\"\\])}]+)");
    private static final Pattern USER_OF_ADDRESS = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*:(?://)?([^?]*)@");

    private static final Set<Setting> ADDRESSES = Set.of(
            Setting.INTAKE_SCHEDULE_SOURCE_URI,
            Setting.SUCCESS_URI,
            Setting.FAILURE_URI,
            Setting.KEPT_URI,
            Setting.REJECTED_URI,
            Setting.NOTIFY_URI);

    private final Set<String> known = new LinkedHashSet<>();
    private volatile @Nullable Pattern anyKnown;
    private volatile boolean used;

    /** Masks all secrets of these settings from now on. */
    public void know(Settings settings) {
        used = true;
        for (Setting setting : Setting.values()) {
            know(setting, settings.text(setting));
        }
    }

    /** A secret may have changed. Inside a host application nothing is kept, since nothing is masked there. */
    void learn(Setting setting, String value) {
        if (used) {
            know(setting, value);
        }
    }

    private void know(Setting setting, String value) {
        if (value.isEmpty()) {
            return;
        }
        if (ADDRESSES.contains(setting)) {
            add(ofAddress(value));
        } else if (setting.isSecret()) {
            add(Stream.concat(
                    Stream.of(value), NamedSecret.parse(value, "").stream().map(NamedSecret::secret)));
        }
    }

    private static Stream<String> ofAddress(String address) {
        Stream.Builder<String> secrets = Stream.builder();
        Matcher user = USER_OF_ADDRESS.matcher(address);
        if (user.find()) {
            addForms(user.group(1).replaceFirst("^[^:]*:", ""), secrets);
        }
        OPTION.matcher(address).results().forEach(option -> addForms(option.group(2), secrets));
        return secrets.build();
    }

    /** Adds the forms of a secret in an address: as written, as Camel reads it (possibly decoded twice), and as it prints it. */
    private static void addForms(String text, Stream.Builder<String> secrets) {
        String plain = text.replaceFirst("(?s)^RAW[({](.*)[)}]$", "$1");
        String decoded = decoded(plain);
        secrets.add(text).add(plain).add(decoded).add(decoded(decoded));
        secrets.add(URLEncoder.encode(plain, StandardCharsets.UTF_8));
        secrets.add(URLEncoder.encode(decoded, StandardCharsets.UTF_8));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return text;
        }
    }

    private synchronized void add(Stream<String> secrets) {
        secrets.filter(secret -> secret.length() >= SHORTEST).forEach(secret -> {
            known.remove(secret);
            known.add(secret);
        });
        while (known.size() > MOST) {
            known.remove(known.iterator().next());
        }
        if (!known.isEmpty()) {
            anyKnown = Pattern.compile(known.stream()
                    .sorted(Comparator.comparing(String::length).reversed()) // one may be a part of another
                    .map(Pattern::quote)
                    .collect(Collectors.joining("|")));
        }
    }

    /** The text without secrets. */
    public String masked(String text) {
        Pattern all = anyKnown;
        String masked = all == null ? text : all.matcher(text).replaceAll(MASK);
        masked = masked.indexOf('@') < 0 ? masked : USER.matcher(masked).replaceAll("$1" + MASK + "@");
        if (masked.indexOf('=') < 0) {
            return masked;
        }
        masked = OPTION.matcher(masked).replaceAll("$1" + MASK);
        return PROPERTY.matcher(masked).replaceAll("$1" + MASK);
    }
}
