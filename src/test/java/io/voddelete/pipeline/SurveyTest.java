package io.voddelete.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.asset.AssetIdPattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SurveyTest {
    private static final AssetIdPattern PATTERN = new AssetIdPattern(Pattern.compile("[a-z][0-9]+"));

    @TempDir
    Path directory;

    @Test
    void countsLinesIdsAndWhatIsNoneAndHashesAllOfIt() throws Exception {
        Path file = Files.writeString(directory.resolve("ids.txt"), "a1\n# why\n\nnot one\nA2\na1\n");

        assertThat(Survey.of(file, PATTERN))
                .isEqualTo(new Survey(
                        FileStamp.of(file),
                        6,
                        2,
                        2,
                        "1a078cb2be598f7d3e5d0592e90673aaaf66295ae3e2f1793181a0227342182f"));
    }

    @Test
    void anEmptyFileHasNothing() throws Exception {
        Path file = Files.writeString(directory.resolve("empty.txt"), "");

        assertThat(Survey.of(file, PATTERN))
                .isEqualTo(new Survey(
                        FileStamp.of(file),
                        0,
                        0,
                        0,
                        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    }

    @Test
    void aLinkIsNotFollowed() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "a1\n");
        Path link = Files.createSymbolicLink(directory.resolve("ids.txt"), secret);

        assertThatThrownBy(() -> Survey.of(link, PATTERN)).isInstanceOf(IOException.class);
    }

    @Test
    void aFileThatIsGoneIsAFault() {
        assertThatThrownBy(() -> Survey.of(directory.resolve("none.txt"), PATTERN))
                .isInstanceOf(NoSuchFileException.class);
    }
}
