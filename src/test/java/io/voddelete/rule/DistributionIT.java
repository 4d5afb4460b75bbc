package io.voddelete.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.voddelete.kit.Tool;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The zip, unpacked as an operator does. */
class DistributionIT {
    private static final Path TARGET = Path.of("target");
    private static final Path INSTALLED = Path.of("/opt/vod-delete-routes");

    @TempDir
    Path directory;

    private Path unpacked;

    @BeforeEach
    void unpack() throws IOException {
        List<Path> zips =
                list(TARGET).filter(file -> file.toString().endsWith(".zip")).toList();
        assertThat(zips).hasSize(1);
        URI uri = URI.create("jar:" + zips.get(0).toAbsolutePath().toUri());
        try (FileSystem zip = FileSystems.newFileSystem(uri, Map.of("enablePosixFileAttributes", true));
                Stream<Path> entries = Files.walk(zip.getPath("/"))) {
            for (Path entry : entries.toList()) {
                Path file = directory.resolve(entry.toString().substring(1));
                if (Files.isDirectory(entry)) {
                    Files.createDirectories(file);
                } else {
                    Files.copy(entry, file);
                    Files.setPosixFilePermissions(file, Files.getPosixFilePermissions(entry));
                }
            }
        }
        List<Path> folders = list(directory).toList();
        assertThat(folders).as("all of it in one folder").hasSize(1);
        unpacked = folders.get(0).toRealPath();
    }

    @Test
    void itsScriptChecksTheSettingsThatLieBesideItFromAnyFolder() throws IOException {
        Files.writeString(
                unpacked.resolve("config/application.properties"),
                "\nvod.endpoint=https://vod.example.com\nvod.project-id=p1\n",
                StandardOpenOption.APPEND);
        Path link = Files.createSymbolicLink(directory.resolve("link"), unpacked.resolve("bin/vod-delete-routes"));
        List<String> before = names(unpacked);

        Tool check = Tool.run(
                "env",
                "JAVA_HOME=" + System.getProperty("java.home"),
                "VOD_ACCESS_KEY=never-shown",
                "VOD_SECRET_KEY=never-shown",
                link.toString(),
                "--check");

        assertThat(check.exit()).as(check.said()).isZero();
        assertThat(check.said())
                .contains("https://vod.example.com", unpacked.resolve("data").toString());
        assertThat(names(unpacked)).isEqualTo(before);
    }

    @Test
    void itHoldsEveryLibraryAndTheRoutesThatMayBeChanged() throws IOException {
        assertThat(names(unpacked.resolve("lib"))).isEqualTo(names(TARGET.resolve("lib")));
        assertThat(names(unpacked.resolve("routes"))).isEqualTo(names(Path.of("routes")));
        assertThat(unpacked.resolve("LICENSE")).isRegularFile();
    }

    @Test
    void whatTheContainerfileCopiesIsThere() throws IOException {
        List<String> sources = Files.readAllLines(unpacked.resolve("Containerfile")).stream()
                .filter(line -> line.startsWith("COPY "))
                .map(line -> line.split(" "))
                .flatMap(words -> Arrays.stream(words).skip(1).limit(words.length - 2L))
                .toList();
        assertThat(sources)
                .contains("lib", "vod-delete-routes.jar")
                .allSatisfy(source -> assertThat(unpacked.resolve(source)).exists());
    }

    @Test
    void systemdTakesTheUnit() throws IOException {
        assumeTrue(Tool.run("sh", "-c", "command -v systemd-analyze").succeeded(), "no systemd here");
        Path unit = unpacked.resolve("systemd/vod-delete-routes.service");
        String text = Files.readString(unit);
        Files.writeString(unit, text.replace(INSTALLED.toString(), unpacked.toString()));

        Tool verify = Tool.run("systemd-analyze", "verify", "--man=no", unit.toString());

        assertThat(text).contains(INSTALLED.toString());
        assertThat(verify.said()
                        .lines()
                        .filter(line -> line.contains(unit.getFileName().toString())))
                .isEmpty();
        assertThat(verify.exit()).as(verify.said()).isZero();
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    private static Stream<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList().stream();
        }
    }
}
