package io.voddelete.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.SettableClock;
import io.voddelete.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretWatchTest {
    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-24T10:00:00Z"));
    private final List<Map<Setting, String>> used = new ArrayList<>();
    private final CapturedLog log = CapturedLog.of(SecretWatch.class);
    private boolean refused;
    private boolean diskIsFull;
    private SecretWatch watch;

    @TempDir
    Path directory;

    @BeforeEach
    void start() throws Exception {
        write("ak", "OLD-AK");
        write("sk", "old-sk");
        watch = new SecretWatch(
                List.of(
                        new SecretFile(Setting.ACCESS_KEY, directory.resolve("ak")),
                        new SecretFile(Setting.SECRET_KEY, directory.resolve("sk"))),
                Map.of(Setting.ACCESS_KEY, "OLD-AK", Setting.SECRET_KEY, "old-sk"),
                () -> refused,
                this::use,
                clock::nanoTime);
    }

    @AfterEach
    void noSecretWasLogged() {
        log.close();
        assertThat(log.text()).doesNotContain("AK", "sk-1", "new-sk", "old-sk");
    }

    @Test
    void whatDoesNotChangeIsNotTakenOver() {
        lookFor(60);

        assertThat(used).isEmpty();
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void aWholeSetIsTakenOverWhenItWasReadTheSameForTwoSeconds() throws Exception {
        write("ak", "NEW-AK");
        write("sk", "new-sk");
        lookFor(1);
        assertThat(used).isEmpty();

        lookFor(1);
        assertThat(used).containsExactly(Map.of(Setting.ACCESS_KEY, "NEW-AK", Setting.SECRET_KEY, "new-sk"));
        lookFor(60);
        assertThat(used).hasSize(1);
        assertThat(log.lines())
                .singleElement()
                .asString()
                .startsWith("INFO Secrets changed")
                .contains("vod.secret-key-file");
    }

    @Test
    void aSetThatCannotBeTakenOverIsTriedAgainUntilItIs() throws Exception {
        diskIsFull = true;
        write("ak", "NEW-AK");
        write("sk", "new-sk");
        lookFor(60);
        assertThat(used).isEmpty();
        assertThat(log.lines()).singleElement().asString().contains("WARN", "vod.secret-key-file", "the disk is full");

        diskIsFull = false;
        lookFor(1);
        assertThat(used).containsExactly(Map.of(Setting.ACCESS_KEY, "NEW-AK", Setting.SECRET_KEY, "new-sk"));
    }

    @Test
    void aSetThatIsStillChangingIsWaitedFor() throws Exception {
        write("ak", "NEW-AK");
        for (int i = 0; i < 5; i++) {
            write("sk", "new-sk-" + i);
            lookFor(1);
        }
        assertThat(used).isEmpty();

        lookFor(2);
        assertThat(used).containsExactly(Map.of(Setting.ACCESS_KEY, "NEW-AK", Setting.SECRET_KEY, "new-sk-4"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ak", "sk"})
    void halfASetIsNeverUsedWhileTheOldOneIsAccepted(String first) throws Exception {
        write(first, "new-sk");
        lookFor(3600);
        assertThat(used).isEmpty();
        assertThat(log.lines()).singleElement().asString().contains("WARN Only some", "vod.secret-key-file");

        write(first.equals("ak") ? "sk" : "ak", "new-sk-too");
        lookFor(2);
        assertThat(used).hasSize(1);
    }

    @Test
    void halfASetIsACorrectionWhereTheOldOneIsRefused() throws Exception {
        refused = true;
        write("sk", "new-sk");
        lookFor(9);
        assertThat(used).as("the other file may still come").isEmpty();

        lookFor(1);
        assertThat(used).containsExactly(Map.of(Setting.ACCESS_KEY, "OLD-AK", Setting.SECRET_KEY, "new-sk"));
    }

    @Test
    void aSetOfWhichAPartComesFromNoFileIsNeverAWholeOne() throws Exception {
        watch = new SecretWatch(
                List.of(new SecretFile(Setting.SECRET_KEY, directory.resolve("sk"))),
                Map.of(Setting.ACCESS_KEY, "OLD-AK", Setting.SECRET_KEY, "old-sk"),
                () -> refused,
                used::add,
                clock::nanoTime);
        write("sk", "new-sk");
        lookFor(3600);
        assertThat(used).isEmpty();

        refused = true;
        lookFor(1);
        assertThat(used).containsExactly(Map.of(Setting.ACCESS_KEY, "OLD-AK", Setting.SECRET_KEY, "new-sk"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sk-1 with blanks", "two\nlines"})
    void whatIsIllegalIsSaidOnceAndTheOldSetStays(String content) throws Exception {
        write("ak", "NEW-AK");
        write("sk", content);
        lookFor(60);
        assertThat(used).isEmpty();
        assertThat(log.lines())
                .singleElement()
                .asString()
                .contains("vod.secret-key-file", "'" + directory.resolve("sk") + "'")
                .contains("WARN", "previous values stay in use");

        write("sk", "new-sk");
        lookFor(2);
        assertThat(used).hasSize(1);
    }

    @Test
    void aFileThatVanishesAndComesBackChangesNothing() throws Exception {
        Files.delete(directory.resolve("sk"));
        lookFor(60);
        write("sk", "old-sk");
        lookFor(60);
        Files.delete(directory.resolve("sk"));
        lookFor(60);

        assertThat(used).isEmpty();
        assertThat(log.lines()).as("once each time").hasSize(2);
    }

    @Test
    void aChangeThatIsTakenBackInTimeIsNone() throws Exception {
        write("ak", "NEW-AK");
        write("sk", "new-sk");
        lookFor(1);
        write("ak", "OLD-AK");
        write("sk", "old-sk");
        lookFor(60);

        assertThat(used).isEmpty();
    }

    private void use(Map<Setting, String> values) {
        if (diskIsFull) {
            throw new StoreException("the disk is full", null);
        }
        used.add(values);
    }

    /** So many looks, a second apart; the first one at once. */
    private void lookFor(int seconds) {
        watch.look();
        for (int i = 0; i < seconds; i++) {
            clock.advance(Duration.ofSeconds(1));
            watch.look();
        }
    }

    private void write(String name, String content) throws Exception {
        Files.writeString(directory.resolve(name), content);
    }
}
