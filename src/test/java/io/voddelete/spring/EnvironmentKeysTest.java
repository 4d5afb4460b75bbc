package io.voddelete.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Which keys of Spring's environment are the module's, and how they are spelled. */
class EnvironmentKeysTest {
    @Test
    void aValueIsFoundHoweverItsKeyIsSpelled() {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource("application.yml", Map.of("vod.secretKey", "s")));
        ConfigurationPropertySources.attach(environment);

        assertThat(new EnvironmentKeys(environment).value("vod.secret-key")).hasValue("s");
        assertThat(new EnvironmentKeys(environment).value("vod.session-token")).isEmpty();
    }

    @Test
    void keysAreSpelledAsTheModuleSpellsThemAndOthersStayAsTheyAre() {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "application.yml",
                        Map.of(
                                "vod.projectId", "p",
                                "vod.batch.size", 5,
                                "vod.secret_key-file", "/run/secrets/sk",
                                "vod.retry.atempts", 3,
                                "vod.callers.rights.idsPerDay", 7,
                                "server.port", 8080)));
        environment
                .getPropertySources()
                .addLast(new SystemEnvironmentPropertySource("variables", Map.of("VOD_DIR", "/srv", "vod_other", "x")));

        assertThat(new EnvironmentKeys(environment).keys())
                .containsExactlyInAnyOrder(
                        "vod.project-id",
                        "vod.batch.size",
                        "vod.secret-key-file",
                        "vod.retry.atempts",
                        "vod.callers.rights.idsPerDay");
    }
}
