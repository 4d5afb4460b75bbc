package io.voddelete.camel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The name of this module, and its version as written by the build. */
public final class Version {
    /** Also the group of its routes and health checks, and the folder of its resources. */
    public static final String PRODUCT = "vod-delete-routes";

    private static final String FILE = "/" + PRODUCT + "/version.txt";

    private Version() {}

    /** Such as {@code vod-delete-routes 0.1.0}. */
    public static String text() {
        return PRODUCT + " " + read();
    }

    /** Such as {@code 0.1.0}. */
    public static String number() {
        return read();
    }

    private static String read() {
        try (InputStream file = Version.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException(FILE + " is missing in the jar of " + PRODUCT);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
