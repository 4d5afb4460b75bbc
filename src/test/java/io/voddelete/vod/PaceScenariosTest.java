package io.voddelete.vod;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pace makes of each scenario in {@code pace/}, in virtual time. {@link PaceScenario} says what may stand there. */
class PaceScenariosTest {
    private static final Path SCENARIOS = Path.of("src/test/resources/pace");

    static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(SCENARIOS)) {
            return files.map(file -> file.getFileName().toString().replace(".properties", ""))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void everyFigureOfAScenarioIsInItsBand(String name) throws IOException {
        PaceScenario scenario = read(name);
        PaceRun run = new PaceRun(scenario);

        run.play();

        assertThat(scenario.bands()).isNotEmpty();
        assertThat(scenario.bands())
                .as(() -> name + " measured " + measured(scenario, run))
                .allMatch(band -> band.holds(run.figure(band)));
    }

    private static String measured(PaceScenario scenario, PaceRun run) {
        return String.join(
                "; ",
                scenario.bands().stream()
                        .map(band -> "%s%.2f for '%s'"
                                .formatted(
                                        band.holds(run.figure(band)) ? "" : "OUT OF BAND ",
                                        run.figure(band),
                                        band.text()))
                        .toList());
    }

    private static PaceScenario read(String name) throws IOException {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(SCENARIOS.resolve(name + ".properties"))) {
            properties.load(in);
        }
        return new PaceScenario(properties);
    }
}
