package io.voddelete.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class EarlySettingTest extends SettingsKit {
    @Test
    void theStrongestSourceCountsAlthoughTheSettingsAreNotWhole() throws Exception {
        environment.clear();
        Path file = file("application.properties", "vod.log.format=ecs\n");

        assertThat(early(file)).isEqualTo("ecs");
        environment.put("VOD_LOG_FORMAT", "text");
        assertThat(early(file)).isEqualTo("text");
        system.setProperty("vod.log.format", " ecs ");
        assertThat(early(file)).isEqualTo("ecs");
    }

    /** The whole reading tells what is wrong. */
    @Test
    void whatIsNotAllowedOrUnreadableIsTheDefault() throws Exception {
        environment.put("VOD_LOG_FORMAT", "json");

        assertThat(early()).isEqualTo("text");
        environment.remove("VOD_LOG_FORMAT");
        assertThat(early(directory)).isEqualTo("text");
        assertThatThrownBy(() -> EarlySetting.text(Setting.ENDPOINT, List.of(), environment, system))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private String early(Path... files) {
        return EarlySetting.text(Setting.LOG_FORMAT, List.of(files), environment, system);
    }
}
