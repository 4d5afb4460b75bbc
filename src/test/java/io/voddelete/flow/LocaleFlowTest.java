package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StatusCaller;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A whole run on a machine whose default locale has other digits, or other small letters, than ours. */
class LocaleFlowTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Locale locale = Locale.getDefault();
    private final TimeZone zone = TimeZone.getDefault();

    @TempDir
    Path directory;

    @AfterEach
    void restore() {
        Locale.setDefault(locale);
        TimeZone.setDefault(zone);
    }

    @ParameterizedTest
    @CsvSource({"ar-EG, Asia/Kolkata", "tr-TR, America/St_Johns"})
    void whatIsWrittenIsTheSameAsElsewhere(String language, String place) throws Exception {
        Locale.setDefault(Locale.forLanguageTag(language));
        TimeZone.setDefault(TimeZone.getTimeZone(place));
        List<String> ids = SampleIds.random(81, 12);
        List<String> lines = new ArrayList<>(ids);
        lines.add("no id\u0007I");
        try (CapturedLog log = CapturedLog.ofAll();
                VodSimulator simulator = VodSimulator.start(
                        SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0));
                RunningModule module = RunningModule.start(
                        directory,
                        simulator,
                        Map.of("vod.status.enabled", "true", "vod.status.token", StatusCaller.TOKEN))) {
            module.drop("LIST.txt", lines);
            module.awaitEnd(1);
            module.drop("none.txt", List.of("no id"));
            module.drop("again.txt", lines);
            module.awaitEnd(2);
            await().atMost(SOON)
                    .until(() ->
                            names(module.inbox().resolve("done"), ".report.csv").size() == 2
                                    && names(module.inbox().resolve("failed"), ".receipt.json")
                                                    .size()
                                            == 1);

            Path done = module.inbox().resolve("done");
            Path report = names(done, ".report.csv").stream()
                    .filter(file -> file.getFileName().toString().startsWith("LIST"))
                    .findFirst()
                    .orElseThrow();
            Path receipt = done.resolve(report.getFileName().toString().replace(".report.csv", ".receipt.json"));
            assertThat(Files.readString(report))
                    .contains("\"1\",\"" + ids.get(0) + "\",\"DELETED\",", "\"13\",\"no id\\u0007I\",\"REJECTED\",")
                    .contains("#,\"13 lines: 12 accepted = 12 DELETED + 0 FAILED; 0 duplicates, 1 rejected");
            assertThat(new ObjectMapper()
                            .readTree(receipt.toFile())
                            .get("accepted_at")
                            .textValue())
                    .matches("20\\d\\d-\\d\\d-\\d\\dT[0-9:.]+Z");
            assertThat(new StatusCaller(module.url())
                            .get("/vod/submissions?limit=1")
                            .body())
                    .contains("/vod/submissions?limit=1&before=2");
            assertThat(log.lines()).isNotEmpty().noneMatch(LocaleFlowTest::hasOtherDigits);
        }
        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files.filter(file -> file.toString().matches(".*\\.(jsonl?|csv)")))
                    .hasSizeGreaterThan(6)
                    .noneMatch(file -> hasOtherDigits(file + text(file)));
        }
    }

    private static boolean hasOtherDigits(String text) {
        return text.codePoints().anyMatch(unit -> Character.isDigit(unit) && unit > '9');
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<Path> names(Path folder, String end) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(end)).toList();
        }
    }
}
