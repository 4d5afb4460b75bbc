package io.voddelete.plan;

import io.voddelete.support.AtomicFile;
import io.voddelete.support.FileVersion;
import io.voddelete.support.PrivateFolder;
import io.voddelete.support.Text;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * The folder for files that were meant as orders but are none, each with a {@code .why.txt}.
 *
 * @param folder created when it is needed
 */
public record RefusedPlans(PrivateFolder folder, AtomicFile files) {
    /** Its name. */
    public static final String REFUSED = "refused";

    private static final String WHY = ".why.txt";
    private static final int LONGEST_NAME = 255;
    private static final int MOST_NAMES = 1_000;

    /** Deletes what a crash left half-written. Call before the first move. */
    void removeHalves() throws IOException {
        if (Files.isDirectory(folder.path(), LinkOption.NOFOLLOW_LINKS)) {
            AtomicFile.removeHalves(folder.path());
        }
    }

    /**
     * Says why and moves a file there, so that after a crash no file lies there without its text.
     *
     * @return where it is now
     */
    Path move(FileVersion version, String why) throws IOException {
        folder.require();
        Path file = version.file();
        Path target = free(file.getFileName().toString());
        Path reason = target.resolveSibling(target.getFileName() + WHY);
        String text = Text.capitalized(why) + ".\n";
        files.write(reason, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
        try {
            Files.move(file, target); // replaces nothing
        } catch (IOException e) {
            Files.deleteIfExists(reason);
            throw e;
        }
        return target;
    }

    private Path free(String name) throws IOException {
        for (int number = 1; number <= MOST_NAMES; number++) {
            Path target = target(name, number);
            if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                return target;
            }
        }
        throw new FileAlreadyExistsException(target(name, MOST_NAMES).toString());
    }

    private Path target(String name, int number) {
        String end = number == 1 ? "" : "-" + number;
        String begin = name;
        while (Text.utf8Length(begin + end + WHY) > LONGEST_NAME) {
            begin = begin.substring(0, begin.offsetByCodePoints(begin.length(), -1));
        }
        return folder.path().resolve(begin + end);
    }
}
