package io.voddelete.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.CallerOption;
import io.voddelete.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What is written about the settings is what the code declares. {@code mvn test -Dtest=SettingDocsTest -Ddocs.write=true}
 * writes it anew.
 */
class SettingDocsTest {
    private static final Path PROPERTIES = Path.of("config", "application.properties");

    @Test
    void thePropertiesFileNamesEverySettingWithItsDefault() throws IOException {
        String current = Files.readString(PROPERTIES);
        if (ReadmePart.WRITE) {
            Files.writeString(PROPERTIES, properties());
            current = properties();
        }
        assertThat(current).isEqualTo(properties());
    }

    @Test
    void theTableInTheReadmeNamesEverySettingWithItsDefault() throws IOException {
        new ReadmePart("settings").assertIs(before -> table());
    }

    private static String properties() {
        String head = """
                # Every setting with its default. What you set here is overridden by an environment variable
                # (vod.secret-key = VOD_SECRET_KEY) and that by a system property (-Dvod.secret-key=…).
                # Keep keys and passwords out of this file: each of them may also come from a file of its own, whose path stands in
                # the key with -file at its end (vod.secret-key-file = VOD_SECRET_KEY_FILE).
                """;
        return Arrays.stream(Setting.values())
                .map(setting -> "\n# %s\n# Legal: %s\n#%s=%s\n%s"
                        .formatted(
                                setting.text(),
                                setting.legal(),
                                setting.key(),
                                fallback(setting),
                                setting.isSecret() ? "#" + setting.fileKey() + "=\n" : ""))
                .collect(Collectors.joining("", head, callers()));
    }

    private static String callers() {
        return Arrays.stream(CallerOption.values())
                .map(option -> "\n# %s\n# Legal: %s\n#%s=%s\n"
                        .formatted(option.text(), option.legal(), option.key("<name>"), option.fallback()))
                .collect(Collectors.joining());
    }

    private static String callerRows() {
        return Arrays.stream(CallerOption.values())
                .map(option -> "| `%s` | %s | %s | %s |\n"
                        .formatted(
                                option.key("<name>"),
                                option.fallback().isEmpty() ? "" : "`" + cell(option.fallback()) + "`",
                                cell(option.legal()),
                                cell(option.text())))
                .collect(Collectors.joining());
    }

    private static String table() {
        return Arrays.stream(Setting.values())
                .map(setting -> "| `%s`%s | %s | %s | %s |\n"
                        .formatted(
                                setting.key(),
                                setting.isSecret() ? " or `…-file`" : "",
                                fallback(setting).isEmpty() ? "" : "`" + cell(fallback(setting)) + "`",
                                cell(setting.legal()),
                                cell(setting.text())))
                .collect(Collectors.joining(
                        "", "| key | default | legal | what it does |\n|---|---|---|---|\n", callerRows()));
    }

    private static String fallback(Setting setting) {
        return setting.fallback() == null ? "" : setting.fallback();
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;");
    }
}
