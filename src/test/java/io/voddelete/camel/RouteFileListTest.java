package io.voddelete.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.kit.RouteFile;
import io.voddelete.settings.Settings;
import io.voddelete.settings.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteFileListTest {
    private static final String REPLACED = "pipeline/info.camel.yaml";

    @TempDir
    Path directory;

    @Test
    void theListIsOfTheFilesInTheFolder() {
        assertThat(RouteFiles.names())
                .containsExactlyElementsOf(RouteFile.all().stream()
                        .map(file -> Path.of("routes").relativize(file.path()).toString())
                        .toList());
    }

    @Test
    void everyAddressIsThatOfOneFile() {
        assertThat(RouteFiles.packed().split(","))
                .hasSameSizeAs(RouteFiles.names())
                .allSatisfy(address -> assertThat(
                                getClass().getClassLoader().getResource(address.replace("classpath:", "")))
                        .as(address)
                        .isNotNull());
    }

    @Test
    void withoutADirectoryAllArePacked() {
        assertThat(RouteFiles.of(settings(""))).isEqualTo(RouteFiles.packed());
    }

    @Test
    void aCopyReplacesTheFileOfItsNameAlone() throws Exception {
        Path copy = copy(REPLACED);
        Files.writeString(directory.resolve("notes.txt"), "no route file");

        List<String> expected = List.of(RouteFiles.packed().split(",")).stream()
                .map(address -> address.endsWith(REPLACED) ? "file:" + copy : address)
                .toList();
        assertThat(RouteFiles.of(settings(directory.toString())).split(",")).containsExactlyElementsOf(expected);
    }

    @Test
    void aFileThatReplacesNoneIsRefusedByItsName() throws Exception {
        Files.move(copy(REPLACED), directory.resolve("pipeline/inf.camel.yaml"));

        assertThatThrownBy(() -> RouteFiles.of(settings(directory.toString())))
                .isInstanceOf(SettingsException.class)
                .hasMessageContainingAll("vod.routes.directory", "pipeline/inf.camel.yaml", REPLACED);
    }

    @Test
    void aDirectoryThatIsNotThereIsRefused() {
        assertThatThrownBy(
                        () -> RouteFiles.of(settings(directory.resolve("none").toString())))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("vod.routes.directory");
    }

    private Path copy(String name) throws Exception {
        Path copy = directory.resolve(name);
        Files.createDirectories(copy.getParent());
        return Files.copy(Path.of("routes").resolve(name), copy);
    }

    private Settings settings(String routes) {
        Properties properties = new Properties();
        properties.setProperty("vod.endpoint", "http://127.0.0.1:9");
        properties.setProperty("vod.project-id", "p");
        properties.setProperty("vod.access-key", "ak");
        properties.setProperty("vod.secret-key", "sk");
        properties.setProperty("vod.routes.directory", routes);
        return Settings.load(List.of(), Map.of(), properties);
    }
}
