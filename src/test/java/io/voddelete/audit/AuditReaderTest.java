package io.voddelete.audit;

import static io.voddelete.kit.AuditKit.event;
import static io.voddelete.kit.AuditKit.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class AuditReaderTest {
    @TempDir
    Path directory;

    /** However much fits on a page or is read for it, every line is shown once, the newest first. */
    @ParameterizedTest
    @CsvSource({"1, 16777216", "3, 16777216", "500, 16777216", "500, 1", "7, 2000", "500, 100000"})
    void pagesLeaveNothingOutAndShowNothingTwice(int limit, long mostRead) throws Exception {
        Head head = write(50, 2000, "");
        assertThat(files(directory)).hasSizeGreaterThan(2);

        List<Long> seen = new ArrayList<>();
        String next = null;
        do {
            AuditPage page = new AuditReader(directory, mostRead).newest(head, AuditQuery.ALL, next, limit);
            page.lines().forEach(line -> seen.add(number(line)));
            assertThat(page.lines()).hasSizeLessThanOrEqualTo(limit);
            next = page.next();
        } while (next != null);

        assertThat(seen).isEqualTo(downFrom(head.number()));
    }

    /** Blocks of the file end within lines, and lines are longer than blocks. */
    @ParameterizedTest
    @CsvSource({"65000", "65300", "65536", "131072", "1000000"})
    void longLinesAreReadWhole(int length) throws Exception {
        Head head = write(4, Long.MAX_VALUE, "x".repeat(length));

        List<Long> seen = new ArrayList<>();
        String next = null;
        do {
            AuditPage page = new AuditReader(directory).newest(head, AuditQuery.ALL, next, 500);
            for (Map<String, Object> line : page.lines()) {
                assertThat(String.valueOf(line.getOrDefault("text", "")))
                        .satisfiesAnyOf(
                                text -> assertThat(text).isEmpty(),
                                text -> assertThat(text).hasSize(length));
                seen.add(number(line));
            }
            next = page.next();
        } while (next != null);

        assertThat(seen).isEqualTo(downFrom(head.number()));
    }

    @Test
    void aPageOfLongLinesIsNoLargerThanOneMebibyteAndALine() throws Exception {
        Head head = write(8, Long.MAX_VALUE, "x".repeat(400_000));

        AuditPage page = new AuditReader(directory).newest(head, AuditQuery.ALL, null, 500);

        assertThat(page.lines()).hasSize(3);
        assertThat(page.next()).isNotNull();
    }

    @Test
    void aFilterThatFitsNothingReadsNoMoreThanIsAllowed() throws Exception {
        Head head = write(50, Long.MAX_VALUE, "");

        AuditPage page = new AuditReader(directory, 3000)
                .newest(head, new AuditQuery("approved", null, null, null, null, null), null, 500);

        assertThat(page.lines()).isEmpty();
        assertThat(page.next()).isNotNull();
    }

    @Test
    void whatIsBeingWrittenIsLeftOut() throws Exception {
        Head head = write(2, Long.MAX_VALUE, "");
        Path file = files(directory).get(0);
        Files.writeString(file, "{\"n\":4,\"event\":\"call\"", StandardOpenOption.APPEND);

        assertThat(new AuditReader(directory)
                        .newest(head, AuditQuery.ALL, null, 9)
                        .lines())
                .extracting(AuditReaderTest::number)
                .containsExactly(3L, 2L, 1L);
        assertThat(new AuditReader(directory)
                        .newest(new Head(2, ""), AuditQuery.ALL, null, 9)
                        .lines())
                .extracting(AuditReaderTest::number)
                .containsExactly(2L, 1L);
    }

    @Test
    void aLineThatIsTooLongIsShownAsUnreadable() throws Exception {
        Head head = write(1, Long.MAX_VALUE, "");
        Path file = files(directory).get(0);
        Files.writeString(file, "y".repeat(AuditLine.LONGEST + 1) + "\n", StandardOpenOption.APPEND);

        List<Map<String, Object>> lines =
                new AuditReader(directory).newest(head, AuditQuery.ALL, null, 9).lines();

        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).containsOnlyKeys("unreadable");
    }

    @Test
    void anEmptyLogIsAnEmptyPage() throws Exception {
        assertThat(new AuditReader(directory.resolve("none")).newest(Head.BEGINNING, AuditQuery.ALL, null, 9))
                .isEqualTo(new AuditPage(List.of(), null));
    }

    /** A mark leads to the beginning of a line, or nobody knows what would be shown. */
    @Test
    void aMarkThatLeadsIntoALineIsRefused() throws Exception {
        Head head = write(3, Long.MAX_VALUE, "");
        AuditReader reader = new AuditReader(directory);
        String mark = reader.newest(head, AuditQuery.ALL, null, 1).next();
        long position = Long.parseLong(mark.substring(2));

        for (String bad : List.of(
                "1-" + (position + 1), "1-" + (position - 1), "1-9999999", "2-0", "0-0", "1", "", "1-x", "1--1")) {
            assertThatThrownBy(() -> reader.newest(head, AuditQuery.ALL, bad, 1))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(reader.newest(head, AuditQuery.ALL, mark, 9).lines()).hasSize(3);
    }

    private Head write(int events, long largestFile, String text) throws IOException {
        try (AuditLog log = new AuditLog(directory, InstantSource.system(), largestFile)) {
            log.open(Head.BEGINNING);
            Head head = Head.BEGINNING;
            for (int i = 0; i < events; i++) {
                head = log.append(
                        List.of(text.isEmpty() ? event("call") : new AuditEvent("call", Map.of("text", text))));
            }
            return head;
        }
    }

    private static long number(Map<String, Object> line) {
        return ((Number) line.get("n")).longValue();
    }

    private static List<Long> downFrom(long last) {
        List<Long> numbers =
                new ArrayList<>(LongStream.rangeClosed(1, last).boxed().toList());
        Collections.reverse(numbers);
        return numbers;
    }

    private static AuditQuery by(String who) {
        return new AuditQuery(null, who, null, null, null, null);
    }

    private static AuditQuery of(String assetId, String... submissions) {
        return new AuditQuery(null, null, null, new AuditQuery.Asset(assetId, Set.of(submissions)), null, null);
    }

    private static AuditQuery in(String since, String until) {
        return new AuditQuery(
                null,
                null,
                null,
                null,
                since == null ? null : Instant.parse(since),
                until == null ? null : Instant.parse(until));
    }

    private List<Long> all(Head head, AuditQuery query, long mostRead) throws IOException {
        List<Long> seen = new ArrayList<>();
        String next = null;
        do {
            AuditPage page = new AuditReader(directory, mostRead).newest(head, query, next, 3);
            page.lines().forEach(line -> seen.add(number(line)));
            next = page.next();
        } while (next != null);
        return seen;
    }

    @Test
    void linesAreSelectedByPersonSubmissionAndAsset() throws Exception {
        Head head;
        try (AuditLog log = new AuditLog(directory, InstantSource.system(), 1_000)) {
            log.open(Head.BEGINNING);
            head = log.append(List.of(
                    new AuditEvent("held", "s-1", null, null),
                    new AuditEvent("approved", "s-1", "zo\u00eb \"z\"", "s-2"),
                    new AuditEvent(
                            "call", null, null, null, List.of("a", "b"), Map.of("submissions", List.of("s-1", "s-2"))),
                    new AuditEvent("call", null, null, null, List.of("c"), Map.of("submissions", List.of("s-2"))),
                    new AuditEvent("stopped", "s-2", "alice", "a"),
                    new AuditEvent("paused", null, "alice", null),
                    new AuditEvent("retried", "s-3", "alice", null, List.of("c"), Map.of())));
        }
        for (long mostRead : List.of(1L, 1_000_000L)) {
            assertThat(all(head, by("alice"), mostRead)).containsExactly(8L, 7L, 6L);
            assertThat(all(head, by("zo\u00eb \"z\""), mostRead)).containsExactly(3L);
            assertThat(all(head, by("s-2"), mostRead)).as("a reason is nobody").isEmpty();
            assertThat(all(head, new AuditQuery(null, null, "s-2", null, null, null), mostRead))
                    .as("with the calls for it")
                    .containsExactly(6L, 5L, 4L);
            assertThat(all(head, new AuditQuery("call", null, "s-1", null, null, null), mostRead))
                    .containsExactly(4L);
            assertThat(all(head, new AuditQuery(Set.of(), null, "s-2", null, null, null, "call"), mostRead))
                    .as("without the calls for it")
                    .containsExactly(6L);
            Set<String> some = Set.of("retried", "paused", "never");
            assertThat(all(head, new AuditQuery(some, null, null, null, null, null, null), mostRead))
                    .containsExactly(8L, 7L);
            assertThat(all(head, of("a", "s-1"), mostRead)).containsExactly(4L, 3L, 2L);
            assertThat(all(head, of("c", "s-2", "s-3"), mostRead))
                    .as("calls with it, not others of its submissions")
                    .containsExactly(8L, 6L, 5L);
            assertThat(all(head, of("d"), mostRead)).isEmpty();
        }
    }

    /** More submissions than are looked for before the JSON is read. */
    @Test
    void anAssetOfManySubmissionsIsFoundToo() throws Exception {
        Head head;
        String[] many = LongStream.range(0, 50).mapToObj(i -> "s-" + i).toArray(String[]::new);
        try (AuditLog log = new AuditLog(directory, InstantSource.system(), 1_000)) {
            log.open(Head.BEGINNING);
            log.append(List.of(new AuditEvent("held", "s-49", null, null)));
            head = log.append(List.of(new AuditEvent("held", "s-50", null, null)));
        }

        assertThat(all(head, of("x", many), 1_000_000)).containsExactly(2L);
    }

    /** Ten lines each ten minutes; the clock is set back by 20 hours and forward again. Files of every size, pages of every effort. */
    @ParameterizedTest
    @CsvSource({"9223372036854775807, 100000000", "20000, 100000000", "20000, 5000", "700000, 300000"})
    void linesAreSelectedByTimeAlsoIfTheClockWasSet(long largestFile, long mostRead) throws Exception {
        AtomicReference<Instant> clock = new AtomicReference<>(Instant.parse("2026-11-01T00:00:00Z"));
        List<Instant> times = new ArrayList<>();
        Head head;
        try (AuditLog log = new AuditLog(directory, clock::get, largestFile)) {
            log.open(Head.BEGINNING);
            head = Head.BEGINNING;
            for (int i = 0; i < 600; i++) {
                Duration set = i == 300 ? Duration.ofHours(-20) : i == 400 ? Duration.ofHours(20) : Duration.ZERO;
                clock.updateAndGet(time -> time.plus(set).plus(Duration.ofMinutes(10)));
                List<AuditEvent> events = new ArrayList<>();
                for (int each = 0; each < 10; each++) {
                    events.add(new AuditEvent("call", Map.of("text", "x".repeat((i * 7 + each) % 400))));
                    times.add(clock.get());
                }
                head = log.append(events);
            }
        }
        String[][] spans = {
            {"2026-11-02T22:00:00Z", "2026-11-02T23:59:00Z"},
            {"2026-11-01T00:10:00Z", "2026-11-01T00:30:00Z"},
            {"2026-11-05T02:00:00.001Z", null},
            {null, "2026-11-01T01:00:00Z"},
            {"2030-01-01T00:00:00Z", null},
            {null, "2020-01-01T00:00:00Z"}
        };
        for (String[] span : spans) {
            AuditQuery query = in(span[0], span[1]);
            List<Long> expected = new ArrayList<>();
            for (int i = times.size() - 1; i >= 0; i--) {
                boolean isLate = span[0] == null || !times.get(i).isBefore(Instant.parse(span[0]));
                boolean isEarly = span[1] == null || times.get(i).isBefore(Instant.parse(span[1]));
                if (isLate && isEarly) {
                    expected.add(i + 2L); // the first line says that the log begins
                }
            }
            List<Long> seen = all(head, query, mostRead);
            seen.remove(1L); // its time is that of the first one
            assertThat(seen).as("%s to %s", span[0], span[1]).isEqualTo(expected);
        }
    }

    @Test
    void aQueryForWhatIsLongAgoBeginsThere() throws Exception {
        AtomicReference<Instant> clock = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
        List<AuditEvent> events = Collections.nCopies(20, new AuditEvent("call", Map.of("text", "x".repeat(1_000))));
        Head head;
        try (AuditLog log = new AuditLog(directory, clock::get, 2_000_000)) {
            log.open(Head.BEGINNING);
            head = Head.BEGINNING;
            for (int i = 0; i < 300; i++) {
                clock.updateAndGet(time -> time.plus(Duration.ofHours(10)));
                head = log.append(events);
            }
        }
        assertThat(files(directory)).hasSizeGreaterThan(2);

        AuditQuery query = in("2026-01-20T00:00:00Z", "2026-01-20T10:00:00Z");
        AuditPage page = new AuditReader(directory, 1_000_000).newest(head, query, null, 500);

        assertThat(page.lines()).hasSize(20);
        assertThat(page.next()).as("what is older is not looked at").isNull();
    }

    /** Few lines are written while the clock is wrong, as after a start without a battery for it; they hide no others. */
    @ParameterizedTest
    @CsvSource({
        "1970-01-01T00:00:09Z, 1, 9223372036854775807",
        "1970-01-01T00:00:09Z, 15, 9223372036854775807",
        "2099-01-01T00:00:00Z, 3, 9223372036854775807",
        "2099-01-01T00:00:00Z, 15, 9223372036854775807",
        "1970-01-01T00:00:09Z, 15, 200000",
        "2099-01-01T00:00:00Z, 15, 200000"
    })
    void linesWithAWrongTimeHideNoOthersWhereverTheyStand(Instant wrong, int inARow, long largestFile)
            throws Exception {
        Instant begin = Instant.parse("2026-11-01T00:00:00Z");
        AtomicReference<Instant> clock = new AtomicReference<>(begin);
        AuditEvent event = new AuditEvent("call", Map.of("text", "x".repeat(3_000)));
        int events = 640;
        List<Long> right = new ArrayList<>();
        Head head;
        try (AuditLog log = new AuditLog(directory, clock::get, largestFile)) {
            log.open(Head.BEGINNING);
            head = Head.BEGINNING;
            for (int i = 0; i < events; i++) {
                boolean isWrong = i % 80 >= 80 - inARow; // also in the middle of the file, where the search begins
                clock.set(isWrong ? wrong : begin.plus(Duration.ofHours(i)));
                if (!isWrong) {
                    right.add(0, i + 2L); // the first line says that the log begins
                }
                head = log.append(List.of(event));
            }
        }
        for (int hour : List.of(60, 160, 320, 400, 600)) {
            String time = begin.plus(Duration.ofHours(hour)).toString();
            List<Long> until = all(head, in(null, time), 100_000_000);
            List<Long> since = all(head, in(time, null), 100_000_000);

            until.retainAll(right);
            since.retainAll(right);
            assertThat(until)
                    .as("until %s", time)
                    .isEqualTo(right.stream().filter(n -> n < hour + 2).toList());
            assertThat(since)
                    .as("since %s", time)
                    .isEqualTo(right.stream().filter(n -> n >= hour + 2).toList());
        }
    }

    /** Who knows an owner by the name does not know how it is escaped. */
    @Test
    void aPersonIsFoundByTheNameAndByWhatStandsInTheLine() throws Exception {
        Head head;
        try (AuditLog log = new AuditLog(directory, InstantSource.system(), 1_000)) {
            log.open(Head.BEGINNING);
            head = log.append(List.of(
                    new AuditEvent("approved", "s-1", "CORP\\u005canna", null),
                    new AuditEvent("approved", "s-2", "anna", null)));
        }

        assertThat(all(head, by("CORP\\anna"), 1_000_000)).containsExactly(2L);
        assertThat(all(head, by("CORP\\u005canna"), 1_000_000)).containsExactly(2L);
        assertThat(all(head, by("anna"), 1_000_000)).containsExactly(3L);
    }
}
