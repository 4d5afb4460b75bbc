package io.voddelete.settings;

import io.voddelete.support.Text;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** A properties file that knows the line of each key. */
final class PropertyFile {
    private final Path path;
    private final Properties properties = new Properties();
    private final Map<String, Integer> lines = new HashMap<>();

    private PropertyFile(Path path) {
        this.path = path;
    }

    /**
     * Reads a file; a missing file counts as empty.
     *
     * @throws SettingsException if it cannot be read
     */
    static PropertyFile read(Path path) {
        PropertyFile file = new PropertyFile(path);
        try {
            file.parse(Files.exists(path) ? lines(path) : List.of());
        } catch (IOException e) {
            throw unreadable(path, e.toString());
        }
        return file;
    }

    Properties properties() {
        return properties;
    }

    /** Where a key is set, such as {@code config/application.properties, line 12}. */
    String place(String key) {
        Integer line = lines.get(key);
        return Text.visible(path.toString()) + (line == null ? "" : ", line " + line);
    }

    /** Passes logical lines to the JDK's own parser one by one, to learn which key is on which line. */
    private void parse(List<String> natural) {
        StringBuilder logical = new StringBuilder();
        int first = 1;
        for (int i = 0; i < natural.size(); i++) {
            String line = natural.get(i);
            if (logical.isEmpty()) {
                first = i + 1;
            }
            logical.append(line).append('\n');
            boolean comment =
                    logical.length() == line.length() + 1 && line.strip().matches("[#!].*");
            if (comment || !isContinued(line) || i == natural.size() - 1) {
                take(logical.toString(), first);
                logical.setLength(0);
            }
        }
    }

    /** Without the byte order mark that Windows writes: it would become part of the first key, which then goes unnoticed. */
    private static List<String> lines(Path path) throws IOException {
        return Files.readString(path).replaceFirst("^\uFEFF", "").lines().toList();
    }

    private static boolean isContinued(String line) {
        String slashes = line.substring(line.replaceFirst("\\\\+\\z", "").length());
        return slashes.length() % 2 == 1;
    }

    private void take(String logicalLine, int line) {
        Properties found = new Properties();
        try {
            found.load(new StringReader(logicalLine));
        } catch (IOException | IllegalArgumentException e) {
            throw unreadable(path, "line " + line + ": " + e.getMessage());
        }
        properties.putAll(found);
        found.stringPropertyNames().forEach(key -> lines.put(key, line));
    }

    private static SettingsException unreadable(Path path, String why) {
        return new SettingsException(List.of(Text.visible("Cannot read " + path + ": " + why)));
    }
}
