package io.voddelete.audit;

import static io.voddelete.kit.AuditKit.event;
import static io.voddelete.kit.AuditKit.files;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.audit.AuditVerification.Fault;
import io.voddelete.audit.AuditVerification.Kind;
import io.voddelete.kit.SettableClock;
import io.voddelete.support.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever is done to the files, the first line that it was done to is named (G13). */
class AuditVerificationTest {
    /** A log of several files, as it was written. */
    private record Written(Path directory, Head head, Map<Path, List<String>> lines) {
        static Written random(Random random) throws IOException {
            Path directory = Files.createTempDirectory("vod-audit");
            SettableClock clock = new SettableClock(Instant.parse("2026-11-29T20:00:00Z"));
            try (AuditLog log = new AuditLog(directory, clock, 1000 + random.nextInt(2000))) {
                log.open(Head.BEGINNING);
                Head head = Head.BEGINNING;
                for (int append = 0; append < 8 || files(directory).size() < 3; append++) {
                    clock.advance(Duration.ofSeconds(random.nextInt(100)));
                    Head before = head;
                    head = log.append(IntStream.rangeClosed(0, random.nextInt(3))
                            .mapToObj(i -> someEvent(random))
                            .toList());
                    if (random.nextInt(5) == 0) { // the commit fails
                        log.open(before);
                        head = log.append(List.of(event("paused")));
                    }
                }
                Map<Path, List<String>> lines = new LinkedHashMap<>();
                for (Path file : files(directory)) {
                    lines.put(file, new ArrayList<>(Files.readAllLines(file)));
                }
                return new Written(directory, head, lines);
            }
        }

        private static AuditEvent someEvent(Random random) {
            List<String> ids = IntStream.range(0, random.nextInt(4))
                    .mapToObj(i -> String.format("%032x", random.nextLong()))
                    .toList();
            Map<String, Object> details = random.nextBoolean() ? Map.of("title", "\u00e4 \u4e2d \"}\n{\\") : Map.of();
            return new AuditEvent("call", "s-" + random.nextInt(9), null, null, ids, details);
        }

        /** The place of a line: its file, and its index there. */
        record Place(Path file, int index) {
            String name() {
                return file.getFileName().toString();
            }
        }

        List<Place> places() {
            return lines.entrySet().stream()
                    .flatMap(file -> IntStream.range(0, file.getValue().size())
                            .mapToObj(index -> new Place(file.getKey(), index)))
                    .toList();
        }

        Place place(Random random) {
            return places().get(random.nextInt(places().size()));
        }

        /** Writes the changed lines and returns what is found then. */
        AuditVerification verified() throws IOException {
            for (Map.Entry<Path, List<String>> file : lines.entrySet()) {
                if (Files.exists(file.getKey())) {
                    Files.writeString(file.getKey(), text(file.getValue()));
                }
            }
            return verifiedAsItIs();
        }

        private static String text(List<String> lines) {
            return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
        }

        AuditVerification verifiedAsItIs() throws IOException {
            AuditVerification result = AuditVerification.verify(directory, head);
            try (Stream<Path> all = Files.walk(directory)) {
                all.sorted(Collections.reverseOrder()).forEach(Written::delete);
            }
            return result;
        }

