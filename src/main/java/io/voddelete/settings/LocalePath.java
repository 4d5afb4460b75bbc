package io.voddelete.settings;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Whether the operating system can be asked for a path: the JDK encodes paths as the locale says. */
public final class LocalePath {
    private LocalePath() {}

    /** Why no file can have this path, as words that go on after the value; empty if one can. */
    public static Optional<String> fault(String path) {
        if (path.indexOf('\0') >= 0) {
            return Optional.of("which is no path, as it holds a NUL character");
        }
        if (!isEncodable(path)) {
            return Optional.of("which cannot be encoded " + remedy());
        }
        return Path.of(path).isAbsolute() || isEncodable(System.getProperty("user.dir"))
                ? Optional.empty()
                : Optional.of("relative to a working directory whose path cannot be encoded " + remedy());
    }

    @SuppressWarnings("ReturnValueIgnored") // whether it throws is the answer
    private static boolean isEncodable(String path) {
        try {
            Path.of(path);
            return true;
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static String remedy() {
        return "in the locale of this process (" + System.getProperty("sun.jnu.encoding")
                + "): set LC_ALL=C.UTF-8 in its environment";
    }
}
