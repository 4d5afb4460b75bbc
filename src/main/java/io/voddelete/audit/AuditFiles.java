package io.voddelete.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The names of the files: {@code audit-000001.jsonl} and so on. */
final class AuditFiles {
    private static final Pattern NAME = Pattern.compile("audit-([0-9]{6,18})\\.jsonl");

    private AuditFiles() {}

    /** Returns the files of a directory in the order in which they were written; none if it does not exist. */
    static List<Path> in(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(AuditFiles::isOurs)
                    .sorted(Comparator.comparingLong(AuditFiles::number))
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** No two names have the same number. */
    private static boolean isOurs(Path file) {
        return NAME.matcher(name(file)).matches() && name(file).equals(name(number(file)));
    }

    static Path file(Path directory, long number) {
        return directory.resolve(name(number));
    }

    /** Returns the number in the name of a file. */
    static long number(Path file) {
        Matcher name = NAME.matcher(name(file));
        if (!name.matches()) {
            throw new IllegalArgumentException(file + " is no file of an audit log");
        }
        return Long.parseLong(name.group(1));
    }

    private static String name(long number) {
        return String.format(Locale.ROOT, "audit-%06d.jsonl", number);
    }

    /** Returns the name without the directory. */
    static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
