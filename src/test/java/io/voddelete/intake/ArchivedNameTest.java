package io.voddelete.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchivedNameTest {
    private static final String ID = "3f2c9a4e-1111-2222-3333-444455556666";

    @TempDir
    Path directory;

    @Test
    void theIdStandsBeforeTheExtension() {
        assertThat(ArchivedName.of("ids.2026.txt", ID)).isEqualTo("ids.2026-" + ID + ".txt");
        assertThat(ArchivedName.of("ids", ID)).isEqualTo("ids-" + ID);
        assertThat(ArchivedName.of(".txt", ID)).isEqualTo("-" + ID + ".txt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\u00e9", "\u20ac", "\ud83d\ude00", "a\ud83d\ude00\u00e9"})
    void aLongNameIsCutBetweenCharactersAndLeavesRoomForADocument(String character) throws IOException {
        String name = character.repeat(300) + ".txt";

        String kept = ArchivedName.of(name, ID);

        assertThat(kept).endsWith("-" + ID + ".txt");
        assertThat(name).startsWith(kept.substring(0, kept.length() - ID.length() - 5));
        assertThat(bytes(kept + ".duplicates.jsonl")).isBetween(252, 255);
        assertThat(kept.getBytes(StandardCharsets.UTF_8)).doesNotContain((byte) '?');
        assertThat(Files.createFile(directory.resolve(kept + ".duplicates.jsonl")))
                .exists();
    }

    @Test
    void aDotFarInFrontIsNoExtension() {
        String name = "a." + "x".repeat(253);

        assertThat(ArchivedName.of(name, ID)).startsWith("a.xxx").endsWith("x-" + ID);
        assertThat(bytes(ArchivedName.of(name, ID) + ".duplicates.jsonl")).isEqualTo(255);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
