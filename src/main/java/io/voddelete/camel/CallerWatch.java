package io.voddelete.camel;

import io.voddelete.http.NamedSecret;
import io.voddelete.settings.CallerRules;
import io.voddelete.settings.SecretFile;
import io.voddelete.settings.SecretWatch;
import io.voddelete.settings.SecretsInUse;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Applies changes in the files with the callers' secrets and tokens, each file separately. A change that would give two
 * callers the same secret, or one that signs what we send, is not applied. Not thread-safe.
 */
final class CallerWatch {
    private final Settings settings;
    private final Map<Setting, Consumer<List<NamedSecret>>> checks;
    private final SecretsInUse inUse;
    private final List<SecretWatch> files;

    /** @param checks receive all secrets of a setting */
    CallerWatch(
            Settings settings,
            Map<Setting, Consumer<List<NamedSecret>>> checks,
            SecretsInUse inUse,
            LongSupplier nanoTime) {
        this.settings = settings;
        this.inUse = inUse;
        this.checks = Map.copyOf(checks);
        this.files = checks.keySet().stream()
                .map(settings::secretFile)
                .flatMap(Optional::stream)
                .map(file -> watch(file, nanoTime))
                .toList();
    }

    /** Reads the files. Call about once a second. Never throws. */
    void look() {
        files.forEach(SecretWatch::look);
    }

    /** A single file is always a complete set. */
    private SecretWatch watch(SecretFile file, LongSupplier nanoTime) {
        Setting setting = file.setting();
        return new SecretWatch(
                List.of(file),
                Map.of(setting, settings.text(setting)),
                () -> false,
                read -> use(setting, read.get(setting)),
                nanoTime);
    }

    private void use(Setting setting, @Nullable String value) {
        Consumer<List<NamedSecret>> check = checks.get(setting);
        if (value == null || check == null) {
            throw new IllegalArgumentException("There is no new value of " + setting.key());
        }
        inUse.change(setting, value, () -> check.accept(CallerRules.secrets(setting, value)));
    }
}
