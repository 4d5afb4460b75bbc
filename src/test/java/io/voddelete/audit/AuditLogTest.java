package io.voddelete.audit;

import static io.voddelete.kit.AuditKit.event;
import static io.voddelete.kit.AuditKit.events;
import static io.voddelete.kit.AuditKit.files;
import static io.voddelete.kit.AuditKit.lines;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.Processes;
import io.voddelete.kit.SettableClock;
import io.voddelete.support.Sha256;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class AuditLogTest {
    private static final String ID = "5e5aa04c9e6f4a3b8d7c6b5a49382716";

    @TempDir
    Path data;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-29T20:00:00.123456Z"));
    private Path directory;
    private AuditLog log;

    @BeforeEach
    void isNew() {
        directory = data.resolve("audit");
        log = new AuditLog(directory, clock);
    }

    @AfterEach
    void close() throws IOException {
        log.close();
    }

    @Test
    void aLineSaysWhatHappenedAndIsBoundToTheOneBefore() throws Exception {
        log.open(Head.BEGINNING);
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("http_status", 204);
        details.put("attempts", List.of("a", "b\u202E"));
        details.put("again", true);

        Head head = log.append(
                List.of(new AuditEvent("call", "s-1", "alice", "CHG\n\u001B[31m \"4711\"", List.of(ID), details)));

        List<String> text = Files.readAllLines(directory.resolve("audit-000001.jsonl"));
        assertThat(text.get(0))
                .isEqualTo("{\"n\":1,\"time\":\"2026-11-29T20:00:00.123Z\",\"event\":\"begun\",\"base\":0,\"prev\":\""
                        + "0".repeat(64) + "\"}");
        assertThat(text.get(1))
                .isEqualTo("{\"n\":2,\"time\":\"2026-11-29T20:00:00.123Z\",\"event\":\"call\",\"submission\":\"s-1\","
                        + "\"who\":\"alice\",\"reason\":\"CHG\\\\u000a\\\\u001b[31m \\\"4711\\\"\",\"ids\":[\"" + ID
                        + "\"],\"again\":true,\"attempts\":[\"a\",\"b\\\\u202e\"],\"http_status\":204,\"base\":0,\"prev\":\""
                        + sha256(text.get(0)) + "\"}");
        assertThat(head).isEqualTo(new Head(2, sha256(text.get(1)))).isEqualTo(log.head());
    }

    @Test
    void goesOnAfterARestart() throws Exception {
        Head head = written("approved", "call");
        log.close();
        log = new AuditLog(directory, clock);
        log.open(head);

        Head next = log.append(List.of(event("cancelled")));

        assertThat(events(directory)).containsExactly("begun", "approved", "call", "cancelled");
        assertThat(next.number()).isEqualTo(4);
        assertIntact(next, 4);
    }

    @Test
    void noEventIsNoLine() throws Exception {
        Head head = written("approved");

        assertThat(log.append(List.of())).isEqualTo(head);
        assertThat(lines(directory)).hasSize(2);
    }

    @Test
    void linesOfACommitThatFailedAreNamed() throws Exception {
        Head committed = written("approved");
        log.append(List.of(event("call"), event("call")));
        log.open(committed);
        assertThat(log.head()).isEqualTo(committed);

        log.append(List.of(event("stopped")));
        log.open(committed);
        Head head = log.append(List.of(event("stopped")));
        log.append(List.of(event("went-on")));

        assertThat(events(directory))
                .containsExactly(
                        "begun",
                        "approved",
                        "call",
                        "call",
                        "without-effect",
                        "stopped",
                        "without-effect",
                        "stopped",
                        "went-on");
        assertNames(lines(directory).get(4), 3, 4);
        assertNames(lines(directory).get(6), 3, 6);
        assertThat(head.number()).isEqualTo(8);
    }

    /** Killed between the append and the commit, also between two of them. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void linesThatAKillLeftWithoutTheirCommitAreNamedAfterTheStart(int kills) throws Exception {
        Head committed = written("approved");
        for (int i = 0; i < kills; i++) {
            log.append(List.of(event("call")));
            restart(committed);
        }

        Head head = log.append(List.of(event("call")));
        restart(head);

        JsonNode said = lines(directory).get(1 + 2 * kills);
        assertThat(said.get("event").asText()).isEqualTo("without-effect");
        assertNames(said, 3, 1 + 2 * kills);
        assertIntact(head, head.number());
    }

    /** Their calls were made: to say that they had no effect would be wrong. */
    @Test
    void linesBeyondARestoredStoreAreNotSaidToBeWithoutEffect() throws Exception {
        Head backedUp = written("approved");
        log.append(List.of(event("call")));
        log.append(List.of(event("call")));
        restart(backedUp);

        log.append(List.of(event("resumed")));
        restart(backedUp); // and a kill before the commit
        Head head = log.append(List.of(event("resumed")));
        log.append(List.of(event("call")));
        log.open(head);
        log.append(List.of(event("call")));

        assertThat(events(directory))
                .containsExactly(
                        "begun",
                        "approved",
                        "call",
                        "call",
                        "older-store",
                        "resumed",
                        "older-store",
                        "resumed",
                        "call",
                        "without-effect",
                        "call");
        assertNames(lines(directory).get(4), 3, 4);
        assertNames(lines(directory).get(6), 3, 6);
        assertNames(lines(directory).get(9), 9, 9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"n\":3", "\0\0\0", "no json\n", "{\"n\":3}", "\0\0\0\n{}\n"})
    void whatACrashLeftOfALineIsCutOff(String torn) throws Exception {
        Head head = written("approved");
        Path file = directory.resolve("audit-000001.jsonl");
        Files.writeString(file, torn, StandardOpenOption.APPEND);

        try (CapturedLog warned = CapturedLog.of(AuditEnd.class)) {
            restart(head);
            assertThat(warned.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARN")
                    .contains(torn.length() + " bytes");
        }
        Head next = log.append(List.of(event("call")));

        assertThat(events(directory)).containsExactly("begun", "approved", "call");
        assertIntact(next, 3);
    }

    @Test
    void whatACrashLeftOfTheLineAfterOneWithoutEffectIsCutOffToo() throws Exception {
        Head head = written("approved");
        log.append(List.of(event("call")));
        Files.writeString(directory.resolve("audit-000001.jsonl"), "{\"n\":4,", StandardOpenOption.APPEND);
        restart(head);

        Head next = log.append(List.of(event("call")));

        assertThat(events(directory)).containsExactly("begun", "approved", "call", "without-effect", "call");
        assertIntact(next, 5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"n\":1,\"ti", "\0\0\0"})
    void aCrashWithinTheVeryFirstLineBeginsAgain(String torn) throws Exception {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("audit-000001.jsonl"), torn);

        assertIntact(written("approved"), 2);
    }

    /** Killed while two lines were written: whatever of them is there, the log goes on and says what had no effect. */
    @Test
    void goesOnAfterACrashAtEveryByte() throws Exception {
        Head head = written("approved");
        Path file = directory.resolve("audit-000001.jsonl");
        int committed = (int) Files.size(file);
        log.append(List.of(event("call"), event("call")));
        byte[] all = Files.readAllBytes(file);
        int first = new String(all, UTF_8).indexOf('\n', committed) + 1;

        for (int size = committed; size <= all.length; size++) {
            Files.write(file, Arrays.copyOf(all, size));
            restart(head);
            Head next = log.append(List.of(event("stopped")));

            int whole = size < first ? 0 : size < all.length ? 1 : 2;
            List<String> expected = new ArrayList<>(List.of("begun", "approved"));
            expected.addAll(Collections.nCopies(whole, "call"));
            if (whole > 0) {
                expected.add("without-effect");
            }
            expected.add("stopped");
            assertThat(events(directory)).as("cut at %d", size).isEqualTo(expected);
            assertIntact(next, expected.size());
        }
    }

    /** In a process that may write files of 16 KiB. */
    @Test
    void aFullDiskLeavesNoHalfLine() throws Exception {
        Path out = data.resolve("out");
        Process full = Processes.endWithUs(new ProcessBuilder(
                        "bash",
                        "-c",
                        "ulimit -f 16; exec \"$@\"",
                        "bash",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        UntilFull.class.getName(),
                        directory.toString(),
                        data.resolve("head").toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start());

        assertThat(full.waitFor()).as(() -> out + ": " + read(out)).isZero();
        String[] head = read(data.resolve("head")).split(" ");
        Head last = new Head(Long.parseLong(head[0]), head[1]);
        assertThat(last.number()).isGreaterThan(30);
        assertIntact(last, last.number());
        log.open(last);
        assertIntact(log.append(List.of(event("resumed"))), last.number() + 1);
    }

    /** Writes lines until there is no room, and once more. */
    static final class UntilFull {
        public static void main(String[] args) throws IOException {
            AuditLog log = new AuditLog(Path.of(args[0]), InstantSource.system());
            log.open(Head.BEGINNING);
            Head head = Head.BEGINNING;
            int refused = 0;
            while (refused < 2) {
                try {
                    head = log.append(List.of(event("call"), event("call")));
                } catch (IOException e) {
                    refused++;
                    log.open(head);
                }
            }
            Files.writeString(Path.of(args[1]), head.number() + " " + head.sha256());
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void refusesToOpenIfTheStoredLineIsMissing() throws Exception {
        Head head = written("approved", "call");
        Path file = directory.resolve("audit-000001.jsonl");
        List<String> text = Files.readAllLines(file);
        Files.writeString(file, text.get(0) + "\n" + text.get(1) + "\n");

        assertRefused(head, "audit-000001.jsonl' ends with line 2, but the store knows line 3");
        Files.writeString(file, text.get(0) + "\n" + text.get(1) + "\n" + text.get(2)); // no line feed
        assertRefused(head, "line 3 of '" + file + "'");
        Files.delete(file);
        assertRefused(head, "no file, but the store knows its line 3");
    }

    @Test
    void refusesToOpenIfTheLastFileWasChanged() throws Exception {
        Head head = written("approved", "call");
        Path file = directory.resolve("audit-000001.jsonl");
        String text = Files.readString(file);

        Files.writeString(file, text.replace("\"event\":\"call\"", "\"event\":\"cull\""));
        assertRefused(head, "line 3 of '" + file + "' is not the line 3");
        Files.writeString(file, text.replace("\"event\":\"approved\"", "\"event\":\"approwed\""));
        assertRefused(head, "line 3 of '" + file + "' does not continue");
        Files.writeString(file, text.replace("begun", "began"));
        assertRefused(head, "line 2 of '" + file + "' does not continue");
        Files.writeString(file, text + "{\"forged\":1}\n{\"forged\":2}\n");
        assertRefused(head, "line 4 of '" + file + "' does not continue");
        Files.writeString(file, text);
        restart(head);
    }

    /** Refused, it must not be open for the next caller. */
    @Test
    void nothingIsWrittenUntilItIsOpen() throws Exception {
        Head head = written("approved");
        restart(head);
        assertRefused(new Head(2, "f".repeat(64)), "line 2");

        assertThatThrownBy(() -> log.append(List.of(event("call")))).isInstanceOf(IllegalStateException.class);
        assertThat(lines(directory)).hasSize(2);
    }

    @Test
    void beginsAnewIfTheOperatorSaysSo() throws Exception {
        Head head = written("approved", "call");
        log.close();
        Files.move(directory, data.resolve("away"));
        Files.createDirectories(directory);
        Files.createFile(directory.resolve("begin-anew"));
        restart(head);
        assertThat(directory.resolve("begin-anew")).exists();

        Head next = log.append(List.of(event("resumed")));
        restart(head); // killed before the commit
        Head last = log.append(List.of(event("resumed")));

        assertThat(directory.resolve("begin-anew")).doesNotExist();
        assertThat(events(directory)).containsExactly("begun-anew", "resumed", "without-effect", "resumed");
        assertThat(lines(directory).get(0).get("prev").asText()).isEqualTo(head.sha256());
        assertThat(next.number()).isEqualTo(5);
        assertThat(AuditVerification.verify(directory, last))
                .satisfies(result -> assertThat(result.fault()).isNull())
                .satisfies(result -> assertThat(result.notes()).hasSize(1));
    }

    @Test
    void aWordThatIsNotNeededDoesNotLetALaterLossPass() throws Exception {
        Head head = written("approved", "call");
        Files.createFile(directory.resolve("begin-anew"));
        try (CapturedLog captured = CapturedLog.everythingOf("io.voddelete.audit")) {
            restart(head);
            assertThat(captured.lines()).singleElement().asString().contains("begin-anew");
        }
        assertThat(directory.resolve("begin-anew")).doesNotExist();
        assertThat(events(directory)).containsExactly("begun", "approved", "call");
        log.close();
        for (Path file : files(directory)) {
            Files.delete(file);
        }
        assertRefused(head, "no file");
    }

    @Test
    void aFullFileIsFollowedByTheNext() throws Exception {
        log = new AuditLog(directory, clock, 300);
        log.open(Head.BEGINNING);
        Head head = Head.BEGINNING;
        for (int i = 0; i < 7; i++) {
            head = log.append(List.of(event("call")));
        }

        assertThat(files(directory))
                .extracting(file -> file.getFileName().toString())
                .hasSizeGreaterThan(2)
                .startsWith("audit-000001.jsonl", "audit-000002.jsonl");
        assertIntact(head, 8);
        restart(head);
        assertIntact(log.append(List.of(event("call"))), 9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"n\":", "\0\0\n{}\n"})
    void aCrashAtTheBeginningOfTheNextFileGoesOnThere(String torn) throws Exception {
        Head head = written("approved");
        Files.writeString(directory.resolve("audit-000002.jsonl"), torn);
        restart(head);

        Head next = log.append(List.of(event("call")));

        assertThat(directory.resolve("audit-000002.jsonl")).content().startsWith("{\"n\":3,");
        assertIntact(next, 3);
    }

    /** The file before is not read at the start, unless the stored line is there. */
    @Test
    void findsTheStoredLineInTheFileBefore() throws Exception {
        Head head = written("approved");
        log = new AuditLog(directory, clock, 1);
        log.open(head);
        log.append(List.of(event("call")));
        log.close();
        log = new AuditLog(directory, clock, 1);
        log.open(head);

        Head next = log.append(List.of(event("call")));

        assertThat(events(directory)).containsExactly("begun", "approved", "call", "without-effect", "call");
        assertIntact(next, 5);
    }

    @Test
    void refusesToWriteBehindSomebodyElsesLines() throws Exception {
        written("approved");
        Path file = directory.resolve("audit-000001.jsonl");
        Files.writeString(file, "{}\n", StandardOpenOption.APPEND);

        assertThatThrownBy(() -> log.append(List.of(event("call"))))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining(file.toString());
        assertThat(file).content().endsWith("{}\n");
    }

    @Test
    void refusesToWriteToAFileThatNobodyWouldFind() throws Exception {
        Head head = written("approved");
        Path file = directory.resolve("audit-000001.jsonl");
        Files.move(file, directory.resolve("rotated"));

        assertThatThrownBy(() -> log.append(List.of(event("call")))).isInstanceOf(IOException.class);
        Files.move(directory.resolve("rotated"), file);
        log.open(head);
        assertIntact(log.append(List.of(event("call"))), 3);
    }

    /** As of a disk that is not mounted any more: there must be no second log in its mount point. */
    @Test
    void makesNoFolderWhereTheDirectoryWas() throws Exception {
        Head head = written("approved");
        Files.move(directory, data.resolve("unmounted"));

        assertThatThrownBy(() -> log.append(List.of(event("call")))).isInstanceOf(IOException.class);
        assertThat(directory).doesNotExist();
        assertThatThrownBy(() -> log.open(head)).isInstanceOf(AuditException.class);
    }

    @Test
    void onlyItsOwnerAndGroupReadIt() throws Exception {
        written("approved");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .endsWith("---");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(directory.resolve("audit-000001.jsonl"))))
                .endsWith("---");
    }

    @Test
    void followsNoLink() throws Exception {
        Head head = written("approved");
        log.close();
        Path file = directory.resolve("audit-000001.jsonl");
        Files.move(file, data.resolve("elsewhere"));
        Files.createSymbolicLink(file, data.resolve("elsewhere"));

        assertThatThrownBy(() -> restart(head))
                .isInstanceOf(AuditException.class)
                .hasRootCauseInstanceOf(FileSystemException.class)
                .hasMessageContaining(directory.toString());
    }

    @Test
    void aLineThatIsTooLongIsRefusedBeforeItIsWritten() throws Exception {
        Head head = written("approved");

        assertThatThrownBy(() -> log.append(List.of(new AuditEvent("call", Map.of("text", "x".repeat(1 << 20))))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'call'");
        log.open(head);
        assertIntact(log.append(List.of(event("call"))), 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"n", "prev", "base", "event", "Upper", "two words", ""})
    void membersOfTheChainCannotBeForged(String key) {
        assertThatThrownBy(() -> new AuditEvent("call", Map.of(key, "x"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AuditEvent("call", Map.of("id", List.of(1))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AuditEvent("a\"b", Map.of())).isInstanceOf(IllegalArgumentException.class);
    }

    private Head written(String... names) throws IOException {
        log.open(Head.BEGINNING);
        Head head = Head.BEGINNING;
        for (String name : names) {
            head = log.append(List.of(event(name)));
        }
        return head;
    }

    private void restart(Head stored) throws IOException {
        log.close();
        log = new AuditLog(directory, clock);
        log.open(stored);
    }

    private void assertRefused(Head stored, String fact) {
        assertThatThrownBy(() -> restart(stored))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining(fact)
                .satisfies(e -> assertThat(((AuditException) e).remedy()).contains("begin-anew"));
    }

    private void assertIntact(Head stored, long lines) throws IOException {
        AuditVerification result = AuditVerification.verify(directory, stored);
        assertThat(result.fault()).isNull();
        assertThat(result.notes()).isEmpty();
        assertThat(result.lines()).isEqualTo(lines);
    }

    private static void assertNames(JsonNode line, long from, long to) {
        assertThat(line.get("from").asLong()).isEqualTo(from);
        assertThat(line.get("to").asLong()).isEqualTo(to);
    }

    private static String sha256(String line) {
        return Sha256.hex(line.getBytes(UTF_8));
    }
}
