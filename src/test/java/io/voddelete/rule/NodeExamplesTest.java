package io.voddelete.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.settings.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The examples of nodes with one store in PostgreSQL. */
class NodeExamplesTest {
    private static final Pattern VARIABLE = Pattern.compile("VOD_[A-Z_]+[A-Z]");

    @ParameterizedTest
    @ValueSource(strings = {"config/compose/compose.yaml", "config/kubernetes/vod-delete-routes.yaml"})
    void everyVariableIsThatOfASetting(String file) throws IOException {
        Set<String> known = Arrays.stream(Setting.values())
                .flatMap(setting -> setting.keys().stream())
                .map(Setting::environmentName)
                .collect(Collectors.toSet());
        assertThat(VARIABLE.matcher(Files.readString(Path.of(file)))
                        .results()
                        .map(MatchResult::group)
                        .collect(Collectors.toSet()))
                .contains("VOD_STORE_URL", "VOD_STORE_USER", "VOD_NODE_NAME")
                .isSubsetOf(known);
    }

    @Test
    void bothAreYaml() throws IOException {
        assertThat(documents("config/kubernetes/vod-delete-routes.yaml"))
                .extracting(document -> String.valueOf(document.get("kind")))
                .containsExactly("Service", "StatefulSet");
        assertThat(documents("config/compose/compose.yaml"))
                .singleElement()
                .satisfies(document -> assertThat(document.keySet()).hasToString("[services, volumes]"));
    }

    private static List<Map<?, ?>> documents(String file) throws IOException {
        Load yaml = new Load(LoadSettings.builder().setAllowDuplicateKeys(false).build());
        return Arrays.stream(Files.readString(Path.of(file)).split("(?m)^---$"))
                .<Map<?, ?>>map(each -> (Map<?, ?>) yaml.loadFromString(each))
                .toList();
    }
}
