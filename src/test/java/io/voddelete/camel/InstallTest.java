package io.voddelete.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.http.Reply;
import io.voddelete.kit.StatusCaller;
import io.voddelete.operations.StatusQueries;
import io.voddelete.settings.Settings;
import io.voddelete.settings.SettingsException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallTest {
    private final Properties changes = new Properties();
    private boolean ownServer;

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

            assertThatThrownBy(() -> VodModule.install(refused, settings))
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContainingAll("vod.endpoint", "'http://127.0.0.1:9'");
            VodModule.install(accepted, settings); // what the refused one held is free again
        } finally {
            refused.stop();
            accepted.stop();
        }
    }

    @Test
    void anAddressMayNameAPropertyOfTheHost() throws Exception {
        changes.setProperty("vod.outcome.success-uri", "{{our.endpoint}}");
        CamelContext context = new DefaultCamelContext();
        Properties host = new Properties();
        host.setProperty("our.endpoint", "seda:deleted");
        context.getPropertiesComponent().setInitialProperties(host);
        try {
            VodModule.install(context, settings("data"));

            assertThat(context.resolvePropertyPlaceholders("{{vod.outcome.success-uri}}"))
                    .isEqualTo("seda:deleted");
        } finally {
            context.stop();
        }
    }

    @Test
    void whereTheHostServesNothingIsLeftOpenForTheSakeOfTheAddress() throws Exception {
        changes.setProperty("vod.status.enabled", "true");
        isRefused("vod.status.token is missing");
        changes.setProperty("vod.status.token", StatusCaller.TOKEN);
        changes.setProperty("vod.intake.webhook.enabled", "true");
        changes.setProperty("vod.intake.webhook.auth", "none");
        changes.setProperty("vod.intake.webhook.allow-anonymous", "true");
        isRefused("vod.intake.webhook.auth is none");
    }

    @Test
    void offTheLoopbackNothingCrossesTheNetworkUnencrypted() throws Exception {
        changes.setProperty("vod.status.enabled", "true");
        changes.setProperty("vod.status.token", StatusCaller.TOKEN);
        changes.setProperty("vod.http.host", "0.0.0.0");
        ownServer = true;
        isRefused("vod.http.tls is off");
        changes.setProperty("vod.http.tls", "false"); // off, as YAML reads it
        isRefused("vod.http.tls is off");
        changes.setProperty("vod.http.tls", "proxy");
        CamelContext accepted = new DefaultCamelContext();
        ServerExposure.isOwn(accepted, () -> "http://127.0.0.1:1");
        try {
            VodModule.install(accepted, settings("data"));
        } finally {
            accepted.stop();
        }
    }

    @Test
    void behindAProxyNoRequestIsOfThisMachineWhereverTheServerListens() throws Exception {
        ownServer = true;
        changes.setProperty("vod.http.tls", "proxy");
        changes.setProperty("vod.status.enabled", "true");
        isRefused("vod.status.token is missing");
        changes.setProperty("vod.status.token", StatusCaller.TOKEN);
        changes.setProperty("vod.intake.webhook.enabled", "true");
        changes.setProperty("vod.intake.webhook.auth", "none");
        changes.setProperty("vod.intake.webhook.allow-anonymous", "true");
        isRefused("vod.intake.webhook.auth is none");
    }

    @Test
    void aServerThatIsSaidToEncryptDoes() {
        changes.setProperty("vod.http.tls", "server");
        Settings settings = settings("data");
        ServerExposure.checkTls(settings, true);
        assertThatThrownBy(() -> ServerExposure.checkTls(settings, false))
                .isInstanceOf(SettingsException.class)
                .hasMessageContainingAll("vod.http.tls", "'server'");
    }

    /** The header Host is the caller's to choose. */
    @Test
    void whereTheHostServesQuestionsNeedTheToken() throws Exception {
        changes.setProperty("vod.status.enabled", "true");
        changes.setProperty("vod.status.token", StatusCaller.TOKEN);
        CamelContext context = new DefaultCamelContext();
        try {
            VodModule.install(context, settings("data"));

            StatusQueries questions =
                    context.getRegistry().lookupByNameAndType("vodStatusQueries", StatusQueries.class);
            Map<String, Object> headers = new HashMap<>(Map.of("Host", "localhost"));
            assertThat(((Reply) questions.summary(headers)).status()).isEqualTo(401);
            headers.put("Authorization", "Bearer " + StatusCaller.TOKEN);
            assertThat(((Reply) questions.summary(headers)).status()).isEqualTo(200);
        } finally {
            context.stop();
        }
    }

    @Test
    void noSystemPropertyIsLeftBehind() throws Exception {
        Properties before = (Properties) System.getProperties().clone();
        CamelContext context = new DefaultCamelContext();
        try {
            VodModule.install(context, settings("data"));
            assertThat(System.getProperties()).isEqualTo(before);
        } finally {
            context.stop();
        }
    }

    private void isRefused(String why) throws Exception {
        CamelContext context = new DefaultCamelContext();
        if (ownServer) {
            ServerExposure.isOwn(context, () -> "http://127.0.0.1:1");
        }
        try {
            assertThatThrownBy(() -> VodModule.install(context, settings("data")))
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining(why);
        } finally {
            context.stop();
        }
    }

    private Settings settings(String name) {
        Properties properties = new Properties();
        properties.putAll(changes);
        properties.setProperty("vod.endpoint", "http://127.0.0.1:9");
        properties.setProperty("vod.project-id", "p");
        properties.setProperty("vod.access-key", "ak");
        properties.setProperty("vod.secret-key", "sk");
        properties.setProperty("vod.data-directory", directory.resolve(name).toString());
        return Settings.load(List.of(), Map.of(), properties);
    }
}
