package io.voddelete.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The settings as they may be shown to whoever may ask. */
class ShownSettingsTest extends SettingsKit {
    private static final String MARK = "pa55-that-nobody-may-see-";

    /** A value of each secret that holds the mark. */
    private static Map<Setting, String> secrets() {
        Map<Setting, String> secrets = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            if (setting.isSecret()) {
                secrets.put(setting, MARK + "0123456789-" + setting.ordinal());
            }
        }
        for (Setting key : new Setting[] {
            Setting.INTAKE_WEBHOOK_SECRET_KEY, Setting.OUTCOME_SIGNING_SECRET, Setting.NOTIFY_SIGNING_SECRET
        }) {
            secrets.computeIfPresent(
                    key, (setting, value) -> "whsec_" + Base64.getEncoder().encodeToString(value.getBytes()));
        }
        secrets.put(Setting.INTAKE_SCHEDULE_SOURCE_URI, "sftp:me@host/lists?password=" + MARK);
        return secrets;
    }

    @Test
    void noSecretIsShownWhereverItWasSet() throws Exception {
        secrets().forEach((setting, value) -> environment.put(setting.environmentName(), value));
        environment.put("VOD_INTAKE_WEBHOOK_AUTH", "token");
        environment.put("VOD_PROXY", "http://proxy.example:3128");
        environment.put("VOD_PROXY_USER", "me");
        Settings inVariables = load();
        assertNothingIsTold(inVariables);

        secrets().keySet().forEach(setting -> environment.remove(setting.environmentName()));
        for (Map.Entry<Setting, String> secret : secrets().entrySet()) {
            Path file = file(secret.getKey().name(), secret.getValue());
            environment.put(Setting.environmentName(secret.getKey().fileKey()), file.toString());
        }
        Settings inFiles = load();
        assertNothingIsTold(inFiles);
        assertThat(shown(inFiles, Setting.SECRET_KEY).place())
                .hasValueSatisfying(place -> assertThat(place).startsWith("the file "));
    }

    private static void assertNothingIsTold(Settings settings) {
        Map<Setting, String> secrets = secrets();
        assertThat(ShownSettings.of(settings)).hasSameSizeAs(Setting.values()).allSatisfy(each -> {
            assertThat(each.value()).doesNotContain(MARK);
            String secret = secrets.get(each.setting());
            if (secret != null) {
                assertThat(settings.text(each.setting())).isEqualTo(secret);
                assertThat(each.value()).isEqualTo("***");
                assertThat(ShownSettings.isChanged(settings, each.setting())).isTrue();
            }
        });
    }

    @Test
    void aPasswordInAnAddressIsNotShown() throws Exception {
        environment.put("VOD_OUTCOME_SUCCESS_URI", "https://host.example/x?authPassword=" + MARK + "&retries=1");

        Settings settings = load();

        assertThat(shown(settings, Setting.SUCCESS_URI).value())
                .isEqualTo("https://host.example/x?authPassword=***&retries=1");
    }

    @Test
    void eachValueIsShownWithWhereItWasSetAndWhetherItDiffersFromItsDefault() throws Exception {
        environment.put("VOD_PACE_CALLS_PER_MINUTE", "80");
        system.setProperty("vod.data-directory", "elsewhere");
        Path file = file(
                "a.properties",
                "# first\nvod.batch.size=" + Setting.BATCH_SIZE.fallback().orElseThrow());

        Settings settings = load(file);

        GivenSetting pace = shown(settings, Setting.PACE_CALLS);
        assertThat(pace.value()).isEqualTo("80");
        assertThat(pace.place()).hasValue("the environment variable VOD_PACE_CALLS_PER_MINUTE");
        assertThat(ShownSettings.isChanged(settings, Setting.PACE_CALLS)).isTrue();
        GivenSetting size = shown(settings, Setting.BATCH_SIZE);
        assertThat(size.place()).hasValue(file + ", line 2");
        assertThat(ShownSettings.isChanged(settings, Setting.BATCH_SIZE))
                .as("set to its default")
                .isFalse();
        GivenSetting store = shown(settings, Setting.STORE_URL);
        assertThat(store.value()).isEqualTo("jdbc:sqlite:elsewhere/vod-delete.db");
        assertThat(store.place()).isEqualTo(Optional.empty());
        assertThat(ShownSettings.isChanged(settings, Setting.STORE_URL))
                .as("its default, with the directory that was set")
                .isFalse();
    }

    @Test
    void thoseOfCallersAreShownWhereTheyAreSet() {
        environment.put("VOD_STATUS_TOKEN", "ops:made-up-token-of-an-operator-in-tests");
        environment.put("VOD_CALLERS_OPS_RIGHTS", "read");

        assertThat(load().callers().given())
                .containsExactly(new CallerSettings.Given(
                        "vod.callers.ops.rights", "read", "the environment variable VOD_CALLERS_OPS_RIGHTS"));
    }

    private static GivenSetting shown(Settings settings, Setting setting) {
        return ShownSettings.of(settings).stream()
                .filter(each -> each.setting() == setting)
                .findFirst()
                .orElseThrow();
    }
}
