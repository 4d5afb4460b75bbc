package io.voddelete.plan;

import static io.voddelete.plan.Plans.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.asset.AssetId;
import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.Ids;
import io.voddelete.kit.SettableClock;
import io.voddelete.reader.AssetIdPattern;
import io.voddelete.reader.IdColumns;
import io.voddelete.reader.ListOptions;
import io.voddelete.reader.ListRules;
import io.voddelete.release.Limits;
import io.voddelete.store.Target;
import io.voddelete.support.AtomicFile;
import io.voddelete.support.WakeUp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanFolderTest {
    private static final ListOptions INPUT = new ListOptions(
            new ListRules(new AssetIdPattern(Pattern.compile("[0-9a-f]{32}")), IdColumns.parse(IdColumns.DEFAULT)),
            1 << 20,
            1_000);

    @TempDir
    Path folder;

    private final SettableClock clock = new SettableClock(NOW);
    private final List<AssetId> asked = new ArrayList<>();
    private final WakeUp work = new WakeUp();
    private long releasedInADay;
    private PlanFolder plans;
    private Path done;

    @BeforeEach
    void create() {
        done = folder.resolve("done");
        Survey survey = new Survey(this::answer, SurveySize.ALL, clock, new Random(1));
        Limits limits = new Limits(
                Limits.Required.OVER_LIMIT,
                OptionalLong.of(5),
                OptionalLong.of(1_000),
                OptionalLong.empty(),
                OptionalInt.empty(),
                Duration.ZERO,
                false,
                false);
        MakePlans.About about = new MakePlans.About(
                new Target("https://vod.example", "5151"), "7c1e", () -> 100, Duration.ofDays(7), Plans.BY_FOLDER);
        plans = new PlanFolder(
                true,
                folder,
                new PlanFolder.Reading(
                        new AtomicFile(new Random(2)), INPUT, file -> true, name -> name.endsWith(".tmp")),
                new PlanOnly(
                        survey, limits, new HoldTexts("5", "1000", "10", "50%"), about, () -> releasedInADay, clock),
                work,
                clock);
    }

    private List<AssetFacts> answer(List<AssetId> ids) {
        asked.addAll(ids);
        return ids.stream().map(id -> Plans.living(id, "t", "c")).toList();
    }

    private Path drop(String name, int from, int to) throws IOException {
        List<String> lines =
                Ids.lines(from, to).stream().map(line -> line.assetId().value()).toList();
        return Files.write(folder.resolve(name), lines);
    }

    private List<String> inDone() throws IOException {
        try (Stream<Path> all = Files.list(done)) {
            return all.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aListComesBackWithItsPlan() throws IOException {
        drop("list.txt", 0, 3);
        plans.look();

        assertThat(inDone()).containsExactly("list.txt", "list.txt.plan.txt");
        assertThat(Files.readString(done.resolve("list.txt.plan.txt"))).contains("      3 ids: 3 living");
        assertThat(asked).hasSize(3);
    }

    private String planOf(String... lines) throws IOException {
        Files.write(folder.resolve("list.txt"), List.of(lines));
        plans.look();
        return Files.readString(done.resolve("list.txt.plan.txt"));
    }

    @Test
    void anIdThatStandsInTheListTwiceCountsOnce() throws IOException {
        String[] lines = new String[8];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = Ids.id(i % 5).value();
        }
        assertThat(planOf(lines)).contains("      5 ids: 5 living").doesNotContain("held");
        assertThat(asked).hasSize(5).doesNotHaveDuplicates();
    }

    @Test
    void linesThatAreNoIdsAreSaid() throws IOException {
        assertThat(planOf(Ids.id(1).value(), "no id", "no id either"))
                .contains("      1 ids: 1 living", "      2 lines are no ids, and rejected");
    }

    /** Else the same list is held when it is dropped into the inbox. */
    @Test
    void whatWasReleasedTodayCountsForTheDayLimit() throws IOException {
        releasedInADay = 999;
        String[] two = {Ids.id(1).value(), Ids.id(2).value()};
        assertThat(planOf(two)).contains("Would be held because with its 2 ids more than 1000");
    }

    @Test
    void theSmallestListIsPlannedFirst() throws IOException {
        drop("a-large.txt", 0, 30);
        drop("b-small.txt", 100, 103);
        plans.look();

        assertThat(inDone()).containsExactly("b-small.txt", "b-small.txt.plan.txt");
    }

    @Test
    void whereNothingCanBeWrittenNothingIsAsked() throws IOException {
        Files.createFile(done);
        drop("list.txt", 0, 3);
        try (CapturedLog log = CapturedLog.of(PlanFolder.class)) {
            plans.look();
            plans.look();

            assertThat(asked).isEmpty();
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARN")
                    .contains("list.txt");
        }
        Files.delete(done);
        clock.advance(Duration.ofMinutes(1));
        plans.look();
        assertThat(inDone()).containsExactly("list.txt", "list.txt.plan.txt");
    }

    @Test
    void aListWhosePlanCannotBeWrittenIsAskedAboutLessAndLessOften() throws IOException {
        Path unwritable = Files.createDirectories(done.resolve("list.txt.plan.txt"));
        drop("list.txt", 0, 3);
        plans.look();
        plans.look();
        assertThat(asked).hasSize(3);

        clock.advance(Duration.ofMinutes(1));
        plans.look();
        clock.advance(Duration.ofMinutes(1));
        plans.look();
        assertThat(asked).as("the second wait is longer").hasSize(6);
        clock.advance(Duration.ofMinutes(1));
        plans.look();
        assertThat(asked).hasSize(9);

        Files.delete(unwritable);
        plans.look();
        assertThat(folder.resolve("list.txt")).exists();
        drop("list.txt", 0, 4);
        plans.look();
        assertThat(inDone()).as("another file is no repetition").containsExactly("list.txt", "list.txt.plan.txt");
    }
}
