package io.voddelete.settings;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Checks whether a path can be passed to the operating system: the JDK encodes paths according to the locale. */
public final class LocalePath {
    private LocalePath() {}

    /** Why no file can have this path, as a text that follows a colon; empty if one can. */
    public static Optional<String> fault(String path) {
        if (path.indexOf('\0') >= 0) {
            return Optional.of("it contains a NUL character");
        }
        if (!isEncodable(path)) {
            return Optional.of("the path cannot be encoded " + remedy());
        }
        return Path.of(path).isAbsolute() || isEncodable(System.getProperty("user.dir"))
                ? Optional.empty()
                : Optional.of("it is relative to a working directory whose path cannot be encoded " + remedy());
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
                + "). Set LC_ALL=C.UTF-8 in its environment";
    }
}
