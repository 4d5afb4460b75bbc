package io.voddelete.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.RouteFile;
import io.voddelete.kit.RouteFile.Node;
import io.voddelete.settings.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The route files keep the house rules. */
class RouteFilesTest {
    static List<RouteFile> files() {
        return RouteFile.all();
    }

    @ParameterizedTest
    @MethodSource("files")
    void camelReadsTheFile(RouteFile file) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            RouteFile.load(context, List.of(file));

            assertThat(context.getRouteDefinitions())
                    .extracting(RouteDefinition::getRouteId)
                    .containsExactlyElementsOf(
                            file.routes().stream().map(Node::id).toList());
        }
    }

    /** What the test counts is looked at once all tests have run, see {@link RouteCoverageIT}. */
    @ParameterizedTest
    @MethodSource("files")
    void everyFileHasATest(RouteFile file) throws IOException {
        String name = file.path().getFileName().toString().replaceFirst("\\..*", "");
        try (Stream<Path> tests = Files.list(Path.of("src/test/java/io/voddelete/route"))) {
            assertThat(tests.map(test -> test.getFileName().toString().toLowerCase(Locale.ROOT)))
                    .contains(name + "routetest.java");
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyRuleIsKept(RouteRule rule) {
        assertThat(files()).isNotEmpty();
        rule.check(files());
    }

    @Test
    void everyVerbIsUsed() {
        assertThat(RouteRule.deeds(files()).map(RouteRule::verb)).containsAll(RouteRule.verbs());
    }

    @Test
    void everySettingIsUsedByARouteOrByTheCode() throws IOException {
        StringBuilder texts = new StringBuilder();
        files().forEach(file -> texts.append(file.text()));
        try (Stream<Path> sources =
                Stream.concat(Files.walk(Path.of("src/main/java")), Files.walk(Path.of("src/simulator/java")))) {
            for (Path source : sources.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("Setting.java"))
                    .toList()) {
                texts.append(Files.readString(source)).append('\n');
            }
        }
        assertThat(unused(texts.toString())).isEmpty();
    }

    @Test
    void aSettingIsNotUsedByTheUseOfOneWhoseNameBeginsAlike() {
        assertThat(unused("Setting.RETRY_DELAY_MAX, {{vod.retry.delay-max}}"))
                .contains(Setting.RETRY_DELAY)
                .doesNotContain(Setting.RETRY_DELAY_MAX);
        assertThat(unused("(Setting.RETRY_DELAY)")).doesNotContain(Setting.RETRY_DELAY);
        assertThat(unused("\"{{vod.retry.delay}}\"")).doesNotContain(Setting.RETRY_DELAY);
    }

    private static List<Setting> unused(String texts) {
        return Stream.of(Setting.values())
                .filter(setting -> !Pattern.compile("\\bSetting\\." + setting.name() + "\\b")
                        .matcher(texts)
                        .find())
                .filter(setting -> !texts.contains("{{" + setting.key() + "}}"))
                .toList();
    }
}