        private static void delete(Path path) {
            try {
                Files.delete(path);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Property(tries = 50)
    void whatWasNotTouchedIsIntact(@ForAll long seed) throws Exception {
        Written log = Written.random(new Random(seed));
        long bytes = 0;
        for (Path file : log.lines.keySet()) {
            bytes += Files.size(file);
        }

        AuditVerification result = log.verified();

        assertThat(result)
                .isEqualTo(new AuditVerification(log.lines.size(), log.places().size(), bytes, null, List.of()));
        assertThat(result.lines()).isEqualTo(log.head.number());
    }

    @Property(tries = 300)
    void aByteThatWasChangedIsFound(@ForAll long seed, @ForAll @IntRange(min = 1, max = 255) int xor) throws Exception {
        Random random = new Random(seed);
        Written log = Written.random(random);
        Written.Place at = log.place(random);
        byte[] text = Files.readAllBytes(at.file);
        int start = log.lines.get(at.file).subList(0, at.index).stream()
                .mapToInt(line -> line.getBytes(UTF_8).length + 1)
                .sum();
        int length = log.lines.get(at.file).get(at.index).getBytes(UTF_8).length;
        text[start + random.nextInt(length + 1)] ^= (byte) xor; // its line feed too
        Files.write(at.file, text);

        Fault fault = log.verifiedAsItIs().fault();

        long number = log.places().indexOf(at) + 1;
        assertThat(fault.number()).isIn(number - 1, number); // the line before only if this one's prev was hit
        assertThat(fault.lastNumber()).isEqualTo(number);
        if (fault.number() == number) {
            assertNames(fault, at);
        }
        assertThat(fault.kind()).isIn(Kind.CHANGED, Kind.CUT_OFF);
    }

    @Property(tries = 200)
    void ofLinesInARowThatWereChangedTheFirstAndTheLastAreNamed(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        Written log = Written.random(random);
        int first = random.nextInt(log.places().size());
        int last = Math.min(log.places().size() - 1, first + random.nextInt(5));
        for (Written.Place at : log.places().subList(first, last + 1)) {
            change(log, at, "\"event\":\"", "\"event\":\"x");
        }

        Fault fault = log.verified().fault();

        assertThat(fault.kind()).isEqualTo(Kind.CHANGED);
        assertThat(fault.number()).isEqualTo(first + 1);
        assertThat(fault.lastNumber()).isEqualTo(last + 1);
        assertNames(fault, log.places().get(first));
    }

    /** It proves no more than that one of two was changed. */
    @Property(tries = 200)
    void whereTheHashInALineWasChangedTooTheLineBeforeItIsInDoubt(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        Written log = Written.random(random);
        int first = 1 + random.nextInt(log.places().size() - 1);
        int last = Math.min(log.places().size() - 1, first + random.nextInt(4));
        for (Written.Place at : log.places().subList(first, last + 1)) {
            change(log, at, "\"prev\":\"", "\"prev\":\"" + "0".repeat(64) + "\",\"was\":\"");
        }

        Fault fault = log.verified().fault();

        assertThat(fault.kind()).isEqualTo(Kind.CHANGED);
        assertThat(fault.number()).isEqualTo(first);
        assertThat(fault.lastNumber()).isEqualTo(last + 1);
    }

    @Property(tries = 100)
    void aLineWithoutAHashAndThoseAfterItAreInDoubtButNotTheOneBefore(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        Written log = Written.random(random);
        int first = random.nextInt(log.places().size() - 1);
        change(log, log.places().get(first), "\"prev\":\"", random.nextBoolean() ? "\"prev\":\"-" : "\"");
        change(log, log.places().get(first + 1), "\"event\":\"", "\"event\":\"x");

        Fault fault = log.verified().fault();

        assertThat(fault.kind()).isEqualTo(Kind.CHANGED);
        assertThat(fault.number()).isEqualTo(first + 1);
        assertThat(fault.lastNumber()).isEqualTo(first + 2);
    }

    private static void change(Written log, Written.Place at, String what, String with) {
        log.lines
                .get(at.file)
                .set(at.index, log.lines.get(at.file).get(at.index).replace(what, with));
    }

    @Property(tries = 100)
    void aLineThatWasRemovedIsFound(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        Written log = Written.random(random);
        Written.Place at = log.place(random);
        long number = log.places().indexOf(at) + 1;
        log.lines.get(at.file).remove(at.index);

        Fault fault = log.verified().fault();

        assertThat(fault.number()).isEqualTo(number);
        assertThat(fault.lastNumber()).isEqualTo(number);
        assertThat(fault.kind()).isEqualTo(number == log.head.number() ? Kind.CUT_OFF : Kind.REMOVED);
    }

    @Property(tries = 100)
    void linesThatWereSwappedAreFound(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        Written log = Written.random(random);
        int one = random.nextInt(log.places().size() - 1);
        int other = one + 1 + random.nextInt(log.places().size() - one - 1);
        Written.Place at = log.places().get(one);
        Written.Place to = log.places().get(other);
        String line = log.lines.get(at.file).get(at.index);
        log.lines.get(at.file).set(at.index, log.lines.get(to.file).get(to.index));
        log.lines.get(to.file).set(to.index, line);

        Fault fault = log.verified().fault();

        assertThat(fault.kind()).isEqualTo(Kind.SWAPPED);
        assertThat(fault.number()).isEqualTo(one + 1);
        assertNames(fault, at);
    }

    @Property(tries = 100)
    void whatWasCutOffAtTheEndIsFound(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        Written log = Written.random(random);
        Path last = Collections.max(log.lines.keySet());
        byte[] text = Files.readAllBytes(last);
        int kept = random.nextInt(text.length);
        Files.write(last, Arrays.copyOf(text, kept));
        long whole = IntStream.range(0, kept).filter(i -> text[i] == '\n').count();

        Fault fault = log.verifiedAsItIs().fault();

        assertThat(fault.kind()).isEqualTo(Kind.CUT_OFF);
        assertThat(fault.number())
                .isEqualTo(log.head.number() - log.lines.get(last).size() + whole + 1);
    }

    @Property(tries = 100)
    void aFileThatWasRemovedIsFound(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        Written log = Written.random(random);
        List<Path> files = List.copyOf(log.lines.keySet());
        int index = random.nextInt(files.size());
        Files.delete(files.get(index));

        Fault fault = log.verified().fault();

        boolean isLast = index == files.size() - 1;
        assertThat(fault.kind()).isEqualTo(isLast ? Kind.CUT_OFF : Kind.FILE_MISSING);
        assertThat(fault.file())
                .isEqualTo(files.get(isLast ? index - 1 : index).getFileName().toString());
    }

    @Property(tries = 100)
    void filesThatWereSwappedAreFound(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        Written log = Written.random(random);
        List<Path> files = List.copyOf(log.lines.keySet());
        int index = random.nextInt(files.size() - 1);
        List<String> one = log.lines.get(files.get(index));
        log.lines.put(files.get(index), log.lines.put(files.get(index + 1), one));

        Fault fault = log.verified().fault();

        assertThat(fault.kind()).isIn(Kind.REMOVED, Kind.SWAPPED);
        assertThat(fault.file()).isEqualTo(files.get(index).getFileName().toString());
        assertThat(fault.line()).isEqualTo(1);
    }

    @Property(tries = 100)
    void aCopyOfALineIsFound(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        Written log = Written.random(random);
        Written.Place at = log.place(random);
        List<String> lines = log.lines.get(at.file);
        lines.add(at.index, lines.get(at.index));

        Fault fault = log.verified().fault();

        boolean isLast = log.places().size() == log.head.number() + 1
                && at.equals(log.places().get(log.places().size() - 2));
        assertThat(fault.kind()).isEqualTo(isLast ? Kind.BEYOND_HEAD : Kind.ADDED);
        assertThat(fault.line()).isEqualTo(at.index + 2);
    }

    /** Whoever can write to the files can compute a chain, but not what the store knows. */
    @Property(tries = 50)
    void aForgedLineBeyondTheHeadIsNoFaultButTold(@ForAll long seed) throws Exception {
        Written log = Written.random(new Random(seed));
        List<String> last = log.lines.get(Collections.max(log.lines.keySet()));
        last.add("{\"n\":" + (log.head.number() + 1) + ",\"event\":\"approved\",\"base\":" + log.head.number()
                + ",\"prev\":\"" + log.head.sha256() + "\"}");

        AuditVerification result = log.verified();

        assertThat(result.fault()).isNull();
        assertThat(result.notes()).singleElement().asString().contains(" " + (log.head.number() + 1) + " ");
    }

    @Property(tries = 50)
    void whatLiesBeyondTheHeadAndContinuesNothingIsAFault(@ForAll long seed) throws Exception {
        Written log = Written.random(new Random(seed));
        List<String> last = log.lines.get(Collections.max(log.lines.keySet()));
        last.add("{\"n\":" + (log.head.number() + 1) + ",\"event\":\"approved\",\"base\":" + log.head.number()
                + ",\"prev\":\"" + "a".repeat(64) + "\"}");

        Fault fault = log.verified().fault();

        assertThat(fault.kind()).isEqualTo(Kind.BEYOND_HEAD);
        assertThat(fault.line()).isEqualTo(last.size());
    }

    @Property(tries = 50)
    void whatACrashLeftIsNoFaultButTold(@ForAll long seed) throws Exception {
        Written log = Written.random(new Random(seed));
        Path last = Collections.max(log.lines.keySet());
        Files.writeString(last, Files.readString(last) + "{\"n\":");

        AuditVerification result = log.verifiedAsItIs();

        assertThat(result.fault()).isNull();
        assertThat(result.notes())
                .singleElement()
                .asString()
                .contains(last.getFileName().toString());
    }

    /** A whole chain that was written anew from some line on differs in its head. */
    @Property(tries = 100)
    void aChainThatWasComputedAnewIsFound(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        Written log = Written.random(random);
        Written.Place from = log.place(random);
        String prev = null;
        for (Written.Place at : log.places()) {
            List<String> lines = log.lines.get(at.file);
            String line = lines.get(at.index);
            if (at.equals(from)) {
                line = line.replace("\"event\":\"", "\"event\":\"x");
            } else if (prev != null) {
                line = line.replaceAll("\"prev\":\"[0-9a-f]{64}\"", "\"prev\":\"" + prev + "\"");
            }
            if (at.equals(from) || prev != null) {
                prev = Sha256.hex(line.getBytes(UTF_8));
                lines.set(at.index, line);
            }
        }

        Fault fault = log.verified().fault();

        assertThat(fault.kind()).isEqualTo(Kind.CHANGED);
        assertThat(fault.number()).isEqualTo(log.head.number());
    }

    /** Otherwise one of two files with the same number would be chosen by chance. */
    @Property(tries = 20)
    void aFileOfAnotherNameIsNotPartOfIt(@ForAll long seed) throws Exception {
        Written log = Written.random(new Random(seed));
        Path first = log.lines.keySet().iterator().next();
        for (String name :
                List.of("audit-0000001.jsonl", "audit-1.jsonl", "audit-000001.jsonl.bak", "Audit-000009.jsonl")) {
            Files.copy(first, log.directory.resolve(name));
        }

        AuditVerification result = log.verified();

        assertThat(result.fault()).isNull();
        assertThat(result.files()).isEqualTo(log.lines.size());
    }

    /** A line without an end must not fill the memory. */
    @Property(tries = 1)
    void aHugeLineIsAFault() throws Exception {
        Path directory = Files.createTempDirectory("vod-audit");
        Path file = directory.resolve("audit-000001.jsonl");
        Files.write(file, "x".repeat(3 << 20).getBytes(ISO_8859_1));

        AuditVerification result = new Written(directory, new Head(1, "a".repeat(64)), Map.of()).verifiedAsItIs();

        assertThat(result.fault().kind()).isEqualTo(Kind.CHANGED);
        assertThat(result.bytes()).isLessThan(3 << 20);
    }

    @Property(tries = 1)
    void nothingAtAllIsIntactOnlyForAStoreThatKnowsNothing() throws Exception {
        Path missing = Path.of("target/no-such-directory");

        assertThat(AuditVerification.verify(missing, Head.BEGINNING).fault()).isNull();
        assertThat(AuditVerification.verify(missing, new Head(3, "a".repeat(64)))
                        .fault())
                .satisfies(fault -> assertThat(fault.kind()).isEqualTo(Kind.CUT_OFF))
                .satisfies(fault -> assertThat(fault.number()).isEqualTo(1));
    }

    private static void assertNames(Fault fault, Written.Place at) {
        assertThat(fault.file()).isEqualTo(at.name());
        assertThat(fault.line()).isEqualTo(at.index + 1);
    }
}
