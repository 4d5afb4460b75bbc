package io.voddelete;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallTest {
    @TempDir
    Path directory;

    @Test
    void aHostThatGivesTheRoutesAnotherEndpointThanTheSettingsIsRefused() throws Exception {
        Settings settings = settings("data");
        CamelContext refused = new DefaultCamelContext();
        CamelContext accepted = new DefaultCamelContext();
        try {
            Properties host = new Properties();
            host.setProperty("vod.endpoint", "https://vod.example.com");
            refused.getPropertiesComponent().setOverrideProperties(host);

            assertThatThrownBy(() -> VodDeleteRoutes.install(refused, settings))
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining("vod.endpoint is 'http://127.0.0.1:9'");
            VodDeleteRoutes.install(accepted, settings); // what the refused one held is free again
        } finally {
            refused.stop();
            accepted.stop();
        }
    }

    private Settings settings(String name) {
        Properties properties = new Properties();
        properties.setProperty("vod.endpoint", "http://127.0.0.1:9");
        properties.setProperty("vod.project-id", "p");
        properties.setProperty("vod.access-key", "ak");
        properties.setProperty("vod.secret-key", "sk");
        properties.setProperty("vod.data-directory", directory.resolve(name).toString());
        return Settings.load(List.of(), Map.of(), properties);
    }
}
