package io.voddelete.simulator;

import io.voddelete.simulator.SimulatorOptions.Account;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The access keys that exist. Thread-safe. */
final class AccessKeys {
    /**
     * The data of an access key.
     *
     * @param sessionToken of a temporary key, which every call must send and sign; null for none
     * @param expiresAt {@link Instant#MAX} for a permanent key
     */
    record Key(String secretKey, @Nullable String sessionToken, Instant expiresAt) {
        boolean isExpired(Instant now) {
            return !now.isBefore(expiresAt);
        }

        @Override
        public String toString() {
            return sessionToken == null ? "permanent" : "temporary until " + expiresAt;
        }
    }

    private static final Pattern LIFETIME = Pattern.compile("\\d{1,9}(ms|s|m|h)");
    private static final Duration LONGEST = Duration.ofHours(24);

    private final InstantSource clock;
    private Map<String, Key> keys;

    AccessKeys(Account account, InstantSource clock) {
        this.clock = clock;
        this.keys = Map.of(account.accessKey(), new Key(account.secretKey(), account.sessionToken(), Instant.MAX));
    }

    synchronized Optional<Key> find(String accessKey) {
        return Optional.ofNullable(keys.get(accessKey));
    }

    /**
     * Replaces all keys; one per line: {@code access-key secret-key [session-token [lifetime]]}.
     *
     * @throws IllegalArgumentException if invalid; the message quotes no key
     */
    synchronized void set(String text) {
        Map<String, Key> read = new LinkedHashMap<>();
        int number = 0;
        for (String line : text.lines().map(String::strip).toList()) {
            number++;
            String[] words = line.split("\\s+");
            boolean legal = words.length >= 2
                    && words.length <= 4
                    && (words.length < 4 || LIFETIME.matcher(words[3]).matches());
            if (!legal) {
                throw new IllegalArgumentException("line " + number
                        + " is not a key. Allowed: access-key secret-key [session-token [lifetime such as 15m]]");
            }
            Instant end = words.length < 3
                    ? Instant.MAX
                    : clock.instant().plus(words.length == 4 ? RuleText.time(words[3]) : LONGEST);
            read.put(words[0], new Key(words[1], words.length < 3 ? null : words[2], end));
        }
        keys = read;
    }

    /** Returns the access keys, one per line, without secrets. */
    synchronized String text() {
        return keys.entrySet().stream()
                .map(key -> key.getKey() + " " + key.getValue() + "\n")
                .collect(Collectors.joining());
    }
}
