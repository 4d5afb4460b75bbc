package io.voddelete.rule;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The documents of the repository: the README, the reference and what lies in {@code .github}. */
final class DocPages {
    static final Path README = Path.of("README.md");
    private static final Path REFERENCE = Path.of("src", "site", "markdown");
    private static final Path GITHUB = Path.of(".github");

    private DocPages() {}

    /** A page of the reference. */
    static Path reference(String name) {
        return REFERENCE.resolve(name);
    }

    static List<Path> all() {
        return Stream.of(README, REFERENCE, GITHUB)
                .flatMap(DocPages::files)
                .filter(file -> file.toString().endsWith(".md"))
                .sorted()
                .toList();
    }

    static String text(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> files(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
