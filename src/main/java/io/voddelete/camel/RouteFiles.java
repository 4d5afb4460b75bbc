package io.voddelete.camel;

import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.settings.SettingsException;
import java.io.FileNotFoundException;
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
 * The route files, by the exact list of names that the build writes: a wildcard finds nothing in a nested jar or a native image.
 * A file of the same name in {@code vod.routes.directory} replaces the packed one.
 */
final class RouteFiles {
    private static final String PACKED = Version.PRODUCT + "/routes/";
    private static final String LIST = Version.PRODUCT + "/routes.txt";
    private static final String ENDING = ".camel.yaml";

    private RouteFiles() {}

    /** The names of all route files, sorted, such as {@code intake/file.camel.yaml}. */
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

    /** The URIs of all packed files, separated by commas, as Camel's routes include pattern takes them. */
    static String packed() {
        return addresses(RouteFiles::packed);
    }

    /**
     * The URIs of all files, with those in {@code vod.routes.directory} in place of the packed ones that they replace.
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
        List<String> known = names();
        List<String> unknown;
        try (Stream<Path> files = Files.walk(directory)) {
            unknown = files.map(file -> directory.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> name.endsWith(ENDING) && !known.contains(name))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw settings.given(Setting.ROUTES_DIRECTORY)
                    .fault("it cannot be read: " + e + ". Allowed: a directory with changed copies of route files");
        }
        if (!unknown.isEmpty()) {
            throw settings.given(Setting.ROUTES_DIRECTORY)
                    .fault("these files in it replace no route file: " + String.join(", ", unknown) + ". Allowed: "
                            + String.join(", ", known));
        }
    }

    /**
     * The content of a packed route file.
     *
     * @throws IOException if it cannot be read, or there is none
     */
    static byte[] content(String name) throws IOException {
        try (InputStream file = RouteFiles.class.getClassLoader().getResourceAsStream(PACKED + name)) {
            if (file == null) {
                throw new FileNotFoundException(packed(name));
            }
            return file.readAllBytes();
        }
    }

    private static String packed(String name) {
        return "classpath:" + PACKED + name;
    }

    private static String addresses(UnaryOperator<String> address) {
        return names().stream().map(address).collect(Collectors.joining(","));
    }
}
