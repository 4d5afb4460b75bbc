package io.voddelete.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.settings.CallerOption;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Setting.Shelf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What is written about the settings is what the code declares. {@code mvn test -Dtest=SettingDocsTest -Ddocs.write=true}
 * writes it anew.
 */
class SettingDocsTest {
    private static final Path PROPERTIES = Path.of("config", "application.properties");
    private static final Path METADATA =
            Path.of("src", "main", "resources", "META-INF", "spring-configuration-metadata.json");
    private static final Map<Shelf, String> TITLES = Map.of(
            Shelf.ESSENTIAL, "Essential",
            Shelf.OFTEN, "Often",
            Shelf.SELDOM, "Seldom");

    @Test
    void thePropertiesFileNamesEverySettingWithItsDefault() throws IOException {
        String current = Files.readString(PROPERTIES);
        if (DocPart.WRITE) {
            Files.writeString(PROPERTIES, properties());
            current = properties();
        }
        assertThat(current).isEqualTo(properties());
    }

    @Test
    void theReferenceNamesEverySettingWithItsDefault() throws IOException {
        new DocPart(DocPages.reference("settings.md"), "settings").assertIs(before -> tables());
    }

    @Test
    void theReadmeNamesTheTenThatMatter() throws IOException {
        assertThat(on(Shelf.ESSENTIAL)).hasSize(10);
        new DocPart(DocPages.README, "essential settings")
                .assertIs(before -> on(Shelf.ESSENTIAL)
                        .map(SettingDocsTest::shortRow)
                        .collect(Collectors.joining("", "| key | default | what it does |\n|---|---|---|\n", "")));
    }

    /** What an editor offers for the settings of a Spring Boot application. */
    @Test
    void theMetadataOfSpringBootNamesEverySettingWithItsDefault() throws IOException {
        if (DocPart.WRITE) {
            Files.writeString(METADATA, SpringMetadata.text());
        }
        assertThat(Files.readString(METADATA)).isEqualTo(SpringMetadata.text());
    }

    private static String properties() {
        String head = """
                # Every setting with its default. What you set here is overridden by an environment variable
                # (vod.secret-key = VOD_SECRET_KEY) and that by a system property (-Dvod.secret-key=…).
                # Keep keys and passwords out of this file: each of them may also come from a file of its own, whose path stands in
                # the key with -file at its end (vod.secret-key-file = VOD_SECRET_KEY_FILE).
                """;
        return Arrays.stream(Shelf.values())
                .map(shelf -> "\n# ==== %s ====\n".formatted(TITLES.get(shelf))
                        + on(shelf).map(SettingDocsTest::property).collect(Collectors.joining()))
                .collect(Collectors.joining("", head, callers()));
    }

    private static String property(Setting setting) {
        return "\n# %s\n# Allowed: %s\n#%s=%s\n%s"
                .formatted(
                        setting.text(),
                        setting.legal(),
                        setting.key(),
                        fallback(setting),
                        setting.isSecret() ? "#" + setting.fileKey() + "=\n" : "");
    }

    private static String callers() {
        return Arrays.stream(CallerOption.values())
                .map(option -> "\n# %s\n# Allowed: %s\n#%s=%s\n"
                        .formatted(option.text(), option.legal(), option.key("<name>"), option.fallback()))
                .collect(Collectors.joining("", "\n# ==== Callers ====\n", ""));
    }

    private static String tables() {
        return Arrays.stream(Shelf.values())
                .map(shelf -> table(TITLES.get(shelf), on(shelf).map(SettingDocsTest::row)))
                .collect(Collectors.joining("", "", table("Callers", callerRows())));
    }

    private static String table(String title, Stream<String> rows) {
        return rows.collect(Collectors.joining(
                "",
                "\n## " + title + "\n\n| key | default | allowed values | what it does |\n|---|---|---|---|\n",
                ""));
    }

    private static Stream<String> callerRows() {
        return Arrays.stream(CallerOption.values())
                .map(option -> row(option.key("<name>"), "", option.fallback(), option.legal(), option.text()));
    }

    private static String row(Setting setting) {
        return row(
                setting.key(),
                setting.isSecret() ? " or `…-file`" : "",
                fallback(setting),
                setting.legal(),
                setting.text());
    }

    private static String row(String key, String other, String fallback, String legal, String text) {
        return "| `%s`%s | %s | %s | %s |\n"
                .formatted(key, other, fallback.isEmpty() ? "" : "`" + cell(fallback) + "`", cell(legal), cell(text));
    }

    private static String shortRow(Setting setting) {
        String fallback = fallback(setting);
        return "| `%s` | %s | %s |\n"
                .formatted(setting.key(), fallback.isEmpty() ? "" : "`" + cell(fallback) + "`", cell(setting.text()));
    }

    private static Stream<Setting> on(Shelf shelf) {
        return Arrays.stream(Setting.values()).filter(setting -> setting.shelf() == shelf);
    }

    private static String fallback(Setting setting) {
        return setting.fallback().orElse("");
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;");
    }
}
