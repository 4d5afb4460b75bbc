package io.voddelete.rule;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The jars that Maven resolved for the run time, as the build listed them. */
final class Libraries {
    private static final Path LIST = Path.of("target", "libraries.txt");
    private static final Pattern LINE =
            Pattern.compile(" +(?<jar>[^: ]+:[^: ]+):jar:(?<version>[^: ]+):(compile|runtime)\\b.*");

    private Libraries() {}

    /** {@code group:artifact} to version; never empty. */
    static Map<String, String> resolved() throws IOException {
        Map<String, String> resolved = new TreeMap<>();
        for (String line : Files.readAllLines(LIST)) {
            Matcher library = LINE.matcher(line);
            if (library.matches()) {
                resolved.put(library.group("jar"), library.group("version"));
            } else if (line.startsWith(" ")) {
                throw new IllegalStateException(LIST + ": " + line);
            }
        }
        if (resolved.isEmpty()) {
            throw new IllegalStateException(LIST + " names no jar");
        }
        return resolved;
    }
}
