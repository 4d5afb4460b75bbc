package io.voddelete.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.io.TempDir;

/** The sources of a process, in which what is required is set by environment variables. */
abstract class SettingsKit {
    @TempDir
    Path directory;

    final Properties system = new Properties();
    final Map<String, String> environment = new HashMap<>(Map.of(
            "VOD_ENDPOINT", "https://vod.example/",
            "VOD_PROJECT_ID", "p1",
            "VOD_ACCESS_KEY", "made-up-access-key",
            "VOD_SECRET_KEY", "made-up-secret-key"));

    /** @param files the first one is the strongest */
    final Settings load(Path... files) {
        return Settings.load(List.of(files), environment, system);
    }

    final Path file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }
}
