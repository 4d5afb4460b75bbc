package io.voddelete.campaign;

import static net.bytebuddy.matcher.ElementMatchers.isDeclaredBy;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.bytebuddy.asm.MemberSubstitution;

/**
 * Shows the module files as they were before a power loss: who puts a file back into a folder can set all
 * of its times but that of its last change of name, which a disk would have kept.
 */
public final class KeptTimes {
    private static final String ATTRIBUTES = "io/voddelete/support/UnixAttributes";
    private static final String OURS = KeptTimes.class.getName().replace('.', '/');
    private static final String FILE = "campaign.kept-times";
    private static final Map<Path, FileTime> KEPT = read();

    private KeptTimes() {}

    /** What the files of a folder have now, a line each. */
    static List<String> of(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(Path::toAbsolutePath)
                    .map(file -> changed(file) + " " + file)
                    .toList();
        }
    }

    private static Instant changed(Path file) {
        try {
            return ((FileTime) Files.getAttribute(file, "unix:ctime")).toInstant();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The JVM option that shows them so. */
    static String option(Path kept) {
        return "-D" + FILE + "=" + kept;
    }

    static Map<String, byte[]> rewritten() throws IOException {
        try {
            MemberSubstitution calls = MemberSubstitution.relaxed()
                    .method(isDeclaredBy(Files.class)
                            .and(named("readAttributes"))
                            .and(takesArguments(Path.class, String.class, LinkOption[].class)))
                    .replaceWith(
                            KeptTimes.class.getMethod("readAttributes", Path.class, String.class, LinkOption[].class));
            byte[] code = Program.rewritten(ATTRIBUTES, calls);
            if (!new String(code, StandardCharsets.ISO_8859_1).contains(OURS)) {
                throw new AssertionError(
                        ATTRIBUTES + " reads no attributes of files any more; name the class that does");
            }
            return Map.of(ATTRIBUTES, code);
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<Path, FileTime> read() {
        String file = System.getProperty(FILE);
        Map<Path, FileTime> kept = new HashMap<>();
        try {
            for (String line : file == null ? List.<String>of() : Files.readAllLines(Path.of(file))) {
                int space = line.indexOf(' ');
                kept.put(Path.of(line.substring(space + 1)), FileTime.from(Instant.parse(line.substring(0, space))));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return kept;
    }

    public static Map<String, Object> readAttributes(Path file, String names, LinkOption... options)
            throws IOException {
        Map<String, Object> attributes = new HashMap<>(Files.readAttributes(file, names, options));
        attributes.computeIfPresent(
                "ctime", (name, now) -> KEPT.getOrDefault(file.toAbsolutePath().normalize(), (FileTime) now));
        return attributes;
    }
}
