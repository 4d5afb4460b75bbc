package io.voddelete.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class StartSummaryTest {
    private final Properties system = new Properties();

    @Test
    void whatIsOffIsSaidToBeOff() {
        system.setProperty("vod.sender.enabled", "false");
        system.setProperty("vod.intake.file.enabled", "false");
        system.setProperty("vod.pace.calls-per-minute", "0");
        assertThat(summary(Optional.empty()))
                .contains("sender: off", "intake: off", "commands: off", "unlimited DELETE", "300 asset/info")
                .doesNotContain("HTTP");
    }

    @Test
    void everyWayInIsNamedAndNoSecret() {
        system.setProperty("vod.intake.webhook.enabled", "true");
        system.setProperty("vod.intake.webhook.auth", "token");
        system.setProperty("vod.intake.webhook.token", "never-shown-".repeat(4));
        system.setProperty("vod.intake.schedule.enabled", "true");
        system.setProperty("vod.intake.schedule.source-uri", "file:lists?password=never-shown");
        assertThat(summary(Optional.empty()))
                .contains(
                        "data/inbox", "/vod/submissions (token)", "'nightly'", "0 0 3 * * ?", "UTC", "host application")
                .doesNotContain("never-shown");
    }

    @Test
    void theAddressIsAUrl() {
        assertThat(StartSummary.url(settings(), 8080)).isEqualTo("http://127.0.0.1:8080");
        system.setProperty("vod.http.host", "::1");
        system.setProperty("vod.http.tls", "server");
        assertThat(StartSummary.url(settings(), 8443)).isEqualTo("https://[::1]:8443");
        assertThat(summary(Optional.of("https://[::1]:8443"))).contains("HTTP: https://[::1]:8443");
    }

    private String summary(Optional<String> address) {
        return StartSummary.of(settings(), address);
    }

    private Settings settings() {
        system.setProperty("vod.endpoint", "https://vod.example.com");
        system.setProperty("vod.project-id", "p1");
        system.setProperty("vod.access-key", "never-shown");
        system.setProperty("vod.secret-key", "never-shown");
        return Settings.load(List.of(), Map.of(), system);
    }
}
