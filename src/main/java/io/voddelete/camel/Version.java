package io.voddelete.camel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The version of this module, as written by the build. */
public final class Version {
    private static final String FILE = "/vod-delete-routes/version.txt";

    private Version() {}

    /** Such as {@code 0.1.0}. */
    public static String read() {
        try (InputStream file = Version.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException(FILE + " is missing in the jar of vod-delete-routes");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
