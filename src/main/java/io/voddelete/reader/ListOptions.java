package io.voddelete.reader;

import io.voddelete.support.CallDeferredException;
import io.voddelete.support.FileVersion;
import io.voddelete.support.GuardedOpen;
import io.voddelete.support.Sha256;
import io.voddelete.support.WakeUp;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.function.BooleanSupplier;

/**
 * How a file is read.
 *
 * @param rules for reading a list
 * @param maxBytes the maximum size of a file, both compressed and uncompressed
 * @param mostRejected the maximum number of rejected lines in a list; with more, nothing of it is accepted
 */
public record ListOptions(ListRules rules, long maxBytes, long mostRejected) {
    /**
     * A reader of the file that updates the digest with everything it reads. Symbolic links are not followed.
     *
     * @param stopping ends reading with a {@link CallDeferredException} when it returns true
     */
    public AssetIdReader open(FileVersion file, MessageDigest digest, BooleanSupplier stopping) throws IOException {
        String name = file.file().getFileName().toString();
        return Format.open(watched(open(file), digest, stopping), name, rules, maxBytes);
    }

    /** The SHA-256 of the whole content of exactly this file, in lower-case hex. */
    public String sha256(FileVersion file, BooleanSupplier stopping) throws IOException {
        return sha256(open(file), stopping);
    }

    /** The SHA-256 of the file at this path, in a folder that only this module writes to. */
    public String sha256(Path file, BooleanSupplier stopping) throws IOException {
        return sha256(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS), stopping);
    }

    private static String sha256(InputStream content, BooleanSupplier stopping) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (InputStream in = watched(content, digest, stopping)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return Sha256.hex(digest);
    }

    /**
     * A user can create a hard link to a file without permission to read it.
     *
     * @throws UnreadableException if the content has more than one name
     */
    public static void requireOnlyName(FileVersion file) throws UnreadableException {
        if (file.hasOtherNames()) {
            throw new UnreadableException(
                    "several-links",
                    "it has several names (hard links), so its content may belong to somebody else; it was not read",
                    "use a copy (cp) instead of a link");
        }
    }

    /** Reads nothing from a file that was replaced meanwhile. */
    private static InputStream open(FileVersion file) throws IOException {
        InputStream in = GuardedOpen.open(file.file());
        if (!file.isCurrent()) {
            in.close();
            throw new IOException("it changed while it was read");
        }
        return in;
    }

    /** The content of a file that only this module can replace; symbolic links are not followed. */
    public static InputStream content(Path file, MessageDigest digest, BooleanSupplier stopping) throws IOException {
        return watched(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS), digest, stopping);
    }

    /** The stream, which updates the digest and ends with a {@link CallDeferredException} when {@code stopping} returns true. */
    public static InputStream watched(InputStream in, MessageDigest digest, BooleanSupplier stopping) {
        return new DigestInputStream(in, digest) {
            @Override
            public int read(byte[] buffer, int from, int length) throws IOException {
                WakeUp.goOnUnless(stopping); // here, since of any number of blank lines the reader gives none
                return super.read(buffer, from, length);
            }
        };
    }
}
