package io.voddelete.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings of schedules that the reference prints are taken. */
class ScheduleDocsTest {
    private static final Pattern BLOCK = Pattern.compile("```properties\n(.+?)\n```", Pattern.DOTALL);
    private static final Map<String, String> TARGET = Map.of(
            "VOD_ENDPOINT", "https://vod.example.com",
            "VOD_PROJECT_ID", "project",
            "VOD_ACCESS_KEY", "access",
            "VOD_SECRET_KEY", "secret");

    @TempDir
    Path directory;

    @Test
    void theSettingsOfSchedulesAreTaken() throws Exception {
        List<String> blocks = BLOCK.matcher(DocPages.text(DocPages.reference("schedule.md")))
                .results()
                .map(block -> block.group(1))
                .toList();
        assertThat(blocks).hasSize(2);
        for (String block : blocks) {
            Path file = Files.writeString(directory.resolve("application.properties"), block);
            Settings settings = Settings.load(List.of(file), TARGET, new Properties());
            assertThat(settings.text(Setting.INTAKE_SCHEDULE_ENABLED)).isEqualTo("true");
            assertThat(settings.text(Setting.INTAKE_SCHEDULE_SOURCE_URI)).isNotEmpty();
        }
    }
}
