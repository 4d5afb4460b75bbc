package io.voddelete.camel;

import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.settings.SettingsException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The route files, by an exact list of names that the build made: a pattern finds nothing in a jar inside a jar, nor in a native
 * image. A file of the same name in {@code vod.routes.directory} replaces the packed one.
 */
final class RouteFiles {
    private static final String PACKED = "vod-delete-routes/routes/";
    private static final String LIST = "vod-delete-routes/routes.txt";
    private static final String ENDING = ".camel.yaml";

    private RouteFiles() {}

    /** As {@code intake/file.camel.yaml}, in order. */
    static List<String> names() {
        try (InputStream list = RouteFiles.class.getClassLoader().getResourceAsStream(LIST)) {
            if (list == null) {
                throw new IllegalStateException("the class path has no " + LIST + ". Build this module with Maven");
            }
            return new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The addresses of all files as they are packed, as Camel takes them where routes are included. */
    static String packed() {
        return addresses(RouteFiles::packed);
    }

    /**
     * The same, with the copies that replace packed files.
     *
     * @throws SettingsException if there is no such directory, or it has a route file that replaces none
     */
    static String of(Settings settings) {
        if (settings.text(Setting.ROUTES_DIRECTORY).isEmpty()) {
            return packed();
        }
        Path directory = settings.path(Setting.ROUTES_DIRECTORY);
        requireKnown(settings, directory);
        return addresses(
                name -> Files.exists(directory.resolve(name)) ? "file:" + directory.resolve(name) : packed(name));
    }

    private static void requireKnown(Settings settings, Path directory) {
        List<String> unknown;
        try (Stream<Path> files = Files.walk(directory)) {
            unknown = files.map(file -> directory.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> name.endsWith(ENDING) && !names().contains(name))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw settings.given(Setting.ROUTES_DIRECTORY)
                    .fault("but it cannot be read: " + e + ". Allowed: a directory with changed copies of route files");
        }
        if (!unknown.isEmpty()) {
            throw settings.given(Setting.ROUTES_DIRECTORY)
                    .fault("but these files in it replace no route file: " + String.join(", ", unknown) + ". Allowed: "
                            + String.join(", ", names()));
        }
    }

    private static String packed(String name) {
        return "classpath:" + PACKED + name;
    }

    private static String addresses(UnaryOperator<String> address) {
        return names().stream().map(address).collect(Collectors.joining(","));
    }
}
